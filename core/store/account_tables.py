"""Changes to the tables of access: more roles, age of passwords, second factors, devices, idle sessions."""

from __future__ import annotations

from sqlite_utils import Database

TABLES = """
ALTER TABLE account ADD COLUMN password_at INTEGER;
ALTER TABLE account ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1));
ALTER TABLE account ADD COLUMN failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0);
UPDATE account SET password_at = created_at WHERE password IS NOT NULL;

CREATE TABLE old_password (
  account INTEGER NOT NULL REFERENCES account (id),
  replaced_at INTEGER NOT NULL,
  password TEXT NOT NULL
) STRICT;
CREATE INDEX old_password_of_account ON old_password (account);

CREATE TABLE second_factor (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  secret TEXT NOT NULL CHECK (length(secret) >= 32),
  confirmed_at INTEGER,
  last_counter INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE recovery_code (
  digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
  account INTEGER NOT NULL REFERENCES account (id),
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_code_of_account ON recovery_code (account);

CREATE TABLE sign_in_step (
  digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
  account INTEGER NOT NULL REFERENCES account (id),
  is_proved INTEGER NOT NULL DEFAULT 0 CHECK (is_proved IN (0, 1)),
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE known_device (
  digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
  account INTEGER NOT NULL REFERENCES account (id),
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_device_of_account ON known_device (account);

ALTER TABLE session ADD COLUMN last_seen INTEGER;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN previous_at INTEGER;
ALTER TABLE session ADD COLUMN previous_address TEXT;
ALTER TABLE session ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
UPDATE session SET last_seen = opened_at;
"""
# Whoever is bound to a field of work (业务) is a department, and nobody else is.
DOMAINS = """
ALTER TABLE account ADD COLUMN domain TEXT CHECK ((role = 'department') = (domain IS NOT NULL));
"""
_ROLES, _MORE_ROLES = "'trainer', 'steward')", "'trainer', 'steward', 'system', 'security', 'auditor', 'ungranted')"
_DEPARTMENTS = _MORE_ROLES.replace(")", ", 'department')")


def allow_more_roles(db: Database) -> None:
    """Let accounts be administrators, or have no role yet."""
    _rewrite_roles(db, _ROLES, _MORE_ROLES)


def allow_departments(db: Database) -> None:
    """Let accounts be those of departments."""
    _rewrite_roles(db, _MORE_ROLES, _DEPARTMENTS)


def _rewrite_roles(db: Database, before: str, after: str) -> None:
    """Rewrite the check of the roles; no row is touched.

    SQLite documents this way for changes that do not concern what is on the disk
    (https://www.sqlite.org/lang_altertable.html, "making other kinds of table schema changes"); a table that others
    refer to cannot be made anew within a transaction.
    """
    version = db.execute("PRAGMA schema_version").fetchone()[0]
    db.execute("PRAGMA writable_schema = ON")
    try:
        db.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'account'",
            [before, after],
        )
        db.execute(f"PRAGMA schema_version = {version + 1}")
    finally:
        db.execute("PRAGMA writable_schema = OFF")
