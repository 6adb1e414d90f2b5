"""Two to four units of a comparison side by side: values, case mix, and whether they differ at all."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison.case_mix import compare_pair
from core.comparison.types import Comparison, RankedUnit
from dashboards.i18n.words import comparison as fair
from dashboards.pages.comparison.comparison_text import position, value, verdict


def draw(comparison: Comparison, codes: Sequence[str]) -> None:
    """A card a unit, then each of the others against the first."""
    by_code = {one.unit.code: one for one in comparison.ranked_units}
    chosen = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    if not chosen:
        return
    for column, one in zip(st.columns(len(chosen)), chosen, strict=True):
        with column, st.container(border=True):
            _card(comparison, one)
    for other in chosen[1:]:
        told = compare_pair(comparison, chosen[0].unit.code, other.unit.code)
        if told is None:
            st.caption(fair.NO_PAIR)
            return
        st.text(told.sentence)
        if told.reversal:
            st.warning(told.reversal)


def _card(comparison: Comparison, one: RankedUnit) -> None:
    st.text(one.unit.name)
    st.text(fair.BESIDE.format(label=fair.VALUE, value=_with_ends(comparison, one.value, one.low, one.high)))
    if one.standardised is not None:
        told = one.standardised
        shown = told.reason or _with_ends(comparison, told.value, told.low, told.high)
        st.text(fair.BESIDE.format(label=fair.ADJUSTED, value=shown), help=fair.ADJUSTED_HELP)
    if one.strata:
        st.text("   ".join(fair.STRATUM.format(zh=s.zh, top=s.numerator, size=s.denominator) for s in one.strata))
    st.text(f"{fair.RANK} {one.rank}（{one.rank_low}–{one.rank_high}）   {position(one)}   {verdict(one)}")


def _with_ends(comparison: Comparison, number: float | None, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return value(comparison, number)
    ends = value(comparison, low), value(comparison, high)
    return fair.BESIDE_INTERVAL.format(value=value(comparison, number), low=ends[0], high=ends[1])
