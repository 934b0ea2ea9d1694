"""A candidate catalogue held against the present one: what would change, told and shown."""
