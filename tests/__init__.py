"""The suite: real Pelican, real Chromium, real processes."""
