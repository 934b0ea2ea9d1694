"""The self-check of the whole stock: judged in portions, reported, handed to lists (Art. 26)."""
