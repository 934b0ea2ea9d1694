"""What all HTML pages share, and the folder of the Data Docs: templates, charts, history."""
