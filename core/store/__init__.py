"""The SQLite reporting layer: schema, records, ledger, cube, coverage and their upkeep."""
