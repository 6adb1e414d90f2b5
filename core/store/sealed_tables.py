"""Triggers against REPLACE, which passes by the triggers on UPDATE and DELETE."""

from __future__ import annotations

TRIGGERS = """
CREATE TRIGGER audit_is_added_to BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'the audit is fixed'); END;
CREATE TRIGGER bureau_kind_is_said_once BEFORE INSERT ON meta
  WHEN NEW.key = 'demo' AND EXISTS (SELECT 1 FROM meta WHERE key = 'demo')
  BEGIN SELECT RAISE(ABORT, 'a database is generated or real, never both'); END;
"""
