"""What `make demo` and `make bench` call."""
