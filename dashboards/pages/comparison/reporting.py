"""How fresh and how complete each station's reports of a KPI are: what was not reported is told, never shown as 0."""

from __future__ import annotations

import streamlit as st

from core.metrics.unit_reports import KpiReports, UnitReports
from core.time.days import month_text
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n.words import export as own
from dashboards.i18n.words import reporting as words


def draw(told: KpiReports, kpi: str) -> None:
    """Says in a line whether all is in; the table by month, open where anything is wanting."""
    st.markdown(f"### {words.TITLE}", help=words.HELP)
    out = sum(one.gaps > 0 for one in told.units)
    line = words.SOME_OUT if out else words.ALL_IN
    said = line.format(many=len(told.units), out=out, months=len(told.months), as_of=told.as_of)
    (st.warning if out else st.text)(said)
    ordered = sorted(told.units, key=lambda one: -one.gaps)
    with st.expander(words.EVERY, expanded=bool(out)):
        heads = [words.UNIT, words.LAST, words.BEHIND, words.GAPS, *map(_month, told.months)]
        table.draw(heads, [{"key": None, "cells": _cells(told, one)} for one in ordered], key="reported")
        files = [words.UNIT, words.LAST, words.BEHIND, words.GAPS, *map(month_text, told.months)]
        title = own.REPORTED.format(kpi=kpi)
        take_away.draw(
            take_away.sheet_of_rows(title, files, [_row(told, one) for one in ordered], told.as_of), "reported"
        )


def _month(month: int) -> str:
    return words.MONTH.format(month=int(month_text(month)[-2:]))


def _behind(told: KpiReports, one: UnitReports) -> str:
    days = 0 if one.last_day is None else (told.as_of - one.last_day).days
    return words.DAYS.format(days=days) if days > 0 else words.ON_TIME


def _row(told: KpiReports, one: UnitReports) -> list[object]:
    last = words.NEVER if one.last_day is None else str(one.last_day)
    return [one.unit.name, last, _behind(told, one), one.gaps, *(words.SAID[state] for state in one.months)]


def _cells(told: KpiReports, one: UnitReports) -> list[table.Cell]:
    name, last, behind, gaps, *_ = map(str, _row(told, one))
    marks = [table.text(words.MARKS[state], kind="nowrap") for state in one.months]
    return [
        table.text(name, kind="strong"),
        table.text(last, kind="nowrap"),
        table.number(behind),
        table.number(gaps),
        *marks,
    ]
