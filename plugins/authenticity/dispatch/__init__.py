"""What leaves the house: the problem lists, who gets which lines, and how the files are sealed."""
