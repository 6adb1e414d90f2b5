"""The table of refused rows: only how many, of which days; the rows themselves are kept nowhere."""

from __future__ import annotations

TABLES = """
CREATE TABLE refused_rows (
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  rows INTEGER NOT NULL CHECK (rows > 0),
  CHECK (first <= last),
  PRIMARY KEY (kind, file, first)
) STRICT, WITHOUT ROWID;
"""
