"""What one pull takes in: its window, late entries, calls and receipts, accounts, scope."""
