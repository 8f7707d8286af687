"""The landing zone: Parquet between Python and SQL, append-only, one folder a run."""
