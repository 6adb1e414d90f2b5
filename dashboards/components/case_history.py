"""A list of key disputes or cases, the history of the one picked, and the way to an instruction about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from core.features.dockets.history import HistoryStep
from dashboards.components import instruction_link, table
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import dockets as words

RECORD = "record"  # in the address
MAX_ROWS_UNSCROLLED = 14  # rows, from which on a list scrolls in itself


def draw_list(heads: Sequence[str], rows: Sequence[table.Row], key: str) -> str | None:
    """Draw a list and return the number of the row that was picked, if it is still there."""
    chosen = st.session_state.get(f"{key}_picked")
    if not any(row["key"] == chosen for row in rows):
        chosen = None

    def pick(number: str) -> None:
        st.session_state[f"{key}_picked"] = None if number == chosen else number

    height: int | Literal["content"] = 520 if len(rows) > MAX_ROWS_UNSCROLLED else "content"
    with st.container(height=height, border=False, key=f"scroll_{key}"):
        table.draw(heads, rows, key=f"{key}_rows", caption=words.PICK, pressed=chosen, on_pick=pick)
    return chosen


def record_in_address() -> str:
    """Return the number that the address names, as a result of the search does; empty for none."""
    return str(st.query_params.get(RECORD, ""))


def draw_history(number: str, steps: Sequence[HistoryStep]) -> None:
    """Draw the steps, the oldest first."""
    with st.container(border=True):
        st.markdown(f"**{words.HISTORY.format(number=escape_markdown(number))}**")
        if not steps:
            st.text(words.NO_HISTORY)
            return
        st.text("\n".join(f"{step.day}　{step.label}{words.AHEAD if step.is_upcoming else ''}" for step in steps))


def with_instruction_link(cell: table.Cell, href: str) -> table.Cell:
    """Add the way to an instruction to a cell, for whoever may send one."""
    if href:
        cell["href"], cell["link_hint"], cell["link_text"] = (
            href,
            instruction_link.LABELS["label"],
            instruction_link.LABELS["text"],
        )
    return cell
