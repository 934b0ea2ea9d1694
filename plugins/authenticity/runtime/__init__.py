"""What a step stands in: connections, the frame around it, the lock of a home, versions."""
