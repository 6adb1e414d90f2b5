"""Tables of batches (批次): what each write of data brought, what stood there before, and what it vouches for.

Coverage, freshness and notes of refused rows are what the batches that stand claim, put together; claims of batch 0
are of what was there before there were batches.
"""

from __future__ import annotations

BASELINE = 0  # stands for whatever came in outside of batches


def batch_table(*acts: str) -> str:
    """Return the statements that make the table of batches, which may be these acts; no batch is deleted."""
    return f"""
CREATE TABLE batch (
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  act TEXT NOT NULL CHECK (act IN ({", ".join(repr(act) for act in acts)})),
  kind TEXT NOT NULL CHECK (length(kind) > 0),
  file TEXT NOT NULL,
  read INTEGER NOT NULL CHECK (read >= 0),
  new INTEGER NOT NULL CHECK (new >= 0),
  changed INTEGER NOT NULL CHECK (changed >= 0),
  same INTEGER NOT NULL CHECK (same >= 0),
  withdrawn INTEGER NOT NULL CHECK (withdrawn >= 0),
  refused INTEGER NOT NULL CHECK (refused >= 0),
  first INTEGER,
  last INTEGER,
  data_version INTEGER NOT NULL,
  undone_at INTEGER,
  undone_by TEXT,
  undone_version INTEGER,
  CHECK (first <= last),
  CHECK ((undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) = (undone_version IS NULL))
) STRICT;
CREATE TRIGGER batch_is_kept BEFORE DELETE ON batch
  BEGIN SELECT RAISE(ABORT, 'a batch stays written'); END;
"""


TABLES = f"""
{batch_table("import", "withdraw")}
ALTER TABLE unit ADD COLUMN batch INTEGER;
ALTER TABLE officer ADD COLUMN batch INTEGER;
ALTER TABLE ledger ADD COLUMN batch INTEGER;

CREATE TABLE prior (
  batch INTEGER NOT NULL REFERENCES batch (number),
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  author INTEGER,
  content TEXT,
  PRIMARY KEY (batch, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX prior_by_author ON prior (author, kind, id) WHERE author IS NOT NULL;
CREATE TABLE tombstone (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batch (number),
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE batch_same (
  batch INTEGER NOT NULL REFERENCES batch (number),
  author INTEGER NOT NULL,
  rows INTEGER NOT NULL CHECK (rows > 0),
  PRIMARY KEY (batch, author)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage_claim (
  batch INTEGER NOT NULL,
  kind TEXT NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (batch, kind, unit, first)
) STRICT, WITHOUT ROWID;
INSERT INTO coverage_claim SELECT 0, kind, unit, first, last FROM coverage;
CREATE TABLE source_claim (
  batch INTEGER NOT NULL,
  source TEXT NOT NULL,
  zh TEXT NOT NULL,
  covers_to INTEGER NOT NULL,
  loaded_at INTEGER NOT NULL,
  PRIMARY KEY (batch, source)
) STRICT, WITHOUT ROWID;
INSERT INTO source_claim SELECT 0, id, zh, covers_to, loaded_at FROM source;
"""

# Notes of refused rows by batch, in place of those that the latest file wrote for all.
NOTES = """
CREATE TABLE refused_note (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  rows INTEGER NOT NULL CHECK (rows > 0),
  pending INTEGER NOT NULL CHECK (pending BETWEEN 0 AND rows),
  CHECK (first <= last)
) STRICT;
CREATE INDEX refused_note_of_batch ON refused_note (batch);
CREATE TABLE refused_row (
  note INTEGER NOT NULL REFERENCES refused_note (id),
  row INTEGER NOT NULL,
  record TEXT,
  settled_by INTEGER REFERENCES batch (number),
  PRIMARY KEY (note, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE refused_takeover (
  batch INTEGER NOT NULL REFERENCES batch (number),
  note INTEGER NOT NULL REFERENCES refused_note (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (batch, note, first)
) STRICT, WITHOUT ROWID;
INSERT INTO refused_note (batch, kind, file, first, last, rows, pending)
  SELECT 0, kind, file, first, last, rows, rows FROM refused_rows ORDER BY kind, first, file;
DROP TABLE refused_rows;
"""
