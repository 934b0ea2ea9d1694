"""What a command and a web page call."""
