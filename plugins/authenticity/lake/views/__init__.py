"""How an engine sees the stored files on one list date."""
