"""The units in order of rank, with the intervals of their ranks and the verdict on each, as a table to export."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.comparison.types import Comparison
from core.comparison.value_text import estimate_text, value_as_printed
from core.comparison.words import reason_text
from core.metrics.display import decimal_fraction, most_decimals
from dashboards.components import export
from dashboards.i18n.words import NO_DATA
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import export as export_words
from dashboards.pages.comparison.comparison_text import against_text, position_text, verdict_text
from dashboards.queries.database import catalogue


def table(comparison: Comparison) -> pd.DataFrame:
    """Return one row a unit in order of rank; numbers as numbers."""
    rows = [
        {
            comparison_words.RANK: None if ranked.is_doubted else ranked.rank,
            comparison_words.RANK_SPAN: "" if ranked.is_doubted else f"{ranked.rank_low}–{ranked.rank_high}",
            comparison_words.UNIT: ranked.unit.name,
            comparison_words.VALUE: value_as_printed(comparison, ranked.exact),
            comparison_words.AGAINST: against_text(comparison, ranked),
            comparison_words.INTERVAL: ""
            if ranked.low is None
            else f"{estimate_text(comparison, ranked.low)} 至 {estimate_text(comparison, ranked.high)}",
            comparison_words.NUMERATOR: ranked.numerator,
            comparison_words.DENOMINATOR: ranked.denominator,
            comparison_words.POSITION: position_text(ranked),
            comparison_words.ADJUSTED: None
            if ranked.standardised is None or ranked.standardised.value is None
            else value_as_printed(comparison, decimal_fraction(ranked.standardised.value)),
            comparison_words.VERDICT: verdict_text(ranked),
            comparison_words.WHY: ranked.standardised.reason
            if ranked.standardised and ranked.standardised.reason
            else reason_text(ranked),
        }
        for ranked in comparison.ranked_units
    ]
    frame = pd.DataFrame(rows)
    empty_columns = [
        name for name in (comparison_words.DENOMINATOR, comparison_words.ADJUSTED) if not frame[name].notna().any()
    ]
    empty_columns += [name for name in (comparison_words.INTERVAL, comparison_words.WHY) if not frame[name].any()]
    return frame.drop(columns=empty_columns)


def draw(comparison: Comparison) -> None:
    """Draw the table, with the units that are not compared named below."""
    data = table(comparison)
    number_format = f"%,.{most_decimals(data[comparison_words.VALUE].dropna(), comparison.digits)}f"
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        comparison_words.RANK: number(width="small"),
        comparison_words.RANK_SPAN: st.column_config.TextColumn(help=comparison_words.RANK_HELP, width="small"),
        comparison_words.UNIT: st.column_config.TextColumn(pinned=True),
        comparison_words.VALUE: number(f"{comparison_words.VALUE}（{comparison.unit}）", format=number_format),
        comparison_words.NUMERATOR: number(format="localized", help=comparison.numerator_zh),
        comparison_words.DENOMINATOR: number(format="localized", help=comparison.denominator_zh),
        comparison_words.ADJUSTED: number(
            f"{comparison_words.ADJUSTED}（{comparison.unit}）",
            format=number_format,
            help=comparison_words.ADJUSTED_HELP,
        ),
        comparison_words.AGAINST: st.column_config.TextColumn(help=comparison_words.AGAINST_HELP, width="medium"),
        comparison_words.POSITION: st.column_config.TextColumn(help=comparison_words.POSITION_HELP, width="medium"),
        comparison_words.WHY: st.column_config.TextColumn(width="large"),
    }
    st.dataframe(data, hide_index=True, height=38 + 35 * len(data), column_config=columns, placeholder=NO_DATA)
    title = export_words.RANKED.format(kpi=catalogue().kpis[comparison.kpi].zh, period=comparison.label)
    export.draw(export.sheet_of_frame(title, data, columns, comparison.as_of), "ranked", on_paper=True)
    notes = [comparison.no_verdicts or "", *comparison.notes]
    if comparison.left_out:
        reasons = [
            comparison_words.EXCLUDED_UNIT.format(unit=left_out.unit.name, reason=left_out.reason)
            for left_out in comparison.left_out
        ]
        notes.append(comparison_words.EXCLUDED_UNITS.format(names="；".join(reasons)))
    for text in filter(None, notes):
        st.caption(text.replace("~", r"\~"))
