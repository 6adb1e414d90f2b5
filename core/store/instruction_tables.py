"""The table of instructions' events: added to, never changed."""

from __future__ import annotations

TABLES = """
CREATE TABLE instruction_event (
  instruction TEXT NOT NULL CHECK (length(instruction) BETWEEN 1 AND 64),
  number INTEGER NOT NULL CHECK (number >= 1),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 80),
  actor_unit INTEGER NOT NULL REFERENCES unit (id),
  side TEXT NOT NULL CHECK (side IN ('issuer', 'receiver')),
  step TEXT NOT NULL CHECK (length(step) BETWEEN 1 AND 32),
  text TEXT NOT NULL CHECK (length(text) <= 500),
  details TEXT NOT NULL CHECK (json_valid(details)),
  PRIMARY KEY (instruction, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER instruction_event_is_kept BEFORE DELETE ON instruction_event
  BEGIN SELECT RAISE(ABORT, 'what was done stays written'); END;
CREATE TRIGGER instruction_event_is_fixed BEFORE UPDATE ON instruction_event
  BEGIN SELECT RAISE(ABORT, 'what was done stays as it was'); END;
CREATE TRIGGER instruction_event_follows BEFORE INSERT ON instruction_event
  WHEN NEW.number <> 1 + (SELECT ifnull(max(number), 0) FROM instruction_event WHERE instruction = NEW.instruction)
  BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END;
"""
