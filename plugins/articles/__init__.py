"""What an article's page says beside its text: reading time, previous and next."""
