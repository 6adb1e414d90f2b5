"""Two to four units of a comparison side by side: values, case mix, and the test of their difference."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison.case_mix import compare_pair
from core.comparison.types import Comparison, RankedUnit
from core.comparison.value_text import estimate_text, value_text
from dashboards.i18n.words import NO_DATA
from dashboards.i18n.words import comparison as comparison_words
from dashboards.pages.comparison.comparison_text import against_text, of_level, position_text, verdict_text


def draw(comparison: Comparison, codes: Sequence[str]) -> None:
    """Draw a card a unit, then each of the others against the first."""
    by_code = {ranked.unit.code: ranked for ranked in comparison.ranked_units}
    chosen = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    if not chosen:
        return
    for column, ranked in zip(st.columns(len(chosen)), chosen, strict=True):
        with column, st.container(border=True):
            _draw_card(comparison, ranked)
    doubted = [ranked.unit.name for ranked in chosen if ranked.is_doubted]
    if doubted:
        st.text(comparison_words.PAIR_DOUBTED.format(names="、".join(doubted)))
    for other in chosen[1:]:
        if chosen[0].is_doubted or other.is_doubted:
            continue
        difference = compare_pair(comparison, chosen[0].unit.code, other.unit.code)
        if difference is None:
            st.caption(comparison_words.NO_PAIR)
            return
        st.text(difference.sentence)
        if difference.reversal:
            st.warning(difference.reversal)


def _draw_card(comparison: Comparison, ranked: RankedUnit) -> None:
    st.text(ranked.unit.name)
    st.text(
        comparison_words.SIDE_BY_SIDE_VALUE.format(
            label=comparison_words.VALUE,
            value=_with_interval(comparison, value_text(comparison, ranked.exact), ranked.low, ranked.high),
        )
    )
    if ranked.standardised is not None:
        rate = ranked.standardised
        value = estimate_text(comparison, rate.value)
        text = rate.reason or _with_interval(comparison, value, rate.low, rate.high)
        st.text(
            comparison_words.SIDE_BY_SIDE_VALUE.format(label=comparison_words.ADJUSTED, value=text),
            help=of_level(comparison_words.ADJUSTED_HELP, comparison),
        )
    if ranked.strata:
        st.text(
            "   ".join(
                comparison_words.STRATUM.format(zh=stratum.zh, top=stratum.numerator, size=stratum.denominator)
                for stratum in ranked.strata
            )
        )
    place = NO_DATA if ranked.is_doubted else f"{ranked.rank}（{ranked.rank_low}–{ranked.rank_high}）"
    rank = f"{comparison_words.RANK} {place}"
    st.text("   ".join((rank, against_text(comparison, ranked), verdict_text(ranked))))
    usual = of_level(comparison_words.POSITION, comparison)
    st.text(comparison_words.SIDE_BY_SIDE_VALUE.format(label=usual, value=position_text(ranked)))


def _with_interval(comparison: Comparison, value: str, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return value
    return comparison_words.SIDE_BY_SIDE_INTERVAL.format(
        value=value, low=estimate_text(comparison, low), high=estimate_text(comparison, high)
    )
