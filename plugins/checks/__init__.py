"""Findings about the texts and about the built site: a table of checks, each a generator, and one place that tells."""
