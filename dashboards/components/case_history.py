"""One key dispute or case of a list: its history, and the way to an instruction about it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.dockets.history import Step
from dashboards.components import instruction_link as order_link
from dashboards.components import table
from dashboards.i18n.words import dockets as words

SCROLLS = 14  # rows, from which on a list scrolls in itself


def rows_of(heads: Sequence[str], rows: Sequence[table.Line], key: str) -> str | None:
    """Draws a list; gives the number of the row that was picked, if it is still there."""
    chosen = st.session_state.get(f"{key}_one")
    if not any(row["key"] == chosen for row in rows):
        chosen = None

    def pick(number: str) -> None:
        st.session_state[f"{key}_one"] = None if number == chosen else number

    with st.container(height=520 if len(rows) > SCROLLS else "content", border=False):
        table.draw(heads, rows, key=f"{key}_rows", caption=words.PICK, pressed=chosen, on_pick=pick)
    return chosen


def history(number: str, steps: Sequence[Step]) -> None:
    """Draws what happened, the oldest first."""
    with st.container(border=True):
        st.markdown(f"**{words.HISTORY.format(number=table_text(number))}**")
        if not steps:
            st.text(words.NO_HISTORY)
            return
        st.text("\n".join(f"{step.day}　{step.what}{words.AHEAD if step.ahead else ''}" for step in steps))


def table_text(number: str) -> str:
    """A number inside Markdown, with nothing of it taken for markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>~$:" else letter for letter in number)


def ordered(cell: table.Cell, href: str) -> table.Cell:
    """A cell with the way to an instruction beside it, for whoever may send one."""
    if href:
        cell["href"], cell["hint"], cell["words"] = href, order_link.WORDS["label"], order_link.WORDS["words"]
    return cell
