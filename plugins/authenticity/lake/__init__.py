"""The lake: immutable Parquet by list date, personal columns encrypted, renamed into place."""
