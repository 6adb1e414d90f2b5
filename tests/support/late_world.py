"""The small demo with one source that stopped bringing data."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from core.store.open import open_store
from tests.support.demo import DEMO_AS_OF

LAST = date.fromisoformat(DEMO_AS_OF)
STOPPED = LAST - timedelta(days=20)
HELD_UP = ("disputes_reported", "dispute_resolution_rate", "key_dispute_resolution_rate")


def stop(path: Path, kind: str = "dispute", days: int = 20) -> Path:
    """Takes the last days from what a kind of record covers."""
    store = open_store(path, now=0)
    with store.write("test", "stop", kind, 0):
        store.db.execute("UPDATE coverage SET last = last - ? WHERE kind = ?", [days, kind])
        store.db.execute("UPDATE source SET covers_to = covers_to - ? WHERE id = ?", [days, kind])
    store.close()
    return path


def stopped_copy(demo: Path, path: Path, kind: str = "dispute", days: int = 20) -> Path:
    """A copy of the demo in which it has stopped."""
    return stop(Path(shutil.copy(demo, path)), kind, days)
