"""Changes as chips: a change that there is none of is one dash, and what nobody can judge carries no number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.board.change_text import MARKS, ChangeAmount, ChangeText
from core.catalogue.load import load_catalogue
from core.metrics.types import ChangeUnit, Verdict
from dashboards.components.change_text import chip_data, figure_span
from dashboards.pages.chief import tiles
from dashboards.pages.chief.usual_months import OutsideMonth
from tests.support.attention_world import board


def change(verdict: Verdict, amount: ChangeAmount) -> ChangeText:
    return ChangeText(
        kind="month",
        label="10月环比",
        span="3 → 5 起",
        amount=amount,
        unit=ChangeUnit.PERCENT,
        interval="",
        mark=MARKS[verdict],
        verdict=verdict,
        verdict_label=str(verdict),
        phrase="",
        tone="none",
        reason="",
        note="",
        sentence="",
        month="10月",
    )


def test_what_is_not_comparable_is_said_by_one_dash_and_its_reason() -> None:
    chip = chip_data(change(Verdict.NOT_COMPARABLE, ChangeAmount(absence="上月的数还没有报来，没有可比的数")))
    assert (chip["mark"], chip["text"]) == ("", "—")
    assert chip["absence"] == "上月的数还没有报来，没有可比的数"


def test_a_short_reason_keeps_its_mark() -> None:
    chip = chip_data(change(Verdict.NOT_COMPARABLE, ChangeAmount(absence="基期为 0")))
    assert (chip["mark"], chip["text"]) == ("—", "基期为 0")


def test_a_tile_gives_no_number_to_what_nobody_can_judge() -> None:
    chip = tiles.chip(change(Verdict.TOO_FEW, ChangeAmount("+", "67%")))
    assert (chip["mark"], chip["text"], chip["verdict"]) == ("◆", "", "基数过小")
    open_answer = tiles.chip(change(Verdict.UNCLEAR, ChangeAmount("+", "1.2 个百分点")))
    assert (open_answer["text"], open_answer["verdict"]) == ("+1.2 百分点", "")


def test_what_is_of_a_month_stands_apart_from_the_figure_of_other_days() -> None:
    change_on_september = change(Verdict.UNCLEAR, ChangeAmount("−", "6.7%"))
    month = tiles.month_data([change_on_september], OutsideMonth("10月", "低于平常"))
    assert month is not None and (month["name"], month["outside"]) == ("10月", "低于平常")
    assert [chip["label"] for chip in month["changes"]] == ["环比"], "the month is named once, before it"
    late = tiles.month_data([change_on_september], OutsideMonth("8月", "低于平常"))
    assert late is not None and late["outside"] == "8月低于平常", "another month than the one named"
    assert tiles.month_data([], None) is None


@pytest.mark.parametrize(
    ("kpi", "label", "span"),
    [
        ("alerts_valid", "今年以来", "今年以来"),
        ("alerts_valid", "2026年10月3日—11月2日", "本期"),
        ("station_force_share", "今年以来", "时点数"),
    ],
)
def test_a_figure_says_which_days_it_is_of(kpi: str, label: str, span: str) -> None:
    assert figure_span(replace(board({}, {}, {}), label=label), load_catalogue().kpis[kpi]) == span
