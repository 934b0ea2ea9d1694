"""The re-check of all that a seller sold, after repeated mis-selling (rulebook §5b, Art. 14)."""
