"""From a file of the advisor's to a checked document, or to faults: read raw, checked once, then trusted."""
