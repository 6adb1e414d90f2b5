"""The instructions as lists: waiting to be signed, under way, to be reviewed, late, filed."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from core.access.viewer import AccessRefused
from core.features.follow_up.progress import LATEST_ENDED
from core.features.follow_up.tally import tally, tally_text
from core.features.follow_up.types import FollowUpResult
from core.instructions.read import Instruction
from core.time.days import minute_text, to_date
from dashboards.components import export, frame_table
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import follow_up
from dashboards.queries import instructions, session, unit_places

MOST = LATEST_ENDED  # of the filed ones
NUMBER = "no"
FILED = "filed"
MAX_ROWS_UNSCROLLED, MOST_HEIGHT = 9, 420  # a longer list scrolls in itself, pixels: what is opened stands below
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
    names = unit_places.full_names({number: unit.name for number, unit in session.units().units.items()})
    watches = instructions.follow_ups(listed) if view == FILED else {}
    heads = [*words.HEADS, words.WATCH_HEAD] if view == FILED else [*words.HEADS]
    table = pd.DataFrame(
        [row(instruction, names, watches.get(instruction.number)) for instruction in listed], columns=heads
    )
    if view == FILED:
        st.caption(words.WATCH_LATEST.format(most=len(listed)) + tally_text(tally(watches.values())))
        if instructions.scoped().may_pool:
            from dashboards.pages.instructions import pooled  # here: its chart takes a while to make

            pooled.draw()
    st.caption(words.PICK_FILED.format(most=MOST) if view == FILED else words.PICK)
    numbers = [instruction.number for instruction in listed]
    height: int | Literal["content"] = MOST_HEIGHT if len(listed) > MAX_ROWS_UNSCROLLED else "content"
    with st.container(height=height, border=False, key=f"scroll_{view}"):
        opened = st.query_params.get(NUMBER)
        frame_table.draw(table, f"instructions_{view}", keys=numbers, pressed=opened, on_pick=open_in_address)
    export.draw(export.sheet_of_frame(export_words.INSTRUCTIONS, table, {}), f"take_{view}")


def open_in_address(number: str) -> None:
    """Open an instruction: the address names it."""
    st.query_params[NUMBER] = number
