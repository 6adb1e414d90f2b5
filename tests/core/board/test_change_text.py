"""A change in words: n0 to n1, the change, its interval, its verdict with a shape, titles."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.board.change_text import MARKS, STANDARD_MARKS, headline, judged_change, render
from core.board.explain import whole_of_standards
from core.engine import Engine
from core.judgement.verdict_text import verdict_tone
from core.metrics.display import change_digits, signed
from core.metrics.types import Change, ChangeKind, ChangeUnit, Figure, Judgement, StandardStatus, Verdict, Window
from core.store.open import open_store
from core.store.units import MOST_COMPARED
from tests.support.attention_world import board
from tests.support.tree_grower import PROVINCE, Grower
from tests.support.worlds import CATALOGUE

WINDOW, BASE = Window(1000, 1030), Window(635, 665)
COUNT = CATALOGUE.kpis["dispute_alerts"]
RATE = CATALOGUE.kpis["dispute_resolution_rate"]


def count(now: int, then: int, low: float, high: float | None, verdict: Verdict) -> tuple[Change, Judgement]:
    raw = None if then == 0 else Fraction(now, then) * 100 - 100
    reason = f"新增 {now} 起" if then == 0 else None
    change = Change("yoy", BASE, Figure(then, None, Fraction(then)), raw, ChangeUnit.PERCENT, reason)
    values = Fraction(then), Fraction(now)
    return change, Judgement(verdict, then, now, low, high, 1.0, "none", "因为", "全句", *values)


def test_a_count_in_words() -> None:
    text = render(COUNT, *count(805, 1000, -25.04, -13.5, Verdict.FALL))
    assert (text.span, text.change, text.marked_verdict) == ("1,000 → 805 起", "−19.5%", "▼ 确有下降")
    assert text.interval == "95% 区间 −25.0% 至 −13.5%"


def test_no_more_decimals_than_the_interval_bears_out() -> None:
    text = render(COUNT, *count(70, 62, -19.7, 58.7, Verdict.UNCLEAR))
    assert (text.change, text.interval) == ("+13%", "95% 区间 −20% 至 +59%")
    change = Change("yoy", BASE, Figure(90, 100, Fraction(9, 10)), Fraction(123, 1000), ChangeUnit.POINTS)
    values = Fraction(9, 10), Fraction(90123, 100_000)
    judged = Judgement(Verdict.UNCLEAR, 90, 91, -0.3, 0.5, 1.0, "none", "", "", *values)
    assert render(RATE, change, judged).change == "+0.12 个百分点"
    assert render(RATE, change, replace(judged, low=-1.3, high=1.5)).change == "+0.1 个百分点"


@given(st.fractions(-500, 500), st.floats(0.001, 1000), st.sampled_from(ChangeUnit))
def test_decimals_never_exceed_the_width(value: Fraction, width: float, unit: ChangeUnit) -> None:
    digits = change_digits(unit, width)
    assert width <= 1 or digits <= 1
    assert width <= 20 or digits == 0
    text = signed(value, unit, digits)
    assert ("-" not in text) and (text[0] in "+−" or float(text.split(unit)[0]) == 0)


@pytest.mark.parametrize(
    ("now", "text", "number"),
    [
        (1000, "持平", 0.0),
        (1003, "+0.3%", 0.3),
        (997, "−0.3%", -0.3),
        (805, "−20%", -20.0),
        (21_000, "+2,000%", 2000.0),
    ],
)
def test_a_change_is_the_same_number_in_a_table_as_in_words(now: int, text: str, number: float) -> None:
    change, judged = count(now, 1000, -40.0, 40.0, Verdict.UNCLEAR)
    assert (render(COUNT, change, judged).change, judged_change(change, judged)) == (text, number)


def test_a_base_of_nothing_has_no_percentage() -> None:
    text = render(COUNT, *count(3, 0, 0.0, None, Verdict.TOO_FEW))
    assert (text.span, text.change, text.marked_verdict) == ("0 → 3 起", "新增 3 起", "◆ 基数过小")


def test_windows_of_other_lengths_are_told_by_the_day() -> None:
    change, judged = count(310, 300, -5.0, 6.0, Verdict.UNCLEAR)
    text = render(COUNT, replace(change, kind="mom", per_day=Fraction(0)), judged)
    assert text.change == "日均 0.0%" and "总数 +3.3%" in text.note


def test_every_verdict_has_a_shape_of_its_own_and_only_the_firm_have_a_tone() -> None:
    marks = {(verdict.code, mark) for verdict, mark in MARKS.items()}
    assert set(MARKS) == set(Verdict) and len(marks) == len(set(MARKS.values()))
    assert set(STANDARD_MARKS) == set(StandardStatus)
    for kpi in CATALOGUE.kpis.values():
        tones = {verdict: verdict_tone(kpi, verdict) for verdict in Verdict}
        firm = {verdict for verdict in Verdict if verdict.is_firm}
        assert all(tone == "none" for verdict, tone in tones.items() if verdict not in firm)
        assert {tones[verdict] for verdict in firm} == ({"none"} if kpi.direction == "none" else {"better", "worse"})


@pytest.mark.parametrize(
    ("now", "verdict", "title"),
    [
        (805, Verdict.FALL, "纠纷警情较去年同期下降 19.5%，确有下降"),
        (1022, Verdict.UNCLEAR, "纠纷警情较去年同期 +2.2%，看不出升降"),
        (1022, Verdict.FLAT, "纠纷警情较去年同期上升 2.2%，基本持平"),
        (1000, Verdict.FLAT, "纠纷警情与去年同期持平"),
        (1000, Verdict.UNCLEAR, "纠纷警情与去年同期数值相同，看不出升降"),
        (1001, Verdict.FLAT, "纠纷警情较去年同期上升 0.1%，基本持平"),
    ],
)
def test_a_title_says_the_message(now: int, verdict: Verdict, title: str) -> None:
    change, judged = count(now, 1000, -6.0, 6.0, verdict)
    assert titled(change, judged) == title


def test_a_title_of_what_cannot_be_compared() -> None:
    change, judged = count(5, 0, 0, None, Verdict.TOO_FEW)
    assert titled(change, judged) == "纠纷警情较去年同期新增 5 起，基数过小"
    assert titled(change, replace(judged, verdict=Verdict.NOT_COMPARABLE)) == "纠纷警情与去年同期不可比"


def titled(change: Change, judged: Judgement) -> str:
    key: tuple[str, int, ChangeKind] = ("dispute_alerts", 1, "yoy")
    one_change_board = replace(board({}, {}, {}), changes={key: change}, judgements={key: judged})
    return headline(one_change_board, "dispute_alerts", COUNT, 1)


def test_the_explanation_tells_every_change_in_the_open(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        year_board = engine.board(period="ytd")
        bureau = year_board.units[0].id
        for kpi in year_board.kpis:
            explanation = engine.explain(kpi, bureau, year_board)
            assert [change.label for change in explanation.changes] == ["同比", "10月环比"]
            for change, kind in zip(explanation.changes, ("yoy", "month"), strict=True):
                judged = year_board.judgements[kpi, bureau, kind]  # type: ignore[index]  # the kinds of a year
                assert "→" in change.span and change.verdict == f"{MARKS[judged.verdict]} {judged.label}"
                assert change.tone == judged.tone and judged.reason in change.details
                assert bool(change.interval) == (judged.low is not None)
            assert "未满期，至 10月31日" in dict(explanation.lines)["期间"]


def test_in_a_province_a_standard_of_the_whole_is_a_countys_too() -> None:
    grower = Grower()
    near, far = (grower.add("county", PROVINCE)[0] for _ in range(2))
    station, *_ = [grower.add("station", county, MOST_COMPARED // 2 + 1)[0] for county in (near, far)]
    department = grower.add("department", PROVINCE)[0]
    tree = grower.tree()
    assert whole_of_standards(tree, station) == "县（区）局整体"
    assert whole_of_standards(tree, department) == "全省"


def test_a_standard_of_the_whole_is_not_asked_of_a_station(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        month_board = engine.board(period="2026-10")
        bureau, station = month_board.units[0].id, month_board.units[1].id
        applying = {(kpi, unit == bureau) for kpi, unit in month_board.standards if unit in (bureau, station)}
        assert applying == {
            ("onscene_completion_rate", True),
            ("onscene_completion_rate", False),
            ("station_force_share", True),
            ("community_force_share", True),
        }
        assert "不用于本单位" in dict(engine.explain("community_force_share", station, month_board).lines)["标准"]
