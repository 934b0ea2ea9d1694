"""The synthetic insurer's people: clerks who correct and answer, and those who verify."""
