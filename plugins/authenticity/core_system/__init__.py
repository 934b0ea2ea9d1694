"""The core system: its contract, how it is read, and how its cells become typed columns."""
