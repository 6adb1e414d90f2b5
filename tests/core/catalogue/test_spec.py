"""Spec cases: for each kind of KPI the arithmetic is written out by hand on a ten-row table (core/catalogue/spec)."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.spec_cases import SPEC
from core.engine import Engine
from core.metrics.display import figure_text
from core.store.coverage import add_coverage
from core.store.officers import add_officers
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import CHINA, day_number
from tests.support.worlds import CATALOGUE, copied, empty_store

CASES = sorted(SPEC.glob("*.toml"))
ABSENT: dict[str, Any] = {
    "on_scene": 0,
    "non_police": 0,
    "diverted": 0,
    "joint": 0,
    "key": 0,
    "escalated": 0,
    "origin": "alert",
    "kind": "other",
    "body": "station",
}


def _value(store: Store, kind: str, name: str, text: str) -> Any:
    column = CATALOGUE.facts[kind].columns[name]
    if text == "":
        return None
    if column.type == "unit":
        return unit_tree(store).find(text).id
    if column.type == "time":
        return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp())
    if column.type == "day":
        return day_number(date.fromisoformat(text))
    return int(text) if column.type in ("flag", "count") else text


def _load(store: Store, table: dict[str, Any]) -> None:
    kind, columns = table["fact"], CATALOGUE.facts[table["fact"]].columns
    rows = []
    for texts in table["rows"]:
        values = {n: _value(store, kind, n, t) for n, t in zip(table["columns"], texts, strict=True)}
        rows.append(tuple(values.get(name, ABSENT.get(name) if c.required else None) for name, c in columns.items()))
    apply_records(store, kind, rows)
    add_coverage(store, kind, 1, day_number(date(2025, 1, 1)), day_number(date(2026, 4, 30)))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_spec_case(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    assert len(case["rows"]) == 10 and case["arithmetic"] and case["zh"]
    store = copied(empty_store(tmp_path), tmp_path / "spec.db")
    with store.write("test", "spec", path.stem, 0):
        add_officers(store, [(f"P{n}", "某人") for n in range(10)])
        for table in filter(None, [case, case.get("beside")]):
            _load(store, table)
    as_of = date.fromisoformat(case.get("as_of", "2026-04-30"))
    engine = Engine(store)
    for name, expected in case["expected"].items():
        board = engine.board(name, case["period"], as_of, [case["kpi"]], months=0)
        figure = board.figures[case["kpi"], board.units[0].id]
        change = board.changes[case["kpi"], board.units[0].id, "yoy"]
        assert figure.numerator == expected.get("numerator"), name
        assert figure.denominator == expected.get("denominator"), name
        assert figure.value == expected["value"], name
        assert figure_text(CATALOGUE.kpis[case["kpi"]], figure) == expected["display"], name
        if "yoy_base" in expected:
            assert change.base_figure.value == expected["yoy_base"], name
            assert (change.reason is None) == ("yoy" in expected), name
            assert (change.change, change.unit) == (expected.get("yoy"), expected["yoy_unit"]), name
    store.close()


def test_every_kind_has_a_case() -> None:
    spec_kpis = [CATALOGUE.kpis[tomllib.loads(path.read_text("utf-8"))["kpi"]] for path in CASES]
    declared = {(kpi.kind, kpi.basis) for kpi in CATALOGUE.kpis.values()}
    assert {(kpi.kind, kpi.basis) for kpi in spec_kpis} == declared
