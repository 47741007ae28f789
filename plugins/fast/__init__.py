"""Work that is remembered and shared: `FAST = False` does without, and gives the same bytes, only later."""
