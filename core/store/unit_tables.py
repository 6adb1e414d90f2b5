"""Tables of what became of units (单位变更): renamed, moved, merged, split, closed, each from a day on.

`unit` holds each unit as it stands after all changes; `base_name` and `base_parent` are what it came in with, kept only
while a change stands. `first` and `last` are the first and last day of its existence, none where it has no such end.
`unit_ancestor` says above which units each one stands, and when: a new unit stands above those that were merged
into it on the days before, too, in rows that are `inherited`.
"""

from __future__ import annotations

from core.store.batch_tables import batch_table

TABLES = """
ALTER TABLE unit ADD COLUMN first INTEGER;
ALTER TABLE unit ADD COLUMN last INTEGER;
ALTER TABLE unit ADD COLUMN base_name TEXT;
ALTER TABLE unit ADD COLUMN base_parent INTEGER REFERENCES unit (id);
CREATE TABLE unit_change (
  batch INTEGER NOT NULL REFERENCES batch (number),
  unit INTEGER NOT NULL REFERENCES unit (id),
  day INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('rename', 'move', 'merge', 'split', 'close')),
  name TEXT CHECK (length(name) BETWEEN 1 AND 64),
  other INTEGER REFERENCES unit (id),
  CHECK ((name IS NOT NULL) = (act = 'rename')),
  CHECK ((other IS NOT NULL) = (act IN ('move', 'merge', 'split')))
) STRICT;
CREATE UNIQUE INDEX unit_change_once ON unit_change (batch, unit, act, ifnull(other, 0));
DROP TABLE unit_ancestor;
CREATE TABLE unit_ancestor (
  unit INTEGER NOT NULL REFERENCES unit (id),
  ancestor INTEGER NOT NULL REFERENCES unit (id),
  kind TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  inherited INTEGER NOT NULL CHECK (inherited IN (0, 1)),
  CHECK (first <= last),
  PRIMARY KEY (unit, ancestor, first)
) STRICT, WITHOUT ROWID;
"""

# A batch may be a change of units: SQLite alters no check, so the table is made anew around its rows.
_BATCH = f"""
CREATE TEMP TABLE kept_batch AS SELECT * FROM batch;
DROP TABLE batch;
{batch_table("import", "withdraw", "change")}
INSERT INTO batch SELECT * FROM temp.kept_batch;
DROP TABLE temp.kept_batch;
"""
BATCH_ACTS = f"PRAGMA defer_foreign_keys = ON;\n{_BATCH}"
