"""The open cases that an officer is in charge of, by what is left of the limit of each one's stage."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.dockets.lists import OpenCase
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n.words import dockets as words
from dashboards.i18n.words import export as own
from dashboards.i18n.words import officer as own_words
from dashboards.queries import database


def draw(found: Sequence[OpenCase]) -> None:
    """Draws them, the least time left first: three columns, so that a telephone has room."""
    if not found:
        st.info(own_words.NO_OPEN_CASES)
        return
    late, near = (sum(one.state == state for one in found) for state in ("overdue", "near"))
    st.text(own_words.CASES_NOTE.format(open=len(found), late=late, near=near))
    limits = database.catalogue().limits
    rows: list[table.Row] = []
    for one in found:
        left = (words.LEFT if one.days_left >= 0 else words.GONE).format(days=abs(one.days_left))
        cells = [
            table.text(one.id, note=one.kind),
            table.text(limits[one.stage].zh, note=own_words.SINCE.format(day=one.since)),
            table.text(words.STATES[one.state], note=left, kind="nowrap"),
        ]
        rows.append({"key": None, "cells": cells})
    table.draw(own_words.CASE_HEADS, rows, key="own_cases")
    filed = [
        (one.id, one.kind, limits[one.stage].zh, one.since, one.days_left, words.STATES[one.state]) for one in found
    ]
    take_away.draw(take_away.sheet_of_rows(own.OWN_CASES, own_words.CASE_FILE, filed), "own_cases")
