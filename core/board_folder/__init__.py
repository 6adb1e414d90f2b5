"""A folder of published boards: files that never change, and a small pointer to the one that is shown."""
