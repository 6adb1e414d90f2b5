"""The list of key disputes: leader, owner, due date and stage of each; what is overdue by station; intake by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.features.dockets.lists import KeyDispute
from core.metrics.types import Board, Window
from core.time.days import day_number, month_days, month_text
from dashboards.components import case_history as docket_one
from dashboards.components import export as take_away
from dashboards.components import instruction_link as order_link
from dashboards.components import table
from dashboards.i18n import words as common
from dashboards.i18n.words import dockets as words
from dashboards.i18n.words import export as own
from dashboards.queries import session

MONTHS = 13
KPI = words.DISPUTE_KPIS[1]  # what an instruction about a key dispute rests on


def _state(one: KeyDispute) -> str:
    """Whether it is past its day, near it, or later."""
    if one.left is None or one.left > words.NEAR_DAYS:
        return "later"
    return "late" if one.left < 0 else "near"


def _who(named: bool, name: str | None) -> str:
    return name or (words.NAMED if named else words.UNNAMED)


def _line(one: KeyDispute, names: dict[int, str], href: str) -> table.Line:
    due = table.text(common.NO_DATA if one.due is None else str(one.due), kind="nowrap")
    if one.resolved is None:
        due["note"] = f"{words.DUE_MARKS[_state(one)]}{common.due_text(None if one.left is None else -one.left)}"
    cells = [
        table.text(one.id, note=one.kind),
        table.text(names[one.station], note=one.body),
        docket_one.ordered(table.text(words.WAYS[one.way], kind="nowrap"), href),
        table.text(str(one.reported), kind="nowrap"),
        due,
        table.text(_who(one.leader, one.leader_name)),
        table.text(_who(one.owner, one.owner_name)),
    ]
    if one.resolved is not None:
        cells.append(table.text(str(one.resolved), kind="nowrap"))
    return {"key": one.id, "cells": cells}


def filed(one: KeyDispute, names: dict[int, str]) -> tuple[object, ...]:
    """A dispute as a row of the file that is taken away."""
    who = _who(one.leader, one.leader_name), _who(one.owner, one.owner_name)
    left = None if one.resolved is not None else one.left
    return (
        one.id, one.kind, names[one.station], one.body, words.WAYS[one.way], one.reported, one.due, left,
        one.resolved, *who,
    )  # fmt: skip


def draw(unit: int, as_of: date, window: Window) -> None:
    """Draws the list asked for, the soonest due first, or the latest resolved; and the history of one of them."""
    view = st.segmented_control(
        words.VIEW, (words.OPEN, words.RESOLVED), default=words.OPEN, required=True, key="disputes_view"
    )
    if view == words.OPEN:
        found = session.engine().key_disputes(unit, as_of)
        _note(found, as_of)
    else:
        found = session.engine().resolved_key_disputes(unit, window.start, as_of)
        late = sum(one.due is not None and one.resolved is not None and one.resolved > one.due for one in found)
        said = words.RESOLVED_NOTE.format(start=window.start, end=as_of, count=len(found), late=late)
        st.text(said)
    if not found:
        st.info(words.NO_DISPUTES if view == words.OPEN else words.NO_RESOLVED)
        return
    if not any(one.leader_name or one.owner_name for one in found) and any(one.leader or one.owner for one in found):
        st.caption(words.NAMES_HIDDEN)
    names = {unit.id: unit.name for unit in session.units().units.values()}
    if view == words.RESOLVED or len({one.station for one in found}) == 1:
        _list(found, names, unit, as_of)
        return
    stations, listed = st.columns([3, 7], gap="medium")
    with stations:
        by_station(found, names)
    with listed:
        _list(found, names, unit, as_of)


def _note(found: Sequence[KeyDispute], as_of: date) -> None:
    late = sum(_state(one) == "late" for one in found)
    undated = sum(one.due is None for one in found)
    bare = sum(one.way == "unassigned" for one in found)
    st.text(words.DISPUTES_NOTE.format(day=as_of, open=len(found), late=late, undated=undated, bare=bare))


def by_station(found: Sequence[KeyDispute], names: dict[int, str]) -> None:
    """Each station's: overdue, near, without leader, owner or day, all of them; the most overdue first."""
    link = order_link.ways()
    rows: list[tuple[int, int, list[int]]] = []
    for station in {one.station for one in found}:
        mine = [one for one in found if one.station == station]
        states = [_state(one) for one in mine]
        counts = [states.count("late"), states.count("near"), sum(one.way == "unassigned" for one in mine), len(mine)]
        rows.append((-counts[0], station, counts))
    lines: list[table.Line] = [
        {"key": None, "cells": [docket_one.ordered(table.text(names[station]), link(KPI, station) if late else ""),
                                *(table.number(str(count)) for count in counts)]}
        for late, station, counts in sorted(rows)
    ]  # fmt: skip
    table.draw(words.STATION_DISPUTE_HEADS, lines, key="disputes_by_station", caption=words.BY_STATION_DISPUTES)


def _list(found: Sequence[KeyDispute], names: dict[int, str], unit: int, as_of: date) -> None:
    link = order_link.ways()
    late = {one.id for one in found if one.resolved is None and (_state(one) == "late" or one.way == "unassigned")}
    rows = [
        _line(one, names, order_link.about(link(KPI, one.station), one.id) if one.id in late else "") for one in found
    ]
    heads = words.DISPUTE_HEADS if found[0].resolved is None else (*words.DISPUTE_HEADS, words.RESOLVED_HEAD)
    chosen = docket_one.rows_of(heads, rows, "disputes")
    if chosen is not None:
        docket_one.history(chosen, session.engine().dispute_history(unit, chosen, as_of))
    shown = [filed(one, names) for one in found]
    taken = take_away.sheet(own.KEY_DISPUTES, words.DISPUTE_FILE, shown, as_of)
    take_away.draw(taken, "key_disputes", on_paper=True)


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
