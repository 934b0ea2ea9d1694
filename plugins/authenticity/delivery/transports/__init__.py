"""The ways out of the house. Each takes one message after the other over one connection."""
