"""The history of the case store's tables, run by `cases.upgrade`."""
