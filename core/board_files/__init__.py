"""Board files (看板文件): whole read-only databases summed from exported facts by SQLite, DuckDB or Spark."""
