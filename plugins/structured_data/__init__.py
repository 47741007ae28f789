"""What the pages tell machines: JSON-LD as plain values."""
