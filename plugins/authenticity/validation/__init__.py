"""Great Expectations, and nothing else that knows it: row rules judged, findings and Data Docs."""
