"""The units in order with the intervals of their ranks and what may be said of each, as a table to take away."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.comparison.types import Comparison
from core.metrics.display import rounded
from dashboards.components import export as take_away
from dashboards.i18n.words import comparison as fair
from dashboards.i18n.words import export as own
from dashboards.pages.comparison.comparison_text import position, value, verdict
from dashboards.queries.database import catalogue


def table(comparison: Comparison) -> pd.DataFrame:
    """One row a unit in order of rank; numbers as numbers."""
    rows = [
        {
            fair.RANK: one.rank,
            fair.RANK_SPAN: f"{one.rank_low}–{one.rank_high}",
            fair.UNIT: one.unit.name,
            fair.VALUE: _number(comparison, one.value),
            fair.INTERVAL: "" if one.low is None else f"{value(comparison, one.low)} 至 {value(comparison, one.high)}",
            fair.NUMERATOR: one.numerator,
            fair.DENOMINATOR: one.denominator,
            fair.POSITION: position(one),
            fair.ADJUSTED: None if one.standardised is None else _number(comparison, one.standardised.value),
            fair.VERDICT: verdict(one),
            fair.WHY: one.standardised.reason if one.standardised and one.standardised.reason else one.reason,
        }
        for one in comparison.ranked_units
    ]
    frame = pd.DataFrame(rows)
    spare = [name for name in (fair.DENOMINATOR, fair.ADJUSTED) if not frame[name].notna().any()]
    spare += [fair.INTERVAL] if not frame[fair.INTERVAL].any() else []
    return frame.drop(columns=spare)


def _number(comparison: Comparison, number: float | None) -> float | None:
    """Rounded where the engine rounds, and a number again, so that the table sorts it as one."""
    if number is None:
        return None
    shown = number * 100 if comparison.unit == "%" else number
    return float(rounded(shown, comparison.digits).replace(",", ""))


def draw(comparison: Comparison) -> None:
    """Draws it, with those that are not in it named below."""
    form = f"%,.{comparison.digits}f"
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        fair.RANK: number(width="small"),
        fair.RANK_SPAN: st.column_config.TextColumn(help=fair.WHAT_RANK, width="small"),
        fair.UNIT: st.column_config.TextColumn(pinned=True),
        fair.VALUE: number(f"{fair.VALUE}（{comparison.unit}）", format=form),
        fair.NUMERATOR: number(format="localized", help=comparison.numerator_zh),
        fair.DENOMINATOR: number(format="localized", help=comparison.denominator_zh),
        fair.ADJUSTED: number(f"{fair.ADJUSTED}（{comparison.unit}）", format=form, help=fair.ADJUSTED_HELP),
        fair.POSITION: st.column_config.TextColumn(width="medium"),
        fair.WHY: st.column_config.TextColumn(width="large"),
    }
    data = table(comparison)
    st.dataframe(data, hide_index=True, height=38 + 35 * len(data), column_config=columns)
    title = own.RANKED.format(kpi=catalogue().kpis[comparison.kpi].zh, period=comparison.label)
    take_away.draw(take_away.sheet_of_frame(title, data, columns, comparison.as_of), "ranked", on_paper=True)
    said = [comparison.no_verdicts or "", *comparison.notes]
    if comparison.left_out:
        each = [fair.LEFT_ONE.format(unit=one.unit.name, reason=one.reason) for one in comparison.left_out]
        said.append(fair.LEFT_OUT.format(names="；".join(each)))
    for text in filter(None, said):
        st.caption(text.replace("~", r"\~"))
