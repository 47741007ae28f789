"""Pictures: small copies of what the advisor puts in `content/beelden/`, and the size of every picture in its tag."""
