"""Files that may be kept for good: their names change with what is in them."""
