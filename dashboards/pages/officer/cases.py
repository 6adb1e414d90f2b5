"""The open cases that an officer is in charge of, by the time left of the limit of each one's stage."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.dockets.open_cases import DueState, OpenCase
from dashboards.components import export, table
from dashboards.i18n.words import dockets as docket_words
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import officer as officer_words
from dashboards.queries import database


def draw(cases: Sequence[OpenCase]) -> None:
    """Draw the cases, the least time left first: three columns, so that a telephone has room."""
    if not cases:
        st.info(officer_words.NO_OPEN_CASES)
        return
    late, near = (sum(case.state == state for case in cases) for state in (DueState.OVERDUE, DueState.NEAR))
    late_text = officer_words.OF_THESE_LATE.format(count=late) if late else ""
    near_text = officer_words.CASES_NEAR.format(count=near) if near else ""
    st.text(officer_words.CASES_NOTE.format(open=len(cases), late=late_text, near=near_text))
    rows: list[table.Row] = [{"key": None, "cells": _cells(case)} for case in cases]
    table.draw(officer_words.CASE_HEADS, rows, key="own_cases")
    file_rows = [_file_row(case) for case in cases]
    export.draw(export.sheet_of_rows(export_words.OWN_CASES, officer_words.CASE_FILE, file_rows), "own_cases")


def _stage_name(case: OpenCase) -> str:
    return database.catalogue().limits[case.stage].zh


def _cells(case: OpenCase) -> list[table.Cell]:
    template = docket_words.LEFT if case.days_left >= 0 else docket_words.EXCEEDED
    return [
        table.text(case.id, note=case.kind),
        table.text(_stage_name(case), note=officer_words.SINCE.format(day=case.since)),
        table.text(docket_words.STATES[case.state], note=template.format(days=abs(case.days_left)), kind="nowrap"),
    ]


def _file_row(case: OpenCase) -> tuple[object, ...]:
    return case.id, case.kind, _stage_name(case), case.since, case.days_left, docket_words.STATES[case.state]
