"""The nothing-lost ledger and the record of runs."""
