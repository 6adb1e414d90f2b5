"""Boards built by SQLite and by DuckDB equal the database's own cube cell for cell, whatever is written between."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.board_files.engines import started_engine
from core.board_files.order import BoardOrder, EngineName
from core.engine import Engine
from core.facts.manifest import read_manifest
from core.store.coverage import add_coverage
from core.store.cube_queries import CellQuery
from core.store.open import open_store
from core.store.records import apply_records, delete_records
from core.store.store import Store
from core.time.days import day_number
from tests.support.boards import built, cells, cells_by_duckdb, cells_of, exported, placed_records
from tests.support.examples import examples
from tests.support.oracle import Record, World
from tests.support.oracle_check import FROM_RECORDS, check
from tests.support.unit_world import Wish, histories, try_wish, unit_records, unit_template
from tests.support.worlds import CATALOGUE, copied, empty_store, records, row_of, stored, worlds

pytestmark = pytest.mark.slow

AS_OF = date(2025, 4, 16)
QUICK = [EngineName.SQLITE, EngineName.DUCKDB]
few = settings(max_examples=examples(3, thorough=60), deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    texts = ("", "[statistics_month]\nbegins = 26\n", "[statistics_month]\nbegins = 6\n")
    return {text: empty_store(tmp_path_factory.mktemp("boards"), text) for text in texts}


@few
@given(world=worlds(), data=st.data())
def test_engines_equal_the_database_and_each_other(
    templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, world: World, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("equal")
    store = stored(world, templates[data.draw(st.sampled_from(list(templates)))], folder / "world.db")
    exported(store, folder / "facts")
    orders = {name: BoardOrder(folder / "facts", folder / f"{name}.db", record_months=1) for name in QUICK}
    for name, order in orders.items():
        assert built(name, order).is_whole
        assert cells_of(order.out) == cells(store)
    assert cells_by_duckdb(store) == cells(store)
    _equals_oracle(world, orders[EngineName.DUCKDB].out)
    before = read_manifest(folder / "facts").records
    _write_something(store, data)
    exported(store, folder / "facts")
    now = read_manifest(folder / "facts").records
    changed = [name for name in {*before, *now} if before.get(name) != now.get(name)]
    for name, order in orders.items():
        counts = built(name, BoardOrder(order.facts, order.out, record_months=1, only_changed=True))
        assert not counts.is_whole and counts.summed == len(changed)
        assert cells_of(order.out) == cells(store)
    store.close()
    shutil.rmtree(folder)


def _equals_oracle(world: World, board: Path) -> None:
    """Every figure is the slow and obvious one, or says that it needs records that the board has not."""
    store = open_store(board, read_only=True)
    answer = Engine(store).board(period="ytd", as_of=AS_OF, kpis=FROM_RECORDS, months=0, units=[2, 3, 4, 5, 7])
    for (kpi, unit), figure in answer.figures.items():
        if "不在本看板文件中" not in (figure.reason or ""):
            check(world, kpi, unit, answer.period, AS_OF, figure)
    store.close()


def _write_something(store: Store, data: st.DataObject) -> None:
    """Correct, add and take out records of one or two kinds."""
    for kind in data.draw(st.lists(st.sampled_from(list(CATALOGUE.facts)), min_size=1, max_size=2, unique=True)):
        numbers = data.draw(st.lists(st.integers(0, 15), min_size=1, max_size=3, unique=True))
        with store.write("test", "write", kind, 0):
            apply_records(store, kind, [row_of(kind, data.draw(records(kind, number))) for number in numbers])
            delete_records(store, kind, [f"{kind}{data.draw(st.integers(0, 15))}"])


@few
@given(made=unit_records(), wishes=histories())
def test_engines_follow_the_history_of_units(
    tmp_path_factory: pytest.TempPathFactory, made: dict[str, list[Record]], wishes: list[Wish]
) -> None:
    folder = tmp_path_factory.mktemp("moved")
    store = copied(unit_template(folder), folder / "moved.db")
    for wish in wishes[:2]:
        try_wish(store, wish)
    placed_records(store, made, wishes)
    for wish in wishes[2:]:
        try_wish(store, wish)
    exported(store, folder / "facts")
    for name in QUICK:
        built(name, BoardOrder(folder / "facts", folder / f"{name}.db"))
        assert cells_of(folder / f"{name}.db") == cells(store)
    assert cells_by_duckdb(store) == cells(store)
    store.close()
    shutil.rmtree(folder)


def test_an_engine_keeps_within_the_memory_that_it_is_given(tmp_path: Path) -> None:
    limit = CellQuery("cube_month", [], "SELECT current_setting('memory_limit') AS text, 0 AS other")
    with started_engine(EngineName.DUCKDB, tmp_path, 300) as engine:
        assert list(engine.rows(limit)) == [[("286.1 MiB", 0)]]  # 300 million bytes


def test_days_that_divide_badly_are_the_same_everywhere(tmp_path: Path, templates: dict[str, Path]) -> None:
    """Before 1970 a division that rounds down is another than one that rounds toward nought."""
    store = copied(templates[""], tmp_path / "old.db")
    alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    alert |= {"unit": 5, "class": "help", "on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    times = [-1, -28_801, -28_800, -28_799, -86_400 * 400 - 1, -2_000_000_000, 0]
    with store.write("test", "old", "", 0):
        rows = [tuple((alert | {"id": f"A{n}", "occurred_at": time}).values()) for n, time in enumerate(times)]
        apply_records(store, "alert", rows)
        add_coverage(store, "alert", 1, 0, day_number(date(2024, 1, 1)))
    exported(store, tmp_path / "facts")
    for name in QUICK:
        built(name, BoardOrder(tmp_path / "facts", tmp_path / f"{name}.db"))
        assert cells_of(tmp_path / f"{name}.db") == cells(store)
    assert cells_by_duckdb(store) == cells(store)
    store.close()


def test_a_board_follows_whatever_it_is_made_of(tmp_path: Path, templates: dict[str, Path]) -> None:
    store = copied(templates[""], tmp_path / "own.db")

    def cover(last: date) -> None:
        with store.write("test", "cover", "", 0):
            add_coverage(store, "alert", 1, day_number(date(2024, 1, 1)), day_number(last))
        exported(store, tmp_path / "facts")

    cover(date(2024, 4, 30))
    order = BoardOrder(tmp_path / "facts", tmp_path / "board.db", only_changed=True)
    assert built(EngineName.SQLITE, order).is_whole
    first = order.out.read_bytes()
    assert built(EngineName.SQLITE, order).is_as_before and order.out.read_bytes() == first
    assert not built(EngineName.SQLITE, replace(order, record_months=2)).is_as_before
    cover(date(2024, 5, 1))  # no record has changed, and a table has
    counts = built(EngineName.SQLITE, order)
    assert not (counts.is_as_before or counts.is_whole) and counts.summed == 0
    store.close()

    order.out.chmod(0o600)
    with order.out.open("r+b") as board:  # its first pages can still be read
        board.seek(-20 * 4096, os.SEEK_END)
        board.write(b"\xa5" * 20 * 4096)
    assert built(EngineName.SQLITE, order).is_whole
    assert built(EngineName.SQLITE, order).is_as_before


def test_records_that_come_to_lie_in_another_month_are_carried_once(tmp_path: Path, templates: dict[str, Path]) -> None:
    store = copied(templates[""], tmp_path / "moved.db")
    alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    alert |= {"unit": 5, "class": "help", "on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    days = {name: day_number(date(2024, month, 10)) for name, month in {"A0": 2, "A1": 3, "A2": 3, "A3": 4}.items()}

    def write() -> None:
        with store.write("test", "records", "", 0):
            rows = [alert | {"id": name, "occurred_at": day * 86_400} for name, day in days.items()]
            apply_records(store, "alert", [tuple(row.values()) for row in rows])
            add_coverage(store, "alert", 1, day_number(date(2024, 1, 1)), day_number(date(2024, 4, 30)))

    write()
    exported(store, tmp_path / "facts")
    order = BoardOrder(tmp_path / "facts", tmp_path / "board.db")
    built(EngineName.SQLITE, order)
    days |= {"A0": days["A0"] + 35, "A1": days["A1"] - 35, "A3": days["A3"] - 65}
    write()
    exported(store, tmp_path / "facts")
    assert not built(EngineName.SQLITE, BoardOrder(order.facts, order.out, only_changed=True)).is_whole
    assert cells_of(order.out) == cells(store)
    board = open_store(order.out, read_only=True)
    rows = "SELECT id, occurred_at FROM fact_alert ORDER BY id"
    assert board.db.execute(rows).fetchall() == store.db.execute(rows).fetchall()
    board.close()
    store.close()
