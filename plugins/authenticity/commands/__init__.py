"""What `make` calls: each command reads the environment, talks to the terminal, and returns."""
