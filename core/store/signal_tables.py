"""The table of steps about signals (预警): dismissed with a reason, or listed again; never changed."""

from __future__ import annotations

TABLES = """
CREATE TABLE signal_event (
  signal TEXT NOT NULL CHECK (length(signal) BETWEEN 1 AND 120),
  number INTEGER NOT NULL CHECK (number >= 1),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 80),
  actor_unit INTEGER NOT NULL REFERENCES unit (id),
  step TEXT NOT NULL CHECK (step IN ('dismiss', 'list_again')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  why TEXT NOT NULL CHECK (length(why) <= 400),
  as_of INTEGER NOT NULL,
  weight REAL NOT NULL,
  PRIMARY KEY (signal, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER signal_event_is_kept BEFORE DELETE ON signal_event
  BEGIN SELECT RAISE(ABORT, 'what was done stays written'); END;
CREATE TRIGGER signal_event_is_fixed BEFORE UPDATE ON signal_event
  BEGIN SELECT RAISE(ABORT, 'what was done stays as it was'); END;
CREATE TRIGGER signal_event_follows BEFORE INSERT ON signal_event
  WHEN NEW.number <> 1 + (SELECT ifnull(max(number), 0) FROM signal_event WHERE signal = NEW.signal)
  BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END;
"""
