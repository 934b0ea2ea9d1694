"""The stock and the days since, put together into a new stock."""
