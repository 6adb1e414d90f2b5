"""Tables of the bureau's own file of bulletins and Word template: the newest is in force, and none is ever changed.

An empty text puts the product's own kinds and rules in force again, an empty content the product's own form.
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
CREATE TABLE bulletin_template (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) > 0),
  name TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE TRIGGER bulletin_template_no_update BEFORE UPDATE ON bulletin_template
  BEGIN SELECT RAISE(ABORT, 'templates stay as they were'); END;
CREATE TRIGGER bulletin_template_no_delete BEFORE DELETE ON bulletin_template
  BEGIN SELECT RAISE(ABORT, 'templates stay as they were'); END;
CREATE TRIGGER bulletin_template_sealed BEFORE INSERT ON bulletin_template
  WHEN EXISTS (SELECT 1 FROM bulletin_template WHERE id >= NEW.id)
  BEGIN SELECT RAISE(ABORT, 'templates stay as they were'); END;
"""
