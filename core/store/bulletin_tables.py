"""Table of issued bulletins (通报): written once, in one transaction with its line of the trail, and never changed.

A correction is a bulletin of its own with the next edition, for a reason.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE bulletin (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (length(kind) > 0),
  unit INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  edition INTEGER NOT NULL CHECK (edition >= 0),
  title TEXT NOT NULL CHECK (length(title) > 0),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  reason TEXT NOT NULL CHECK (edition = 0 OR length(reason) > 0),
  audit TEXT NOT NULL CHECK (length(audit) > 0),
  data_version INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  CHECK (first <= last),
  UNIQUE (kind, unit, first, last, edition)
) STRICT;
CREATE TRIGGER bulletin_no_update BEFORE UPDATE ON bulletin
  BEGIN SELECT RAISE(ABORT, 'what is issued stays as it was'); END;
CREATE TRIGGER bulletin_no_delete BEFORE DELETE ON bulletin
  BEGIN SELECT RAISE(ABORT, 'what is issued stays as it was'); END;
CREATE TRIGGER bulletin_sealed BEFORE INSERT ON bulletin
  WHEN EXISTS (
    SELECT 1 FROM bulletin WHERE id = NEW.id OR (
      kind = NEW.kind AND unit = NEW.unit AND first = NEW.first AND last = NEW.last AND edition = NEW.edition
    )
  )
  BEGIN SELECT RAISE(ABORT, 'what is issued stays as it was'); END;
"""
