"""The open cases that an officer is in charge of, by the time left of the limit of each one's stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.features.dockets.open_cases import DueState, OpenCase
from dashboards.components import export, table
from dashboards.components.case_limit import days_left, left_text
from dashboards.i18n.words import dockets as docket_words
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import officer as officer_words
from dashboards.queries import database


def draw(cases: Sequence[OpenCase], today: date) -> None:
    """Draw the cases, the least time left first: three columns, so that a telephone has room."""
    if not cases:
        st.info(officer_words.NO_OPEN_CASES)
        return
    late, near = (sum(case.state == state for case in cases) for state in (DueState.OVERDUE, DueState.NEAR))
    late_text = officer_words.OF_THESE_LATE.format(count=late) if late else ""
    near_text = officer_words.CASES_NEAR.format(count=near) if near else ""
    st.text(officer_words.CASES_NOTE.format(open=len(cases), late=late_text, near=near_text))
    rows: list[table.Row] = [{"key": None, "cells": _cells(case, today)} for case in cases]
    table.draw(officer_words.CASE_HEADS, rows, key="own_cases")
    file_rows = [_file_row(case, today) for case in cases]
    export.draw(export.sheet_of_rows(export_words.OWN_CASES, officer_words.CASE_FILE, file_rows), "own_cases")


def _stage_name(case: OpenCase) -> str:
    return database.catalogue().limits[case.stage].zh


def _cells(case: OpenCase, today: date) -> list[table.Cell]:
    return [
        table.text(case.id, note=case.kind),
        table.text(_stage_name(case), note=officer_words.SINCE.format(day=case.since)),
        table.text(docket_words.STATES[case.state], note=left_text(case, today), kind="nowrap"),
    ]


def _file_row(case: OpenCase, today: date) -> tuple[object, ...]:
    return case.id, case.kind, _stage_name(case), case.since, days_left(case, today), docket_words.STATES[case.state]
