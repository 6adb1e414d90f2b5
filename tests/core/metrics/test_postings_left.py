"""Officers whose posts still stand at a station that was split: neither part has a number of them, the bureau has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.intake.unit_history.change import write_unit_change
from core.intake.unit_history.plans import plan_merge, plan_split
from core.metrics.types import Figure
from core.store.coverage import add_coverage
from core.store.officers import add_officers
from core.store.records import apply_records
from core.store.store import ROOT, Store
from core.store.units import NewUnit, add_units, unit_tree
from core.time.days import day_number, first_second
from tests.support.copied_store import new_store

FIRST, SPLIT, LAST = date(2024, 1, 1), date(2026, 9, 1), date(2026, 11, 30)
NOW = first_second(day_number(LAST) + 1)
KPI, PER_OFFICER, SHARE = "police_total", "alerts_per_100_officers", "station_force_share"


def post(store: Store, officer: int, code: str, first: date, last: date | None = None) -> None:
    """Write one post of an officer; of the same first day it replaces the one before."""
    unit = next(unit.id for unit in unit_tree(store).units.values() if unit.code == code)
    given = {"id": f"P{officer}-{first}", "unit": unit, "officer": f"P{officer}", "from_day": day_number(first)}
    given |= {"to_day": None if last is None else day_number(last), "kind": "police", "post": "case"}
    record = dict.fromkeys(store.catalogue.facts["posting"].columns) | given
    with store.write("test", "records", "", 0):
        apply_records(store, "posting", [tuple(record.values())])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two stations of four officers each; one is split, and its officers are written nowhere else."""
    store = new_store(tmp_path / "bureau.db", bureau="某县公安局", demo=False, now=0)
    with store.write("test", "units", "", 0):
        add_units(store, [NewUnit(code, f"{code}派出所", "station", "某县公安局") for code in ("S1", "S2")])
        add_officers(store, [(f"P{number}", "某人") for number in range(8)])
        for kind in ("posting", "alert"):
            add_coverage(store, kind, ROOT, day_number(FIRST), day_number(LAST))
    for number in range(8):
        post(store, number, "S1" if number < 4 else "S2", FIRST)
    parts = plan_split(unit_tree(store), "S1", ["S3=东派出所", "S4=西派出所"], {}, day_number(SPLIT))
    write_unit_change(store, parts, actor="test", now=NOW)
    yield store
    store.close()


def figures(store: Store, period: str, kpi: str = KPI) -> dict[str, Figure]:
    board = Engine(store).board(None, period, LAST, [kpi], 0)
    return {unit.code: board.figures[kpi, unit.id] for unit in board.units}


def test_neither_part_has_a_number_of_officers_while_some_stand_at_the_former_station(store: Store) -> None:
    shown = figures(store, "2026-11")
    for code in ("S3", "S4"):
        assert shown[code].exact is None
        assert "由S1派出所分出" in (shown[code].reason or "")
    assert [shown[code].exact for code in ("S2", "某县公安局")] == [4, 8]
    assert figures(store, "2026-08")["某县公安局"].exact == 8


@pytest.mark.parametrize("kpi", [PER_OFFICER, SHARE])
def test_nor_is_anything_divided_by_those_that_are_there(store: Store, kpi: str) -> None:
    post(store, 0, "S3", SPLIT)
    shown = figures(store, "2026-11", kpi)
    assert shown["S3"].exact is None and "由S1派出所分出" in (shown["S3"].reason or "")
    assert shown["S2"].exact is not None


def test_once_all_are_written_at_the_parts_these_have_them(store: Store) -> None:
    figures(store, "2026-11")
    for number in range(4):
        post(store, number, "S1", FIRST, SPLIT)
        post(store, number, "S3" if number else "S4", SPLIT)
    shown = figures(store, "2026-11")
    assert [shown[code].exact for code in ("S2", "S3", "S4", "某县公安局")] == [4, 3, 1, 8]


def test_what_a_part_is_merged_into_lacks_them_too(store: Store) -> None:
    merged = plan_merge(unit_tree(store), ["S3", "S2"], "S5=新派出所", None, day_number(date(2026, 10, 1)))
    write_unit_change(store, merged, actor="test", now=NOW)
    shown = figures(store, "2026-11")
    assert shown["S5"].exact is None and shown["某县公安局"].exact == 8
