"""The history of the case store's tables, run by `store.upgrade`."""
