"""Cases and their findings: recorded, opened, added to, dispatched, withdrawn (rulebook §5)."""
