"""Comparisons around the lunar new year: which firm verdict loses its colour, and what is said beside it."""

from __future__ import annotations

import pytest

from core.judgement.spring_festival import SEASONAL, note_alignment, remove_seasonal_tone
from core.metrics.types import Judgement, Tone, Verdict


def judged(verdict: Verdict, tone: Tone = "none", *, reason: str = "", note: str = "") -> Judgement:
    return Judgement(verdict, 1, 1, None, None, None, tone, reason, f"{verdict}。", note=note)


RISE = judged(Verdict.RISE, "worse")


@pytest.mark.parametrize(
    ("plain", "aligned"),
    [
        (RISE, judged(Verdict.RISE, "worse")),
        (judged(Verdict.UNCLEAR), judged(Verdict.UNCLEAR)),
        (judged(Verdict.UNCLEAR), judged(Verdict.FLAT)),
    ],
)
def test_where_both_say_the_same_or_neither_is_firm_nothing_is_added(plain: Judgement, aligned: Judgement) -> None:
    assert note_alignment(plain, aligned) is plain


@pytest.mark.parametrize(
    ("plain", "aligned"),
    [
        (RISE, judged(Verdict.FALL, "better")),
        (RISE, judged(Verdict.UNCLEAR)),
        (judged(Verdict.UNCLEAR), judged(Verdict.FALL, "better")),
    ],
)
def test_where_they_differ_the_aligned_one_is_named_and_the_colour_goes(plain: Judgement, aligned: Judgement) -> None:
    noted = note_alignment(plain, aligned)
    assert (noted.verdict, noted.tone) == (plain.verdict, "none")
    assert noted.note == f"两期距春节远近不同，应看对齐后的比较：{aligned.verdict}"
    assert noted.sentence == f"{plain.verdict}。{noted.note}。"


def test_without_an_alignment_the_reason_is_said() -> None:
    noted = note_alignment(RISE, judged(Verdict.NOT_COMPARABLE, reason="没有去年的记录"))
    assert noted.tone == "none" and "不能按春节对齐（没有去年的记录）" in noted.note


def test_a_firm_comparison_with_the_weeks_before_keeps_its_words_alone() -> None:
    seasonal = remove_seasonal_tone(judged(Verdict.FALL, "better", note="先前的话"))
    assert (seasonal.tone, seasonal.note) == ("none", f"先前的话；{SEASONAL}")
    unclear = judged(Verdict.UNCLEAR)
    assert remove_seasonal_tone(unclear) is unclear
