"""The store keeps its promises: version, strictness, one audited transaction a write, two kinds of bureau."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalogue.problems import CatalogueError
from core.store import raw_connection
from core.store.catalogue_tables import table_of
from core.store.create import create_store
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.records import apply_records
from core.store.schema import LATEST
from core.store.sqlite import APPLICATION_ID, StoreError, connect, sqlite3
from core.store.store import Store
from core.store.units import NewUnit, add_units, unit_tree
from tests.support.worlds import CATALOGUE, copied, empty_store

EXTRA = """
[measures.drunk_alerts]
zh = "醉酒警情"
en = "Drunk"
unit = "起"
kind = "flow"
fact = "alert"
date = "occurred_at"
where = { kind = "drunk" }
[kpis.drunk_alerts]
zh = "醉酒警情"
en = "Drunk"
domain = "command"
systems = ["S02"]
kind = "count"
basis = "flow"
numerator = "drunk_alerts"
unit = "起"
direction = "none"
assess = false
barred_because = "态势数据"
definition = "本期接报的醉酒警情起数。"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = copied(empty_store(tmp_path), tmp_path / "store.db")
    yield opened
    opened.close()


def alert(**given: object) -> tuple[object, ...]:
    row = dict.fromkeys(CATALOGUE.facts["alert"].columns) | {
        "id": "A1",
        "unit": 3,
        "occurred_at": 1_700_000_000,
        "class": "help",
        "kind": "drunk",
        "on_scene": 0,
        "non_police": 0,
        "diverted": 0,
        "joint": 0,
    }
    return tuple((row | given).values())


def test_an_sqlite_that_can_corrupt_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert sqlite3.sqlite_version_info >= (3, 51, 3)

    class Old:
        sqlite_version_info = (3, 51, 2)
        sqlite_version = "3.51.2"

    monkeypatch.setattr(raw_connection, "sqlite3", Old)
    with pytest.raises(StoreError, match=r"3\.51\.2"):
        connect(tmp_path / "x.db", read_only=False)


def test_the_file_says_what_it_is(store: Store) -> None:
    assert store.conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert store.conn.execute("PRAGMA user_version").fetchone()[0] == LATEST
    assert store.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    applied = store.conn.execute("SELECT name FROM _sqlite_migrations").fetchall()
    numbers = [int(name[1:4]) for (name,) in applied]
    assert numbers == sorted(set(numbers)) and (numbers[0], numbers[-1]) == (1, LATEST)
    tables = store.conn.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    loose = {name for name, strict in tables if not strict and not name.startswith(("sqlite_", "_sqlite"))}
    assert not loose


def test_values_read_at_once_are_those_read_one_by_one(store: Store) -> None:
    keys = ("data_version", "bureau", "demo", "nothing of the kind")
    values = store.meta_values(*keys)
    assert values == {key: store.meta(key) for key in keys}
    assert values["data_version"] == store.data_version() and values["nothing of the kind"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": 99},
        {"class": "nonsense"},
        {"class": None},
        {"on_scene": 2},
        {"on_scene": None},
        {"response_seconds": -1},
        {"response_seconds": "soon"},
        {"occurred_at": None},
        {"occurred_at": 10**12},
        {"outcome_at": 1_600_000_000},
        {"diverted": 1},
        {"officer": "nobody"},
    ],
    ids=str,
)
def test_a_wrong_value_cannot_enter(store: Store, wrong: dict[str, object]) -> None:
    before = store.data_version()
    with pytest.raises(sqlite3.IntegrityError), store.write("test", "wrong", "", 0):
        apply_records(store, "alert", [alert(**wrong)])
    assert store.data_version() == before
    assert store.conn.execute(f"SELECT count(*) FROM {table_of('alert')}").fetchone()[0] == 0


def test_every_write_is_audited_and_raises_the_version(store: Store) -> None:
    before = store.data_version()
    with store.write("somebody", "import", "alerts.csv", 42):
        apply_records(store, "alert", [alert()])
    assert store.data_version() == before + 1
    line = store.conn.execute("SELECT at, actor, action, detail, data_version FROM audit ORDER BY id DESC").fetchone()
    assert tuple(line) == (42, "somebody", "import", "alerts.csv", before + 1)
    lines = store.conn.execute("SELECT * FROM audit").fetchall()
    for attempt in (
        "DELETE FROM audit",
        "UPDATE audit SET actor = 'nobody'",
        "INSERT OR REPLACE INTO audit SELECT id, at, 'me', action, detail, data_version, algorithm, hash FROM audit",
        "REPLACE INTO audit VALUES (1, 0, 'nobody', 'import', '', 0, 'sm3', '')",
        "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT DO UPDATE SET actor = 'nobody'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store.conn.execute(attempt)
    assert store.conn.execute("SELECT * FROM audit").fetchall() == lines


def test_nothing_is_written_outside_a_transaction(store: Store) -> None:
    with pytest.raises(StoreError):
        apply_records(store, "alert", [alert()])


def test_a_broken_write_leaves_nothing(store: Store) -> None:
    before = store.data_version()
    with pytest.raises(KeyError), store.write("test", "units", "", 0):
        add_units(store, [NewUnit("S9", "九所", "station", "甲局")])
        raise KeyError
    assert store.data_version() == before
    assert "九所" not in {unit.name for unit in unit_tree(store).units.values()}


def test_a_bureau_is_generated_or_real_for_ever(store: Store) -> None:
    for attempt in (
        "UPDATE meta SET value = 1 WHERE key = 'demo'",
        "DELETE FROM meta WHERE key = 'demo'",
        "REPLACE INTO meta VALUES ('demo', 1)",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store.conn.execute(attempt)
    assert not store.demo


def test_a_reader_cannot_write(store: Store) -> None:
    reader = open_store(store.path, read_only=True)
    with pytest.raises(StoreError, match="只读"), reader.write("test", "sneak", "", 0):
        pass
    reader.close()


def test_a_broken_overlay_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with pytest.raises(CatalogueError):
        create_store(path, bureau="乙局", demo=False, now=0, overlays={"ours.toml": EXTRA.replace('drunk"', 'sober"')})
    assert not path.exists()


def test_an_existing_file_is_not_overwritten(store: Store) -> None:
    with pytest.raises(StoreError, match="已存在"):
        create_store(store.path, bureau="乙局", demo=False, now=0)


def test_the_cube_follows_the_catalogue(store: Store) -> None:
    with store.write("test", "alert", "", 0):
        apply_records(store, "alert", [alert()])
    replace_overlays(store, {"ours.toml": EXTRA}, actor="test", now=0)
    total = "SELECT sum(m_drunk_alerts) FROM cube_month WHERE unit = 1"
    assert store.conn.execute(total).fetchone()[0] == 1
    store.close()
    reopened = open_store(store.path, read_only=True)  # the bureau's own file travels in the database
    assert "drunk_alerts" in reopened.catalogue.kpis
    assert reopened.conn.execute(total).fetchone()[0] == 1
    reopened.close()


def test_an_older_cube_is_brought_up_to_date_only_with_leave(store: Store) -> None:
    with store.write("test", "age", "", 0):
        store.set_meta("cube_signature", "older")
    store.close()
    with pytest.raises(StoreError, match="需要先更新"):
        open_store(store.path, read_only=True)
    with pytest.raises(StoreError, match="需要先更新"):
        open_store(store.path)
    open_store(store.path, now=7).close()
    open_store(store.path, read_only=True).close()


def test_a_newer_file_is_refused(store: Store) -> None:
    store.conn.execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(StoreError, match="升级"):
        open_store(store.path)
