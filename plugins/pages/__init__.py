"""From what was read to pages and feeds: each page is a function of what it is given, and of nothing else."""
