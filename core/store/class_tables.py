"""Tables of classes: what a trainer asks, who sits in, and what they answer. Only a demonstration may hold any.

What participants may see of a question (`content`) and its key are apart, so that no reading of the one brings the
other along. A class whose names have been erased keeps its row, so that its number is never given again.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE class (
  id INTEGER PRIMARY KEY,
  code TEXT UNIQUE CHECK (length(code) = 8),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 64),
  lesson TEXT NOT NULL,
  bureau TEXT NOT NULL,
  teams TEXT NOT NULL CHECK (json_valid(teams)),
  opened_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > opened_at),
  ended_at INTEGER,
  erase_at INTEGER NOT NULL CHECK (erase_at > ends_at),
  erased_at INTEGER,
  CHECK ((code IS NULL) = (erased_at IS NOT NULL))
) STRICT;
CREATE TRIGGER classes_are_of_demonstrations BEFORE INSERT ON class
  WHEN (SELECT value FROM meta WHERE key = 'demo') IS NOT 1
  BEGIN SELECT RAISE(ABORT, 'a real bureau has no classes'); END;

CREATE TABLE class_question (
  class INTEGER NOT NULL REFERENCES class (id),
  number INTEGER NOT NULL CHECK (number > 0),
  content TEXT NOT NULL CHECK (json_valid(content)),
  key TEXT NOT NULL CHECK (json_valid(key)),
  stage TEXT NOT NULL CHECK (stage IN ('waiting', 'open', 'closed', 'spread', 'truth')),
  released_at INTEGER,
  due_at INTEGER,
  PRIMARY KEY (class, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_seat (
  class INTEGER NOT NULL REFERENCES class (id),
  number INTEGER NOT NULL CHECK (number > 0),
  token TEXT NOT NULL UNIQUE CHECK (length(token) = 64),
  name TEXT NOT NULL COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 16),
  team TEXT,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (class, number),
  UNIQUE (class, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_answer (
  class INTEGER NOT NULL,
  question INTEGER NOT NULL,
  seat INTEGER NOT NULL,
  response TEXT NOT NULL CHECK (length(response) BETWEEN 1 AND 2000),
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (class, question, seat),
  FOREIGN KEY (class, question) REFERENCES class_question (class, number),
  FOREIGN KEY (class, seat) REFERENCES class_seat (class, number)
) STRICT, WITHOUT ROWID;
"""

DOORS = """
ALTER TABLE class ADD COLUMN shut_at INTEGER;
"""
