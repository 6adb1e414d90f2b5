"""A process that has no database open yet and has chosen none, for one test."""

from __future__ import annotations

import pytest

from dashboards.server import shown_database
from dashboards.server.open_databases import DatabasePool


def open_none(monkeypatch: pytest.MonkeyPatch) -> DatabasePool:
    """Forget for a test which databases are open and which was chosen; return the empty pool that it begins with."""
    pool = DatabasePool()
    monkeypatch.setattr(shown_database, "_pool", pool)
    monkeypatch.setattr(shown_database, "_chosen", None)
    shown_database._follower.cache_clear()  # it puts boards into the pool that it was made for
    return pool
