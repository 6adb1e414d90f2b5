"""Tables of access: accounts, kiosks, sessions, and guesses of passwords."""

from __future__ import annotations

TABLES = """
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 32),
  role TEXT NOT NULL CHECK (role IN ('chief', 'inspector', 'station', 'officer', 'trainer', 'steward')),
  unit INTEGER NOT NULL REFERENCES unit (id),
  officer TEXT REFERENCES officer (id),
  password TEXT,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  CHECK (role <> 'officer' OR officer IS NOT NULL)
) STRICT;

CREATE TABLE kiosk (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 32),
  unit INTEGER NOT NULL REFERENCES unit (id),
  link TEXT UNIQUE CHECK (length(link) = 64),
  link_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  account INTEGER REFERENCES account (id),
  kiosk INTEGER REFERENCES kiosk (id),
  opened_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  address TEXT NOT NULL,
  revoked_at INTEGER,
  CHECK ((account IS NULL) <> (kiosk IS NULL))
) STRICT;
CREATE INDEX session_of_account ON session (account);
CREATE INDEX session_of_kiosk ON session (kiosk);

CREATE TABLE guess (
  who TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
