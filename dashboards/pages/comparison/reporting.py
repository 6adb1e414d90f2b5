"""Freshness and completeness of each station's reports of a KPI: a missing report is named, never shown as 0."""

from __future__ import annotations

import streamlit as st

from core.metrics.unit_reports import KpiReports, UnitReports
from core.time.days import month_text
from dashboards.components import export, table
from dashboards.i18n.words import each_unit
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import reporting as words


def draw(reports: KpiReports, kpi: str) -> None:
    """Say in a line if all reports are in; below it the table by month, open where any is missing."""
    each = each_unit([unit.unit for unit in reports.units])
    st.markdown(f"### {words.TITLE.format(each=each)}", help=words.HELP.format(each=each))
    missing = sum(unit.gaps > 0 for unit in reports.units)
    template = words.SOME_OUT if missing else words.ALL_IN
    summary = template.format(many=len(reports.units), out=missing, months=len(reports.months), as_of=reports.as_of)
    (st.warning if missing else st.text)(summary)
    most_gaps_first = sorted(reports.units, key=lambda unit: -unit.gaps)
    with st.expander(words.ALL_MONTHS.format(each=each), expanded=bool(missing)):
        heads = [words.UNIT, words.LAST, words.BEHIND, words.GAPS, *map(_month_head, reports.months)]
        table.draw(heads, [{"key": None, "cells": _cells(reports, unit)} for unit in most_gaps_first], key="reported")
        file_heads = [words.UNIT, words.LAST, words.BEHIND, words.GAPS, *map(month_text, reports.months)]
        title = export_words.REPORTED.format(kpi=kpi)
        export.draw(
            export.sheet_of_rows(title, file_heads, [_row(reports, unit) for unit in most_gaps_first], reports.as_of),
            "reported",
        )


def _month_head(month: int) -> str:
    return words.MONTH.format(month=int(month_text(month)[-2:]))


def _delay_text(reports: KpiReports, unit: UnitReports) -> str:
    days = 0 if unit.last_day is None else (reports.as_of - unit.last_day).days
    return words.DAYS.format(days=days) if days > 0 else words.ON_TIME


def _row(reports: KpiReports, unit: UnitReports) -> list[object]:
    last = words.NEVER if unit.last_day is None else str(unit.last_day)
    return [
        unit.unit.name,
        last,
        _delay_text(reports, unit),
        unit.gaps,
        *(words.STATES[state] for state in unit.months),
    ]


def _cells(reports: KpiReports, unit: UnitReports) -> list[table.Cell]:
    name, last, behind, gaps, *_ = map(str, _row(reports, unit))
    marks = [table.text(words.MARKS[state], kind="nowrap") for state in unit.months]
    return [
        table.text(name, kind="strong"),
        table.text(last, kind="nowrap"),
        table.number(behind),
        table.number(gaps),
        *marks,
    ]
