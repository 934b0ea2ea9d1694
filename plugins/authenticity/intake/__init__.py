"""Intake: the core system's contract, what changed since the last list, and what is in scope."""
