"""The tables of data sources (databases and watched folders): what they are, how far they have been read, what came.

No password is in them. A line of `data_source_batch` stands until the source is read from its beginning again.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE data_source (
  name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
  form TEXT NOT NULL CHECK (form IN ('database', 'folder')),
  place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 2000),
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  rhythm TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  added_by TEXT NOT NULL CHECK (length(added_by) > 0),
  position TEXT CHECK (position IS NULL OR json_valid(position)),
  reach TEXT CHECK (reach IS NULL OR json_valid(reach)),
  run TEXT CHECK (run IS NULL OR json_valid(run)),
  due_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE data_source_batch (
  source TEXT NOT NULL REFERENCES data_source (name) ON DELETE CASCADE,
  batch INTEGER NOT NULL REFERENCES batch (number),
  PRIMARY KEY (source, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_source_file (
  source TEXT NOT NULL REFERENCES data_source (name) ON DELETE CASCADE,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  file TEXT NOT NULL,
  at INTEGER NOT NULL,
  batch INTEGER REFERENCES batch (number),
  PRIMARY KEY (source, digest)
) STRICT, WITHOUT ROWID;
"""
