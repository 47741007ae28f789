"""Measurements: what is measured, how to repeat it, and never a test that passes or fails."""
