"""The insurer's official calendar, and the deadlines that are counted on it."""
