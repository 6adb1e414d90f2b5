"""Tables of publications (原报): written once, in one transaction, and never changed.

The rows of a publication come before the publication itself, which seals them: no row can be added to one that is
there. A correction (更正) is a publication of its own with the next number.
"""

from __future__ import annotations

_TABLES = ("publication", "publication_index", "publication_score", "publication_part")


def _fixed_triggers(table: str) -> str:
    """Return triggers that let nothing be changed or taken out."""
    return "".join(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'what is published stays as it was'); END;\n"
        for act in ("UPDATE", "DELETE")
    )


def _sealed_trigger(table: str, sealed: str) -> str:
    """Return a trigger that lets nothing be added to a publication, nor replace it: REPLACE passes those on DELETE."""
    return (
        f"CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM publication WHERE {sealed}) "
        "BEGIN SELECT RAISE(ABORT, 'what is published stays as it was'); END;\n"
    )


TABLES = (
    """
CREATE TABLE publication (
  id INTEGER PRIMARY KEY,
  month INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 0),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  reason TEXT NOT NULL CHECK (number = 0 OR length(reason) > 0),
  data_version INTEGER NOT NULL,
  UNIQUE (month, number)
) STRICT;
CREATE TABLE publication_index (
  publication INTEGER NOT NULL REFERENCES publication (id) DEFERRABLE INITIALLY DEFERRED,
  index_id TEXT NOT NULL,
  zh TEXT NOT NULL,
  config TEXT NOT NULL CHECK (json_valid(config)),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  remarks TEXT NOT NULL CHECK (json_valid(remarks)),
  PRIMARY KEY (publication, index_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE publication_score (
  publication INTEGER NOT NULL REFERENCES publication (id) DEFERRABLE INITIALLY DEFERRED,
  index_id TEXT NOT NULL,
  unit INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  above TEXT NOT NULL,
  value REAL,
  low REAL,
  high REAL,
  known REAL NOT NULL,
  word TEXT,
  shape TEXT,
  list TEXT,
  reason TEXT,
  PRIMARY KEY (publication, index_id, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE publication_part (
  publication INTEGER NOT NULL REFERENCES publication (id) DEFERRABLE INITIALLY DEFERRED,
  index_id TEXT NOT NULL,
  unit INTEGER NOT NULL,
  kpi TEXT NOT NULL,
  position INTEGER NOT NULL,
  zh TEXT NOT NULL,
  numerator REAL,
  denominator REAL,
  shown TEXT NOT NULL,
  weight REAL NOT NULL,
  share REAL,
  points REAL,
  contribution REAL,
  reason TEXT,
  PRIMARY KEY (publication, index_id, unit, kpi)
) STRICT, WITHOUT ROWID;
"""
    + _sealed_trigger("publication", "id = NEW.id OR (month = NEW.month AND number = NEW.number)")
    + "".join(_sealed_trigger(table, "id = NEW.publication") for table in _TABLES[1:])
    + "".join(_fixed_triggers(table) for table in _TABLES)
)
