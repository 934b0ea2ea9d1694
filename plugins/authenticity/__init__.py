"""Client-information authenticity for life insurers: judge, list, follow up, report."""

__version__ = "0.2.0"
