"""The KPIs that were looked for as a list, and the one that is open beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.reference.document import html
from core.features.reference.entry import Entry
from dashboards.components.base import component
from dashboards.i18n.words import reference as words

KEY, ADDRESS = "reference", "kpi"
_render = component(__file__)


def found(entries: Sequence[Entry], asked: str) -> list[Entry]:
    """Those that hold every word that was asked for."""
    wanted = asked.casefold().split()
    return [one for one in entries if all(word in one.text().casefold() for word in wanted)]


def download(entries: Sequence[Entry]) -> None:
    """All of it as a file."""
    st.download_button(
        words.DOWNLOAD, lambda: html(entries).encode(), words.FILE, "text/html", on_click="ignore", width="content"
    )


def _pick() -> None:
    if picked := st.session_state[KEY].get("pick"):
        st.query_params[ADDRESS] = picked


def draw(entries: Sequence[Entry]) -> None:
    """Draws list and entry; the open one is in the address."""
    if not entries:
        st.info(words.NONE)
        return
    shown = next((one for one in entries if one.id == st.query_params.get(ADDRESS)), entries[0])
    data = {
        "count": words.FOUND.format(count=len(entries)),
        "list": [[one.id, one.zh, one.domain] for one in entries],
        "id": shown.id,
        "zh": shown.zh,
        "en": shown.en,
        "lines": shown.lines,
        "example": f"{words.EXAMPLE}：{shown.example.title}",
        "heads": shown.example.heads,
        "rows": shown.example.rows,
        "told": [
            f"{words.ARITHMETIC}：{shown.example.arithmetic}",
            f"{words.RESULT}：{shown.example.results}",
        ],
    }
    _render(key=KEY, data=data, on_pick_change=_pick)
