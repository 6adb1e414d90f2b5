"""A table of units or KPIs with codes: a real one, reachable by the keyboard, colour never alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import streamlit as st

from dashboards.components import travel
from dashboards.components.base import component
from dashboards.i18n import words

_render = component(__file__, travel.SCRIPT, "instruction_link")


class Cell(TypedDict, total=False):
    """One cell: its text, a remark under it, its kind (number, strong, quiet), and for a code the shape and colour.

    `href` is where a small link beside the text leads, `link_text` its text and `link_hint` a tooltip. `order` is what
    a number is sorted by.
    """

    text: str
    note: str
    kind: str
    shape: str
    colour: str
    href: str
    link_text: str
    link_hint: str
    order: float


class Row(TypedDict):
    """One row; without a key it cannot be opened."""

    key: str | None
    cells: list[Cell]


def text(content: str, note: str = "", kind: str = "") -> Cell:
    """Return a cell of text."""
    return Cell(text=content, note=note, kind=kind)


def number(content: str) -> Cell:
    """Return a cell of a number that is a text already."""
    return Cell(text=content, kind="number")


def code(word: str | None, shape: str | None, colour: str | None) -> Cell:
    """Return a cell of a code: its shape and its word, and the colour of the shape."""
    return Cell(text=word or "", shape=shape or "", colour=colour or "", kind="")


def draw(
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    key: str,
    caption: str = "",
    hints: Sequence[str] = (),
    sortable: bool = False,
    widths: Sequence[str] = (),
    pressed: str | None = None,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Draw a table; a click, Enter or space on a row calls `on_pick` with its key.

    `hints` say what the columns mean, where a head is pointed at; the heads of a `sortable` table sort its rows.
    Tables with the same `widths` of their columns stand one below the other in line.
    """

    def handle_pick() -> None:
        picked = st.session_state[key].get("pick")
        if on_pick is not None and any(row["key"] == picked for row in rows):
            on_pick(str(picked))

    data: dict[str, Any] = {
        "heads": list(heads),
        "rows": list(rows),
        "caption": caption,
        "pressed": pressed,
        "hints": list(hints),
        "widths": list(widths),
        "sortHint": words.SORT_HINT if sortable else "",
    }
    _render(key=key, data=data, on_pick_change=handle_pick)
