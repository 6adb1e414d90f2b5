"""Pages of a long list: a screen shows a few rows at a time, paper and whoever asks for it all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from dashboards.i18n.words import dockets as words

PAGE_ROWS = 50
Record = TypeVar("Record")


def draw_pager(records: Sequence[Record], key: str) -> Sequence[Record]:
    """Draw the way through a list and return the records of the page shown; nothing is drawn where one holds all."""
    if len(records) <= PAGE_ROWS:
        return records
    page_key, last = f"{key}_page", (len(records) - 1) // PAGE_ROWS
    page = min(st.session_state.get(page_key, 0), last)
    with st.container(key=f"pager_{key}", horizontal=True, vertical_alignment="center", gap="small"):
        if st.toggle(words.ALL_ROWS, key=f"{key}_whole", help=words.ALL_ROWS_HELP):
            st.text(words.ROWS_IN_ALL.format(count=len(records)), width="content")
            return records
        st.button(words.BEFORE, key=f"{key}_before", disabled=page == 0, on_click=_turn, args=(page_key, page - 1))
        st.button(words.AFTER, key=f"{key}_after", disabled=page == last, on_click=_turn, args=(page_key, page + 1))
        first = page * PAGE_ROWS
        page_records = records[first : first + PAGE_ROWS]
        text = words.ROWS_SHOWN.format(first=first + 1, last=first + len(page_records), count=len(records))
        st.text(text, width="content")
    return page_records


def _turn(page_key: str, page: int) -> None:
    st.session_state[page_key] = page
