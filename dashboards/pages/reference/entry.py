"""The KPIs that were looked for as a list, and the one that is open beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.features.reference.documents import reference_html
from core.features.reference.kpi_reference import KpiReference
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download
from dashboards.components.base import component
from dashboards.i18n.words import reference as words

KEY, ADDRESS = "reference", "kpi"
_render = component(__file__)


def search(entries: Sequence[KpiReference], query: str) -> list[KpiReference]:
    """Return the entries that hold every word of a query."""
    query_words = query.casefold().split()
    return [entry for entry in entries if all(word in entry.search_text().casefold() for word in query_words)]


def draw_download(entries: Sequence[KpiReference]) -> None:
    """Draw the button that hands out all of it as a file."""
    reference = PreparedFile(words.FILE, "text/html", lambda: reference_html(entries).encode())
    download.button(words.DOWNLOAD, reference, key="reference_file")


def _pick() -> None:
    if picked := st.session_state[KEY].get("pick"):
        st.query_params[ADDRESS] = picked


def draw(entries: Sequence[KpiReference]) -> None:
    """Draws list and entry; the open one is in the address."""
    if not entries:
        st.info(words.NONE)
        return
    opened = next((entry for entry in entries if entry.id == st.query_params.get(ADDRESS)), entries[0])
    data = {
        "count": words.MATCH_COUNT.format(count=len(entries)),
        "list": [[entry.id, entry.zh, entry.domain] for entry in entries],
        "id": opened.id,
        "zh": opened.zh,
        "en": opened.en,
        "lines": opened.lines,
        "example": f"{words.EXAMPLE}：{opened.example.title}",
        "heads": opened.example.heads,
        "rows": opened.example.rows,
        "told": [
            f"{words.ARITHMETIC}：{opened.example.arithmetic}",
            f"{words.RESULT}：{opened.example.results}",
        ],
    }
    _render(key=KEY, data=data, on_pick_change=_pick)
