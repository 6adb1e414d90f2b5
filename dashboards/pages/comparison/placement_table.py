"""The units in order of rank, with the intervals of their ranks and the verdict on each, as a table to export."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.comparison.types import Comparison
from core.comparison.value_text import ends_text, value_as_printed
from core.comparison.words import reason_text
from core.metrics.display import decimal_fraction, most_decimals
from dashboards.components import export, frame_table
from dashboards.components.frame_table import Column
from dashboards.i18n.words import NO_DATA
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import export as export_words
from dashboards.pages.comparison.comparison_text import against_text, of_level, position_text, verdict_text
from dashboards.queries.database import catalogue


def table(comparison: Comparison) -> pd.DataFrame:
    """Return one row a unit in order of rank; numbers as numbers."""
    rows = [
        {
            comparison_words.UNIT: ranked.unit.name,
            comparison_words.RANK: None if ranked.is_doubted else ranked.rank,
            comparison_words.RANK_SPAN: "" if ranked.is_doubted else f"{ranked.rank_low}–{ranked.rank_high}",
            comparison_words.VALUE: value_as_printed(comparison, ranked.exact),
            comparison_words.AGAINST: against_text(comparison, ranked),
            comparison_words.INTERVAL: "" if ranked.low is None else ends_text(comparison, ranked.low, ranked.high),
            comparison_words.NUMERATOR: ranked.numerator,
            comparison_words.DENOMINATOR: ranked.denominator,
            of_level(comparison_words.POSITION, comparison): position_text(ranked),
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
    if not any(ranked.verdict or ranked.is_doubted for ranked in comparison.ranked_units):
        empty_columns.append(comparison_words.VERDICT)  # nothing is graded, and the note says why
    return frame.drop(columns=empty_columns)


def joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as the screen has room for it: the rank with its interval, how many of how many."""
    rank, span, above, below = (
        comparison_words.RANK,
        comparison_words.RANK_SPAN,
        comparison_words.NUMERATOR,
        comparison_words.DENOMINATOR,
    )
    ranks = [
        NO_DATA if rank_of != rank_of else comparison_words.RANK_WITH_SPAN.format(rank=int(rank_of), span=span_of)
        for rank_of, span_of in zip(frame[rank], frame[span], strict=True)
    ]
    shown = frame.assign(**{rank: ranks}).drop(columns=span)
    if below not in shown:
        return shown
    amounts = [
        NO_DATA if top != top or size != size else f"{top:,.0f}/{size:,.0f}"
        for top, size in zip(frame[above].astype(float), frame[below].astype(float), strict=True)
    ]
    return shown.assign(**{above: amounts}).rename(columns={above: comparison_words.FRACTION}).drop(columns=below)


def draw(comparison: Comparison) -> None:
    """Draw the table, with the units that are not compared named below."""
    data = table(comparison)
    form = f",.{most_decimals(data[comparison_words.VALUE].dropna(), comparison.digits)}f"
    with_unit = f"{{}}（{comparison.unit}）".format
    columns = {
        comparison_words.RANK: Column(help=of_level(comparison_words.RANK_HELP, comparison)),
        comparison_words.VALUE: Column(with_unit(comparison_words.VALUE), form),
        comparison_words.INTERVAL: Column(with_unit(comparison_words.INTERVAL)),
        comparison_words.NUMERATOR: Column(help=comparison.numerator_zh),
        comparison_words.FRACTION: Column(help=f"{comparison.numerator_zh}/{comparison.denominator_zh}"),
        comparison_words.ADJUSTED: Column(
            with_unit(comparison_words.ADJUSTED), form, of_level(comparison_words.ADJUSTED_HELP, comparison)
        ),
        comparison_words.AGAINST: Column(help=of_level(comparison_words.AGAINST_HELP, comparison)),
        of_level(comparison_words.POSITION, comparison): Column(
            help=of_level(comparison_words.POSITION_HELP, comparison)
        ),
    }
    frame_table.draw(joined(data), "placement", columns)
    title = export_words.RANKED.format(kpi=catalogue().kpis[comparison.kpi].zh, period=comparison.label)
    export.draw(export.sheet_of_frame(title, data, columns, comparison.as_of), "ranked")
    notes = [comparison.no_verdicts or "", *comparison.notes]
    if comparison.left_out:
        reasons = [
            comparison_words.EXCLUDED_UNIT.format(unit=left_out.unit.name, reason=left_out.reason)
            for left_out in comparison.left_out
        ]
        notes.append(comparison_words.EXCLUDED_UNITS.format(names="；".join(reasons)))
    for text in filter(None, notes):
        st.caption(text.replace("~", r"\~"))
