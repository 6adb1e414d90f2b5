"""Changes as chips: a change that there is none of is one dash, and what nobody can judge carries no number."""

from __future__ import annotations

from core.board.change_text import MARKS, ChangeAmount, ChangeText
from core.metrics.types import ChangeUnit, Verdict
from dashboards.components.change_text import chip_data
from dashboards.pages.chief import tiles


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
