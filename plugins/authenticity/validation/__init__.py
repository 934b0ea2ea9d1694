"""Great Expectations, and nothing else that knows it: row rules to findings and Data Docs."""
