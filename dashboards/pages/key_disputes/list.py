"""The list of key disputes: leader, owner, due date and stage of each; what is overdue by station; intake by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.features.dockets.key_disputes import DisputeProgress, KeyDispute
from core.metrics.types import Board, Window
from core.time.days import day_number, month_text
from dashboards.components import case_history, export, instruction_link, paged_list, table
from dashboards.i18n import words as shared_words
from dashboards.i18n.words import dockets as words
from dashboards.i18n.words import export as export_words
from dashboards.queries import dockets, session, unit_places

MONTHS = 13
KPI = words.DISPUTE_KPIS[1]  # what an instruction about a key dispute rests on


def _state(dispute: KeyDispute) -> str:
    """Tell whether a dispute is past its due day, near it, or later."""
    if dispute.days_left is None or dispute.days_left > words.NEAR_DAYS:
        return "later"
    return "late" if dispute.days_left < 0 else "near"


def _is_owed(dispute: KeyDispute) -> bool:
    """Return True if an instruction about a dispute has a ground: past its day, or nobody answers for it."""
    return dispute.resolved is None and (_state(dispute) == "late" or dispute.progress is DisputeProgress.UNASSIGNED)


def _person_text(named: bool, name: str | None) -> str:
    return name or (words.NAMED if named else words.UNNAMED)


def _line(dispute: KeyDispute, names: dict[int, str], href: str) -> table.Row:
    due = table.text(shared_words.NO_DATA if dispute.due is None else str(dispute.due), kind="nowrap")
    if dispute.resolved is None:
        days_over = None if dispute.days_left is None else -dispute.days_left
        if _state(dispute) == "late":
            due["kind"] = "nowrap late"
        due["note"] = f"{words.DUE_MARKS[_state(dispute)]}{shared_words.due_text(days_over)}"
    cells = [
        table.text(dispute.id, note=dispute.kind),
        table.text(names[dispute.station], note=dispute.body),
        case_history.with_instruction_link(table.text(words.DISPUTE_STAGES[dispute.progress], kind="nowrap"), href),
        table.text(str(dispute.reported), kind="nowrap"),
        due,
        table.text(_person_text(dispute.has_leader, dispute.leader_name)),
        table.text(_person_text(dispute.has_owner, dispute.owner_name)),
    ]
    if dispute.resolved is not None:
        cells.append(table.text(str(dispute.resolved), kind="nowrap"))
    return {"key": dispute.id, "cells": cells}


def filed(dispute: KeyDispute, names: dict[int, str]) -> tuple[object, ...]:
    """A dispute as a row of the file that is taken away."""
    people = _person_text(dispute.has_leader, dispute.leader_name), _person_text(dispute.has_owner, dispute.owner_name)
    left = None if dispute.resolved is not None else dispute.days_left
    return (
        dispute.id,
        dispute.kind,
        names[dispute.station],
        dispute.body,
        words.DISPUTE_STAGES[dispute.progress],
        dispute.reported,
        dispute.due,
        left,
        dispute.resolved,
        *people,
    )


def draw(unit: int, as_of: date, window: Window) -> None:
    """Draws the list asked for, the soonest due first, or the latest resolved; and the history of one of them."""
    view = st.segmented_control(
        words.VIEW, list(words.DisputeView), default=words.DisputeView.OPEN, required=True, key="disputes_view"
    )
    if view == words.DisputeView.OPEN:
        disputes = dockets.key_disputes(unit, as_of)
        _note(disputes, as_of)
    else:
        disputes = session.engine().resolved_key_disputes(unit, window.start, as_of)
        late = sum(
            dispute.due is not None and dispute.resolved is not None and dispute.resolved > dispute.due
            for dispute in disputes
        )
        note = words.RESOLVED_NOTE.format(start=window.start, end=as_of, count=len(disputes), late=late)
        st.text(note)
    if not disputes:
        st.info(words.NO_DISPUTES if view == words.DisputeView.OPEN else words.NO_RESOLVED)
        return
    if not any(dispute.leader_name or dispute.owner_name for dispute in disputes) and any(
        dispute.has_leader or dispute.has_owner for dispute in disputes
    ):
        st.caption(words.NAMES_HIDDEN)
    names = unit_places.full_names(session.engine().station_names(unit, as_of))
    if view == words.DisputeView.RESOLVED or len({dispute.station for dispute in disputes}) == 1:
        _list(disputes, names, unit, as_of)
        return
    stations, listed = st.columns([3, 7], gap="medium")
    with stations:
        by_station(disputes, names)
    with listed:
        _list(disputes, names, unit, as_of)


def _note(disputes: Sequence[KeyDispute], as_of: date) -> None:
    late = sum(_state(dispute) == "late" for dispute in disputes)
    undated = sum(dispute.due is None for dispute in disputes)
    bare = sum(dispute.progress is DisputeProgress.UNASSIGNED for dispute in disputes)
    if disputes:
        parts = words.parts_text(late, {words.UNDATED_PART: undated, words.UNASSIGNED_PART: bare})
        st.text(words.DISPUTES_NOTE.format(day=as_of, open=len(disputes), parts=parts))


def by_station(disputes: Sequence[KeyDispute], names: dict[int, str]) -> None:
    """Each station's, of a province each county's: overdue, near, incomplete, all of them; the most overdue first."""
    link = instruction_link.url_builder()
    rows: list[tuple[int, int, list[int]]] = []
    counted_at = unit_places.counted_at({dispute.station for dispute in disputes})
    disputes_of: dict[int, list[KeyDispute]] = defaultdict(list)
    for dispute in disputes:
        disputes_of[counted_at[dispute.station]].append(dispute)
    for station, station_disputes in disputes_of.items():
        states = [_state(dispute) for dispute in station_disputes]
        counts = [
            states.count("late"),
            states.count("near"),
            sum(dispute.progress is DisputeProgress.UNASSIGNED for dispute in station_disputes),
            len(station_disputes),
        ]
        rows.append((-counts[0], station, counts))
    linked = [
        (link(KPI, station) if late and station == disputes_of[station][0].station else "", station, counts)
        for late, station, counts in sorted(rows)
    ]
    lines: list[table.Row] = [
        {
            "key": None,
            "cells": [
                case_history.with_instruction_link(
                    table.text(shared_words.short_unit(names[station])),
                    href,
                ),
                *(table.number(f"{count:,}") for count in counts),
            ],
        }
        for href, station, counts in linked
    ]
    caption = words.BY_STATION_DISPUTES.format(each=unit_places.each_counted())
    table.draw(words.STATION_DISPUTE_HEADS, lines, key="disputes_by_station", caption=caption)


def _list(disputes: Sequence[KeyDispute], names: dict[int, str], unit: int, as_of: date) -> None:
    link = instruction_link.url_builder()
    rows = [
        _line(
            dispute,
            names,
            instruction_link.url_about_record(link(KPI, dispute.station), dispute.id) if _is_owed(dispute) else "",
        )
        for dispute in paged_list.draw_pager(disputes, "disputes")
    ]
    heads = words.DISPUTE_HEADS if disputes[0].resolved is None else (*words.DISPUTE_HEADS, words.RESOLVED_HEAD)
    chosen = case_history.draw_list(heads, rows, "disputes")
    if chosen is not None:
        case_history.draw_history(chosen, session.engine().dispute_history(unit, chosen, as_of))
    export_rows = [filed(dispute, names) for dispute in disputes]
    sheet = export.sheet_of_rows(export_words.KEY_DISPUTES, words.DISPUTE_FILE, export_rows, as_of)
    export.draw(sheet, "key_disputes")


def intake(board: Board, unit: int) -> None:
    """Draw how many came in, by month, as numbers."""
    values = board.series.get((words.DISPUTE_KPIS[0], unit), ())[-MONTHS:]
    months = [month_text(month) for month in board.months[-MONTHS:]]
    if not values:
        return
    st.markdown(f"### {words.INTAKE}")
    cells = [shared_words.NO_DATA if value is None else f"{value:.0f}" for value in values]
    table.draw(months, [table.Row(key=None, cells=[table.number(cell) for cell in cells])], key="intake_rows")
    if board.calendar.month_days(board.months[-1])[1] > day_number(board.as_of):
        st.caption(words.LAST_MONTH_PARTIAL.format(day=board.as_of))
