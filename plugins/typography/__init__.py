"""Typography made right for Dutch: typogrify, with a pass of our own before it that knows what Dutch does otherwise."""
