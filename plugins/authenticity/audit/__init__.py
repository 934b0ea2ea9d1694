"""The audit chain: every change of a case as an event that seals its predecessor."""
