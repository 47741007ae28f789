"""The Atom feed, with addresses that also work outside the site."""
