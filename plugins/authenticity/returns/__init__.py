"""Returned lists: fetched, checked, read in a process of their own, taken in, archived."""
