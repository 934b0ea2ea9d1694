"""Genuine customers by the million, in the spellings of real clerks: none may be accused."""
