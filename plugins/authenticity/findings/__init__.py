"""A finding: its one shape, its identity, and the file in which a stage hands it over."""
