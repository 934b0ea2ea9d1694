"""A synthetic insurer that is hard to tell from a real one, with a truth table beside it."""
