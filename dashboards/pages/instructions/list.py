"""The instructions as lists: waiting to be signed, under way, to be reviewed, late, filed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.access.viewer import AccessRefused
from core.features.follow_up.progress import LATEST_ENDED
from core.features.follow_up.tally import tally, tally_text
from core.features.follow_up.types import FollowUpResult
from core.instructions.read import Instruction
from core.time.days import minute_text, to_date
from dashboards.components import export
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import follow_up, pooled
from dashboards.queries import instructions, session

MOST = LATEST_ENDED  # of the filed ones
NUMBER = "no"
FILED = "filed"
_VIEW = "instruction_view"


def day_text(day: int | None) -> str:
    """A day number as people read it."""
    return words.OVER if day is None else str(to_date(day))


def clock_text(instruction: Instruction) -> str:
    """Tell how an instruction stands against its clocks, with a shape."""
    if instruction.state.is_over:
        return words.OVER
    return (
        words.LATE.format(clocks="、".join(instruction.expired_clocks)) if instruction.expired_clocks else words.ON_TIME
    )


def _in_view(visible: list[Instruction], view: str) -> list[Instruction]:
    if view == "late":
        return sorted(
            (instruction for instruction in visible if instruction.expired_clocks),
            key=lambda instruction: instruction.state.deadlines.finish or 0,
        )
    return [instruction for instruction in visible if instruction.state.stage in words.LISTS[view][1]]


def _count(number: int, view: str) -> str:
    return f"{number}+" if view == FILED and number == MOST else str(number)


def row(instruction: Instruction, names: dict[int, str], watched: FollowUpResult | None = None) -> tuple[str, ...]:
    """An instruction as cells, in the order of the heads; with the watch over its figure, if one is given."""
    state = instruction.state
    return (
        instruction.number,
        names.get(state.content.unit, ""),
        state.content.task,
        state.stage.label,
        clock_text(instruction),
        minute_text(state.first_sent_at),
        day_text(state.deadlines.sign),
        day_text(state.deadlines.finish),
        *([] if watched is None else [follow_up.short_text(watched)]),
    )


def draw(visible: list[Instruction]) -> Instruction | None:
    """Draws the lists and gives the instruction opened: the one in the address."""
    lists = {view: _in_view(visible, view) for view in words.LISTS}
    labels = {view: f"{words.LISTS[view][0]} {_count(len(lists[view]), view)}" for view in lists}
    start = next((view for view in ("late", "sign", "review", "work") if lists[view]), "filed")
    st.session_state.setdefault(_VIEW, start)
    view = st.segmented_control(
        words.VIEW, list(labels), format_func=labels.__getitem__, required=True, key=_VIEW, label_visibility="collapsed"
    )
    view = view or start
    listed = lists[view][:MOST]
    if listed:
        _table(listed, view)
    else:
        st.info(words.EMPTY)
    number = st.query_params.get(NUMBER)
    if number is None:
        return None
    try:
        return instructions.scoped().find(number, instructions.now())
    except AccessRefused as error:
        st.info(str(error))
        return None


def _table(listed: list[Instruction], view: str) -> None:
    names = {number: unit.name for number, unit in session.units().units.items()}
    # A key of its own with every state of the list: a selected row is a place, not an instruction.
    states = tuple((instruction.number, instruction.state.last_event_number) for instruction in listed)
    key = f"instructions_{view}_{hash(states)}"
    watches = instructions.follow_ups(listed) if view == FILED else {}
    heads = [*words.HEADS, words.WATCH_HEAD] if view == FILED else [*words.HEADS]
    table = pd.DataFrame(
        [row(instruction, names, watches.get(instruction.number)) for instruction in listed], columns=heads
    )
    if view == FILED:
        st.caption(words.WATCH_LATEST.format(most=len(listed)) + tally_text(tally(watches.values())))
        if instructions.scoped().may_pool:
            pooled.draw()
    st.caption(words.PICK.format(most=MOST))
    picked = st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        height=min(38 + 35 * len(listed), 330),
    )
    export.draw(export.sheet_of_frame(export_words.INSTRUCTIONS, table, {}), f"take_{view}", on_paper=True)
    rows = picked["selection"]["rows"]
    if rows and rows[0] < len(listed):
        st.query_params[NUMBER] = listed[rows[0]].number
