"""The version by which results are kept: whatever may change a figure that is shown changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.bulletins import BulletinSubject, NewBulletin, record_bulletin
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.store import Store
from core.store.trail import trail_transaction
from dashboards.queries import database
from dashboards.server import shown_database
from dashboards.settings import DB_VARIABLE
from tests.support.copied_store import new_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    new_store(tmp_path / "bureau.db", bureau="某县公安局", demo=False, now=0).close()
    monkeypatch.setenv(DB_VARIABLE, str(tmp_path / "bureau.db"))
    monkeypatch.setattr(shown_database, "_chosen", None)
    store = open_store(tmp_path / "bureau.db")
    yield store
    store.close()


def test_a_bulletin_on_paper_makes_another_version_of_what_is_shown(store: Store) -> None:
    """It may hide figures that were shown before: what was kept of them is shown no longer."""
    before = database.version()
    with trail_transaction(store.conn, actor="test", action="bulletin", detail="", now=0):
        new = NewBulletin(BulletinSubject("day", 1, 19_000, 19_000), "日报", "核对", "{}", store.data_version())
        record_bulletin(store.conn, new, actor="test", reason="", now=0)
    after = database.version()
    assert after != before and after.data_version == before.data_version


def test_the_version_tells_by_which_rules_figures_are_hidden(store: Store) -> None:
    before = database.version()
    replace_overlays(store, {"own.toml": "[disclosure.small_numbers]\nleast = 10\n"}, actor="test", now=0)
    stricter = database.version()
    assert stricter.rules != before.rules and database.catalogue().small_numbers.least == 10
    replace_overlays(store, {}, actor="test", now=0)
    after = database.version()
    assert after.rules == before.rules and after.data_version > before.data_version


def test_a_look_that_leaves_a_line_makes_no_other_version(store: Store) -> None:
    before = database.version()
    with trail_transaction(store.conn, actor="test", action="look", detail="", now=0):
        pass
    assert database.version() == before
