"""What is stored: partitions of Parquet files, written aside and renamed into place."""
