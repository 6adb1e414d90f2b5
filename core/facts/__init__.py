"""Facts (事实) as Parquet files beside the database: exported by kind and month, read by whatever builds boards."""
