"""The tables of mappings (对照), each version kept as it was saved, and of what figures rest on that no file said.

What figures rest on is noted by batch, with the days that a later batch has taken over, so that it can be taken back.
Batch 0 stands for whatever came in outside of batches.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE mapping (
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  version INTEGER NOT NULL CHECK (version >= 1),
  kind TEXT NOT NULL,
  headers TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) <= 400000),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER mapping_is_kept BEFORE DELETE ON mapping
  BEGIN SELECT RAISE(ABORT, 'a mapping that was used stays written'); END;
CREATE TRIGGER mapping_is_fixed BEFORE UPDATE ON mapping
  BEGIN SELECT RAISE(ABORT, 'a mapping that was used stays as it was'); END;
CREATE TRIGGER mapping_follows BEFORE INSERT ON mapping
  WHEN NEW.version <> 1 + (SELECT ifnull(max(version), 0) FROM mapping WHERE name = NEW.name)
  BEGIN SELECT RAISE(ABORT, 'a version follows the last one'); END;

CREATE TABLE assumed (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  kind TEXT NOT NULL,
  field TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('constant', 'default', 'rest', 'undated', 'unknown', 'not_listed')),
  unit INTEGER NOT NULL REFERENCES unit (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  value TEXT NOT NULL,
  file TEXT NOT NULL,
  CHECK (first <= last)
) STRICT;
CREATE INDEX assumed_of_batch ON assumed (batch);
CREATE TABLE assumed_takeover (
  batch INTEGER NOT NULL,
  note INTEGER NOT NULL REFERENCES assumed (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (batch, note, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX assumed_takeover_of_note ON assumed_takeover (note);
"""
