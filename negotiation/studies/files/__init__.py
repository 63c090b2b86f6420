"""Files that outlive their writer: a study's rows in a Parquet file, written chunk by chunk and resumable."""
