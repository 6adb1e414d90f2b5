"""The table of people who come by single sign-on."""

from __future__ import annotations

# `subject` is a digest of issuer and subject: a provider may name people by their identity numbers.
TABLES = """
CREATE TABLE sign_on (
  subject TEXT PRIMARY KEY CHECK (length(subject) = 64),
  account INTEGER NOT NULL UNIQUE REFERENCES account (id),
  by_rule INTEGER NOT NULL CHECK (by_rule IN (0, 1)),
  tied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
