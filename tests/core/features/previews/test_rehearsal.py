"""A rehearsal keeps nobody from writing while a file is read and checked, and shows what is true at its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.engine import Engine
from core.features.previews.tiles import rehearse
from core.intake import importer
from core.intake.importer import ImportReport, import_table
from core.intake.table import read_table
from core.store.errors import Overtaken
from core.store.open import open_store
from core.store.store import Store
from tests.support.intake_world import ALERT, NOW, alert, bring, counts, peopled_store, write_csv


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = peopled_store(tmp_path)
    bring(opened, "alert", [ALERT, alert("A1")])
    yield opened
    opened.close()


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    opened = open_store(store.path, now=NOW)
    opened.conn.execute("PRAGMA busy_timeout = 0")
    yield opened
    opened.close()


def read_file(store: Store) -> ImportReport:
    """Import a file of two alerts."""
    table = read_table(write_csv(store.path.parent / "b.csv", [ALERT, alert("B1"), alert("B2")]))
    return import_table(store, "alert", table, now=NOW, actor="test")


def test_others_write_while_a_file_is_checked(store: Store, other: Store) -> None:
    """The first try is overtaken and done again: what it shows rests on what the other has written."""
    prepare, tries = importer._prepare, []

    def slow(*arguments: object) -> object:
        made = prepare(*arguments)  # type: ignore[arg-type]  # as they came
        tries.append(made)
        if len(tries) == 1:
            bring(other, "alert", [ALERT, alert("B1"), alert("C1")], file="c.csv")
        return made

    with patch.object(importer, "_prepare", slow):
        report, _ = rehearse(store, Engine, lambda: read_file(store), lambda made: made.covers)
    assert len(tries) == 3 and counts(report) == (1, 0, 1, 0)  # one of the three is the other's own
    assert store.db.execute("SELECT count(*) FROM fact_alert").fetchone() == (3,)


def test_who_is_always_overtaken_goes_first_in_the_end(store: Store, other: Store) -> None:
    tries = []

    def act() -> ImportReport:
        tries.append(store.data_version())
        if len(tries) < 3:
            bring(other, "alert", [ALERT, alert(f"C{len(tries)}", unit="乙坪派出所")], file=f"{len(tries)}.csv")
        return read_file(store)

    report, _ = rehearse(store, Engine, act, lambda made: made.covers)
    assert len(tries) == 3 and tries == sorted(set(tries)) and counts(report) == (2, 0, 0, 0)


def test_a_write_that_is_overtaken_is_told_as_such(store: Store, other: Store) -> None:
    with pytest.raises(Overtaken, match="另一个写入"), store.rehearsal():
        assert store.data_version() > 0
        bring(other, "alert", [ALERT, alert("C1")], file="c.csv")
        read_file(store)
