"""Checklists of stations: what they name exists, what they show is what was reported, and a bureau adds its own."""

from __future__ import annotations

import inspect
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest

from core.board.source import BelowFocus
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.export import Sheet, as_csv
from core.metrics.types import ChangeKind, Figure
from core.store.open import open_store
from dashboards.pages.checklist.table import cell, filed_text, share_text
from dashboards.queries import boards, database, session
from tests.support.demo import DEMO_AS_OF

CATALOGUE = load_catalogue()
FIELDS = [name for name in CATALOGUE.checklists["future_station"].items if name != "scene_completion_rate"]


def test_the_seven_fields_add_up_to_the_scenes(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        board = Engine(store).board(None, "ytd", date.fromisoformat(DEMO_AS_OF), [*FIELDS, "scene_completion_rate"])
    assert len(FIELDS) == 7 and len(board.units) > 2
    for unit in board.units:
        parts = [board.figures[name, unit.id] for name in FIELDS]
        whole = board.figures["scene_completion_rate", unit.id]
        assert sum(one.numerator or 0 for one in parts) == whole.numerator
        stations = len(board.units) - 1 if unit == board.units[0] else 1
        assert sum(one.denominator or 0 for one in parts) == whole.denominator == 18 * stations


def test_a_station_is_or_is_not(demo_db: Path) -> None:
    items = CATALOGUE.checklists["creation"].items
    with closing(open_store(demo_db, read_only=True)) as store:
        board = Engine(store).board(None, "ytd", date.fromisoformat(DEMO_AS_OF), items)
    for name in items:
        values = [board.figures[name, unit.id].value for unit in board.units[1:]]
        assert set(values) <= {0, 1}
        assert sum(value or 0 for value in values) == board.figures[name, board.units[0].id].value


def test_a_part_says_both_its_numbers() -> None:
    assert share_text(Figure(2, 3, Fraction(2, 3))) == "2/3"
    assert share_text(Figure(3, 3, Fraction(1))) == "√ 3/3"
    assert share_text(Figure(None, None, None, "没有报送")) == "—"


@pytest.mark.parametrize("barred", [False, True])
def test_nothing_was_added_where_the_area_was_another_one(demo_db: Path, barred: bool) -> None:
    name, as_of = FIELDS[0], date.fromisoformat(DEMO_AS_OF)
    catalogue = patch.object(database, "catalogue", return_value=CATALOGUE)
    with closing(open_store(demo_db, read_only=True)) as store, catalogue:
        board = Engine(store).board(None, "ytd", as_of, [name], months=0)
        key: tuple[str, int, ChangeKind] = (name, board.units[0].id, "yoy")
        base = Figure(0, 3, Fraction(0))
        told = "2026-03-01 邻所并入，不可比" if barred else None
        change = replace(board.changes[key], base_figure=base, change=None, reason=told, note=told)
        shown = cell(replace(board, changes={key: change}), name, CATALOGUE.kpis[name], board.units[0])
    assert ("较去年同日" in str(shown)) is not barred


def test_the_months_behind_it_which_nobody_sees_are_not_read(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        with patch.object(session, "engine", return_value=engine):
            board = inspect.unwrap(boards.checklist)(tuple(FIELDS))
        whole = engine.board(None, "ytd", None, FIELDS, units=BelowFocus.STATIONS)
        keys = [(name, unit.id) for name in FIELDS for unit in whole.units]
        assert board.units == whole.units and len(board.units) > 2
        assert [board.figures[key] for key in keys] == [whole.figures[key] for key in keys]
        changes = [[each.changes.get((*key, "yoy")) for key in keys] for each in (board, whole)]
        assert changes[0] == changes[1] and any(changes[0])
    assert board.months == () != whole.months


def test_a_file_has_nothing_that_is_taken_for_a_day() -> None:
    kpi = CATALOGUE.kpis[FIELDS[0]]
    text = filed_text(Figure(2, 3, Fraction(2, 3)), kpi)
    assert "2/3" not in as_csv(Sheet("清单", [], ["所", "场景"], [["一所", text]])).decode("utf-8-sig")


def test_a_bureau_adds_a_scene_of_its_own() -> None:
    ours = """
[measures.night_market_scene]
zh = "夜市警务场景"
en = "Night market scene"
unit = "个"
kind = "stock"
[kpis.night_market_scene]
zh = "夜市警务场景"
en = "Night market scene"
domain = "governance"
systems = ["S30"]
kind = "stock"
basis = "stock"
numerator = "night_market_scene"
unit = "个"
direction = "up"
assess = true
definition = "期末已建成夜市警务场景的派出所个数，单个派出所为一或零。"
[checklists.future_station]
items = ["night_market_scene", "scene_completion_rate"]
"""
    assert load_catalogue({"ours.toml": ours}).checklists["future_station"].items[0] == "night_market_scene"
    broken = '[checklists.x]\nzh = "单"\nen = "List"\nitems = ["nothing", "stations", "stations"]'
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"ours.toml": broken})
    reasons = {(one.file, one.entry, one.reason) for one in caught.value.problems}
    assert ("ours.toml", "x", "没有指标“nothing”") in reasons and ("ours.toml", "x", "同一项写了两次") in reasons
