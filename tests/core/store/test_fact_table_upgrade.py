"""An older database takes columns and choices that the catalogue has gained, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.catalogue.facts import Column
from core.catalogue.model import Catalogue
from core.store import open as open_module
from core.store.catalogue_tables import fact_table_sql, table_of
from core.store.open import open_store
from core.store.records import apply_records
from core.store.sqlite import StoreError
from tests.support.worlds import CATALOGUE, copied, empty_store

CHANNELS = {"phone": "电话", "walk_in": "现场报警"}
CHANNEL = Column(zh="接警渠道", type="choice", choices=CHANNELS)
ROW = {
    "id": "A1",
    "occurred_at": 1_700_000_000,
    "class": "help",
    "kind": "lost",
    "on_scene": 0,
    "non_police": 0,
    "diverted": 0,
    "joint": 0,
}


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A database with one alert, made before the catalogue changed."""
    store = copied(empty_store(tmp_path), tmp_path / "older.db")
    unit = store.conn.execute("SELECT max(id) FROM unit").fetchone()[0]
    row = dict.fromkeys(CATALOGUE.facts["alert"].columns) | ROW | {"unit": unit}
    with store.write("test", "alert", "", 0):
        apply_records(store, "alert", [tuple(row.values())])
    store.close()
    return store.path


def declare(monkeypatch: pytest.MonkeyPatch, **columns: Column | None) -> Catalogue:
    """Let the program's catalogue have other columns of alerts; None takes one away."""
    fact = CATALOGUE.facts["alert"]
    kept = {name: column for name, column in fact.columns.items() if name not in columns}
    added = {name: column for name, column in columns.items() if column is not None}
    changed = fact.model_copy(update={"columns": kept | added})
    catalogue = CATALOGUE.model_copy(update={"facts": CATALOGUE.facts | {"alert": changed}})
    monkeypatch.setattr(open_module, "load_catalogue", lambda _files: catalogue)
    return catalogue


def test_a_new_column_comes_by_an_update_and_only_so(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = declare(monkeypatch, channel=CHANNEL)
    for read_only in (True, False):
        with pytest.raises(StoreError, match="需要先更新"):
            open_store(older, read_only=read_only)
    store = open_store(older, now=7)
    assert store.conn.execute("SELECT id, kind, channel FROM fact_alert").fetchall() == [("A1", "lost", None)]
    row = dict.fromkeys(catalogue.facts["alert"].columns) | ROW | {"id": "A2", "unit": 1, "channel": "phone"}
    with store.write("test", "alert", "", 8):
        apply_records(store, "alert", [tuple(row.values())])
    assert store.conn.execute("SELECT channel FROM fact_alert WHERE id = 'A2'").fetchone() == ("phone",)
    assert store.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    expected = [sql.split()[5] for sql in fact_table_sql("alert", catalogue.facts["alert"])[1:]]
    indexes = {row[1] for row in store.conn.execute("PRAGMA index_list(fact_alert)").fetchall()}
    assert set(expected) <= indexes
    store.close()
    open_store(older, read_only=True).close()


def test_a_new_choice_is_taken(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = CATALOGUE.facts["alert"].columns["kind"]
    declare(monkeypatch, kind=kind.model_copy(update={"choices": kind.choices | {"drone": "无人机"}}))
    store = open_store(older, now=7)
    with store.write("test", "alert", "", 8):
        store.conn.execute("UPDATE fact_alert SET kind = 'drone'")
    store.close()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"channel": CHANNEL.model_copy(update={"required": True})}, "选填"),
        ({"kind": None}, "还有数据"),
        (
            {"kind": CATALOGUE.facts["alert"].columns["kind"].model_copy(update={"choices": {"drone": "无人机"}})},
            "选项",
        ),
    ],
    ids=["required", "column taken away", "choice taken away"],
)
def test_what_would_lose_records_is_refused_and_nothing_changed(
    older: Path, monkeypatch: pytest.MonkeyPatch, columns: dict[str, Column | None], words: str
) -> None:
    declare(monkeypatch, **columns)
    with pytest.raises(StoreError, match=words):
        open_store(older, now=7)
    monkeypatch.undo()
    store = open_store(older, read_only=True)
    assert store.conn.execute("SELECT id, kind FROM fact_alert").fetchall() == [("A1", "lost")]
    assert f"{table_of('alert')}_before" not in store.db.table_names()
    store.close()
