"""The month's operations summary: what the systems were used for, as head office reads it."""
