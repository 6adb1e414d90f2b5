"""Table of the bureau's own file of bulletins: the newest is in force, and none is ever changed.

An empty text puts the product's own kinds and rules in force again.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE bulletin_rules (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  name TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE TRIGGER bulletin_rules_no_update BEFORE UPDATE ON bulletin_rules
  BEGIN SELECT RAISE(ABORT, 'rules stay as they were'); END;
CREATE TRIGGER bulletin_rules_no_delete BEFORE DELETE ON bulletin_rules
  BEGIN SELECT RAISE(ABORT, 'rules stay as they were'); END;
CREATE TRIGGER bulletin_rules_sealed BEFORE INSERT ON bulletin_rules
  WHEN EXISTS (SELECT 1 FROM bulletin_rules WHERE id >= NEW.id)
  BEGIN SELECT RAISE(ABORT, 'rules stay as they were'); END;
"""
