"""The problem list: what its lines say, and the workbook that shows them."""
