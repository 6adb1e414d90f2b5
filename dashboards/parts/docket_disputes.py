"""The list of key disputes, and their intake by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.days import day_number, month_days, month_text
from core.engine.answers import Board
from core.engine.docket import KeyDispute
from dashboards import data
from dashboards import words as common
from dashboards.parts import take_away
from dashboards.words import docket as words
from dashboards.words import take_away as own

MONTHS = 13


def row(one: KeyDispute, names: dict[int, str]) -> tuple[object, ...]:
    """A dispute as cells, in the order of the heads."""
    return (
        one.id,
        names[one.station],
        one.kind,
        one.body,
        one.reported,
        one.due,
        common.due_text(None if one.left is None else -one.left),
        words.NAMED if one.leader else words.UNNAMED,
        words.NAMED if one.owner else words.UNNAMED,
    )


def draw(found: Sequence[KeyDispute], as_of: date) -> None:
    """Draws the list, the soonest due first."""
    late = sum(one.left is not None and one.left < 0 for one in found)
    undated = sum(one.left is None for one in found)
    st.text(words.DISPUTES_NOTE.format(day=as_of, open=len(found), late=late, undated=undated))
    if not found:
        st.info(words.NO_DISPUTES)
        return
    names = {unit.id: unit.name for unit in data.units().units.values()}
    table = pd.DataFrame([row(one, names) for one in found], columns=list(words.DISPUTE_HEADS))
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(found), 520), placeholder=common.NO_DATA)
    take_away.draw(take_away.frame(own.KEY_DISPUTES, table, {}, as_of), "key_disputes", on_paper=True)


def intake(board: Board, unit: int) -> None:
    """How many came in, by month, as numbers."""
    values = board.series.get((words.DISPUTE_KPIS[0], unit), ())[-MONTHS:]
    months = [month_text(month) for month in board.months[-MONTHS:]]
    if not values:
        return
    st.markdown(f"### {words.INTAKE}")
    cells = [common.NO_DATA if value is None else f"{value:.0f}" for value in values]
    st.dataframe(pd.DataFrame([cells], columns=months), hide_index=True)
    if month_days(board.months[-1])[1] > day_number(board.as_of):
        st.caption(words.CUT.format(day=board.as_of))
