"""Who gets which list, the outbox, and what became of each delivery."""
