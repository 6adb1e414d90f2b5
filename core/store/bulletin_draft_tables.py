"""Table of the steps that a bulletin takes before it is issued: made, edited, signed, returned, issued, dropped.

Each step keeps the whole document as it was left by it, and none is ever changed.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE bulletin_step (
  draft INTEGER NOT NULL,
  step INTEGER NOT NULL CHECK (step >= 0),
  act TEXT NOT NULL CHECK (act IN ('made', 'edited', 'approved', 'returned', 'issued', 'dropped')),
  kind TEXT NOT NULL CHECK (length(kind) > 0),
  unit INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  title TEXT NOT NULL CHECK (length(title) > 0),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  note TEXT NOT NULL CHECK (act <> 'returned' OR length(note) > 0),
  content TEXT NOT NULL CHECK (json_valid(content)),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  CHECK (first <= last),
  PRIMARY KEY (draft, step)
) STRICT;
CREATE TRIGGER bulletin_step_no_update BEFORE UPDATE ON bulletin_step
  BEGIN SELECT RAISE(ABORT, 'a step stays as it was taken'); END;
CREATE TRIGGER bulletin_step_no_delete BEFORE DELETE ON bulletin_step
  BEGIN SELECT RAISE(ABORT, 'a step stays as it was taken'); END;
CREATE TRIGGER bulletin_step_sealed BEFORE INSERT ON bulletin_step
  WHEN EXISTS (SELECT 1 FROM bulletin_step WHERE draft = NEW.draft AND step >= NEW.step)
  BEGIN SELECT RAISE(ABORT, 'a step stays as it was taken'); END;
"""
