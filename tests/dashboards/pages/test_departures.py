"""The wall's map is quiet where nothing departs, and lights stations by shape and number where something does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from core.features.signals.digest import SignalGroup
from core.features.signals.doubts import DoubtedFigure
from core.metrics.types import StandardAnswer, StandardStatus
from dashboards.pages.chief.departures import Departures, Search, at_shown_units, departure_areas, departures, title
from tests.support.attention_world import FELL, RATE, UNITS, board

MISSED = StandardAnswer(StandardStatus.MISSED, 0.7, 0.8, "worse", "因为", "全句。")
FALLEN = board({}, {(RATE, 2): replace(FELL, tone="worse")}, {(RATE, 2): MISSED})


def test_a_quiet_bureau_is_grey_and_says_so() -> None:
    found = departures(board({}, {}, {}), {}, {}, Counter())
    assert found == {2: Departures(0, 0, 0), 3: Departures(0, 0, 0)}
    assert {area["tone"] for area in departure_areas(UNITS[1:], found)} == {"noise"}
    assert {area["number"] for area in departure_areas(UNITS[1:], found)} == {""}
    assert title(UNITS[1:], found) == "各所平常"


def test_what_is_not_known_yet_is_not_called_usual() -> None:
    found = departures(board({}, {}, {}), {}, {}, Counter())
    for search, said, of_one in (
        (Search.COMPLETE, "各所平常", "平常"),
        (Search.PARTIAL, "各所没有预警", "没有预警"),
        (Search.PENDING, "各所已判定的指标没有异动", "预警正在计算"),
        (Search.NO_FIGURES, "各所没有数字", "没有数字"),
    ):
        assert title(UNITS[1:], found, search) == said
        assert {area["text"] for area in departure_areas(UNITS[1:], found, search)} == {of_one}


def test_signals_firm_verdicts_doubts_and_overdue_work_light_their_stations() -> None:
    counts = {3: Counter({SignalGroup.DOUBTFUL_DATA: 1, SignalGroup.OVERDUE: 2}), 2: Counter({SignalGroup.UNUSUAL: 1})}
    found = departures(FALLEN, counts, {}, Counter({3: 1}))
    assert found[2] == Departures(2, 0, 0), "a figure that missed its standard and fell is one departure"
    assert found[3] == Departures(0, 1, 3)
    first, second = departure_areas(UNITS[1:], found)
    assert (first["tone"], first["number"], first["badge"]) == ("worse", "▲ 2", "")
    assert (second["tone"], second["number"], second["badge"]) == ("watch", "◇ 1", "■ 3")
    assert second["text"] == "数据存疑 1，逾期 3"
    assert title(UNITS[1:], found) == "一所异常，二所存疑，二所逾期"


def test_signals_of_stations_stand_at_the_county_that_is_shown_in_their_place() -> None:
    unusual, late = SignalGroup.UNUSUAL, SignalGroup.OVERDUE
    counts = {7: Counter({unusual: 1}), 8: Counter({unusual: 2, late: 1}), 3: Counter({late: 1})}
    shown = at_shown_units(counts, {7: 2, 8: 2, 2: 2, 3: 3})
    assert shown == {2: Counter({unusual: 3, late: 1}), 3: Counter({late: 1})}
    counties = [replace(unit, kind="county", name=f"{unit.name}县公安局") for unit in UNITS[1:]]
    found = departures(board({}, {}, {}), shown, {}, Counter())
    assert title(counties, found) == f"{counties[0].name.removesuffix('公安局')}异常，2 个县（区）逾期"


def test_a_verdict_on_a_figure_in_doubt_lights_nothing() -> None:
    found = departures(FALLEN, {}, {DoubtedFigure(2, RATE): "疑似重复入库"}, Counter())
    assert found[2].unusual == 0
