"""The simulator: a small insurer lives for weeks on a fast clock, and a model foretells it."""
