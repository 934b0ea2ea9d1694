"""Great Expectations, and nothing else that knows it: row rules judged, findings and Data Docs."""

import logging

logging.getLogger("great_expectations").setLevel(logging.WARNING)
"""What it registers and loads, line by line, would hide what a step says of a list."""
