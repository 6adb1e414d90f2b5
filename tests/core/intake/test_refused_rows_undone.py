"""Rows that several files have refused: they count once, and again for the others when one file is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.intake.undo import undo_batch
from core.store.batches import batches
from core.store.check import check_store
from core.store.refused_rows import refused_rows
from core.store.store import Store
from tests.support.intake_world import ALERT, NOW, alert, bring, day, peopled_store

NOVEMBER = (day("2026-11-01"), day("2026-11-10"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    peopled = peopled_store(tmp_path)
    yield peopled
    assert check_store(peopled) == []
    peopled.close()


def load(store: Store, file: str, *numbers: str, refused: str = "") -> int:
    """Load good alerts and one that is refused; return the batch."""
    rows = [ALERT, *map(alert, numbers), *([alert(refused, kind="外星")] if refused else [])]
    bring(store, "alert", rows, covers=NOVEMBER, file=file)
    return batches(store)[0].number


def undo(store: Store, number: int) -> None:
    undo_batch(store, number, now=NOW + 60, actor="steward")


def missing(store: Store) -> dict[str, int]:
    return {note.file: note.rows for note in refused_rows(store).get("alert", [])}


def test_a_row_that_two_files_refuse_counts_once_and_stays_with_the_other(store: Store) -> None:
    first = load(store, "一.csv", "A1", refused="A2")
    second = load(store, "二.csv", "A3", refused="A2")
    assert missing(store) == {"一.csv": 1}
    undo(store, first)
    assert missing(store) == {"二.csv": 1}
    undo(store, second)
    assert missing(store) == {}


def test_of_three_files_one_counts_whichever_goes(store: Store) -> None:
    first, second, _ = (load(store, f"{place}.csv", f"A{place}", refused="X") for place in range(3))
    undo(store, first)
    assert missing(store) == {"1.csv": 1}
    undo(store, second)
    assert missing(store) == {"2.csv": 1}


def test_a_row_that_came_in_later_is_missing_nowhere_until_that_goes(store: Store) -> None:
    first = load(store, "一.csv", "A1", refused="A2")
    load(store, "二.csv", "A3", refused="A2")
    mended = load(store, "补.csv", "A2")
    assert missing(store) == {}
    undo(store, first)
    assert missing(store) == {}
    undo(store, mended)
    assert missing(store) == {"二.csv": 1}


def test_the_same_file_again_notes_nothing_more(store: Store) -> None:
    load(store, "一.csv", "A1", refused="A2")
    load(store, "二.csv", "A3", refused="A2")
    before = store.db.execute("SELECT count(*) FROM refused_row").fetchone()
    load(store, "二.csv", "A3", refused="A2")
    assert store.db.execute("SELECT count(*) FROM refused_row").fetchone() == before
