"""Legal obligations: entries with a state, dates and sources, and every page and file that is a function of them."""
