"""The instructions as lists: waiting to be signed, under way, to be reviewed, late, filed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.access.viewer import AccessRefused
from core.features.follow_up.tally import tally, tally_text
from core.features.follow_up.watch import Watched
from core.instructions.model import STAGE_NAMES
from core.instructions.read import Instruction
from core.time.days import to_date
from dashboards.components import export as take_away
from dashboards.components.times import minute_text
from dashboards.i18n.words import export as own
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import follow_up as instruction_watch
from dashboards.queries import instructions, session

MOST = 200  # of the filed ones
NUMBER = "no"
FILED = "filed"
_VIEW = "instruction_view"


def day_text(day: int | None) -> str:
    """A day number as people read it."""
    return words.OVER if day is None else str(to_date(day))


def standing(one: Instruction) -> str:
    """How it stands against its clocks, with a shape."""
    if one.state.is_over:
        return words.OVER
    return words.LATE.format(clocks="、".join(one.expired_clocks)) if one.expired_clocks else words.ON_TIME


def _within(found: list[Instruction], view: str) -> list[Instruction]:
    if view == "late":
        return sorted((one for one in found if one.expired_clocks), key=lambda one: one.state.deadlines.finish or 0)
    return [one for one in found if one.state.stage in words.LISTS[view][1]]


def _count(number: int, view: str) -> str:
    return f"{number}+" if view == FILED and number == MOST else str(number)


def row(one: Instruction, names: dict[int, str], watched: Watched | None = None) -> tuple[str, ...]:
    """An instruction as cells, in the order of the heads; with the watch over its figure, if one is given."""
    state = one.state
    return (
        one.number,
        names.get(state.content.unit, ""),
        state.content.task,
        STAGE_NAMES[state.stage],
        standing(one),
        minute_text(state.first_sent_at),
        day_text(state.deadlines.sign),
        day_text(state.deadlines.finish),
        *([] if watched is None else [instruction_watch.short(watched)]),
    )


def draw(found: list[Instruction]) -> Instruction | None:
    """Draws the lists and gives the instruction opened: the one in the address."""
    lists = {view: _within(found, view) for view in words.LISTS}
    labels = {view: f"{words.LISTS[view][0]} {_count(len(lists[view]), view)}" for view in lists}
    start = next((view for view in ("late", "sign", "review", "work") if lists[view]), "filed")
    st.session_state.setdefault(_VIEW, start)
    view = st.segmented_control(
        words.VIEW, list(labels), format_func=labels.__getitem__, required=True, key=_VIEW, label_visibility="collapsed"
    )
    view = view or start
    shown = lists[view][:MOST]
    if shown:
        _table(shown, view)
    else:
        st.info(words.EMPTY)
    asked = st.query_params.get(NUMBER)
    if asked is None:
        return None
    try:
        return instructions.orders().find(asked, instructions.now())
    except AccessRefused as error:
        st.info(str(error))
        return None


def _table(shown: list[Instruction], view: str) -> None:
    names = {number: unit.name for number, unit in session.units().units.items()}
    # A key of its own with every state of the list: a selected row is a place, not an instruction.
    key = f"instructions_{view}_{hash(tuple((one.number, one.state.last_event_number) for one in shown))}"
    watches = instructions.watched(shown) if view == FILED else {}
    heads = [*words.HEADS, words.WATCH_HEAD] if view == FILED else [*words.HEADS]
    table = pd.DataFrame([row(one, names, watches.get(one.number)) for one in shown], columns=heads)
    if view == FILED:
        st.caption(words.WATCH_LATEST.format(most=len(shown)) + tally_text(tally(watches.values())))
    st.caption(words.PICK.format(most=MOST))
    picked = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row",
        height=min(38 + 35 * len(shown), 330),
    )  # fmt: skip
    take_away.draw(take_away.frame(own.INSTRUCTIONS, table, {}), f"take_{view}", on_paper=True)
    rows = picked["selection"]["rows"]
    if rows and rows[0] < len(shown):
        st.query_params[NUMBER] = shown[rows[0]].number
