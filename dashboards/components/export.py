"""Figures taken away as a file: the reason is asked for first, and written into the audit before the file is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.access.scoped_engine import LONGEST_REASON
from core.export import Sheet, as_csv, as_xlsx
from dashboards.components import table
from dashboards.i18n import words
from dashboards.i18n.words import export as own
from dashboards.queries import boards, database, session

FORMS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv", as_csv),
}


def sheet(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], as_of: date | None = None) -> Sheet:
    """A table as a file has it: with the unit it is of, the day of its data, and 演示数据 where it applies."""
    day = as_of or boards.as_of()
    remarks = [session.units().root.name, f"{words.AS_OF} {day}", *([words.DEMO] if database.is_demo() else [])]
    return Sheet(title, remarks, list(heads), rows)


def frame(title: str, shown: pd.DataFrame, columns: Mapping[str, Any], as_of: date | None = None) -> Sheet:
    """The same of a frame, its columns named as on the screen, where the unit of a number stands in its name."""
    heads = [(columns.get(name) or {}).get("label") or name for name in shown.columns]
    rows = [[_whole(cell) for cell in row] for row in shown.astype(object).to_numpy().tolist()]
    return sheet(title, heads, rows, as_of)


def _whole(cell: object) -> object:
    """A frame makes whole numbers broken ones as soon as one of a column is absent."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def draw(taken: Sheet, key: str, label: str = own.DOWNLOAD, *, on_paper: bool = False) -> None:
    """A button that opens the question of why; with an answer, the table can be had in either form.

    `on_paper` prints the whole of it, in place of what the screen shows only a part of.
    """
    if on_paper:
        _paper(taken, key)
    files = [File(ending, own.FORMS[ending], mime, partial(make, taken)) for ending, (mime, make) in FORMS.items()]
    draw_files(taken.title, files, key, label)


@dataclass(frozen=True)
class File:
    """A form that something can be had in: the name's ending, the button's words, its type, and what makes it."""

    ending: str
    label: str
    mime: str
    make: Callable[[], bytes]


def draw_files(title: str, files: Sequence[File], key: str, label: str) -> None:
    """The same button for files of any kind, all named by the title."""
    door = session.engine()  # of whoever looks now; the file is made later, outside the page's run
    with st.container(key=f"take_{key}", width="content"), st.popover(label):
        reason = st.text_input(
            own.REASON, placeholder=own.REASON_EXAMPLE, max_chars=LONGEST_REASON, key=f"{key}_reason"
        )

        def noted(name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
            def made() -> bytes:
                door.take_away(name, reason)
                return make()

            return made

        with st.container(horizontal=True):
            for one in files:
                name = f"{title}.{one.ending}"
                st.download_button(
                    one.label, noted(name, one.make), name, one.mime,
                    on_click="ignore", disabled=not reason.strip(), key=f"{key}_{one.ending}", type="primary",
                )  # fmt: skip


def _paper(taken: Sheet, key: str) -> None:
    cells = [[table.text("" if cell is None or cell != cell else str(cell)) for cell in row] for row in taken.rows]
    with st.container(key=f"paper_{key}"):
        table.draw(taken.headers, [{"key": None, "cells": row} for row in cells], key=f"{key}_printed")
