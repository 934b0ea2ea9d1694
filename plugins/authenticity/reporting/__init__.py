"""Reports for the head office and those it answers to: the quarter."""
