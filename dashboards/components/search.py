"""The search: Ctrl+K or / opens it, what is typed is looked up on the server, Enter opens what is found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from dashboards.components import travel
from dashboards.components.base import component
from dashboards.i18n.words import navigation as words
from dashboards.queries import pages, search

KEY = "search"
_render = component(__file__, travel.SCRIPT)


@st.fragment
def draw(place: str) -> None:
    """Draw the button and its dialog; `place` is desk or wall. Only this part runs again while somebody types."""
    typed = str((st.session_state.get(KEY) or {}).get("query") or "")
    hits = search.find(typed)
    data = {
        "place": place,
        "label": words.SEARCH,
        "keys": words.SEARCH_KEYS,
        "hint": words.SEARCH_HINT,
        "help": words.SEARCH_HELP,
        "close": words.CLOSE_SEARCH,
        "waiting": words.SEARCHING,
        "query": typed,
        "groups": _groups(hits),
        "status": words.FOUND_COUNT.format(count=len(hits)) if hits else words.NOTHING_FOUND.format(query=typed),
    }
    _render(key=KEY, data=data, on_query_change=lambda: None)


def _groups(hits: Sequence[search.Hit]) -> list[dict[str, Any]]:
    """Return what was found as data: a group a kind."""
    return [
        {"name": str(kind), "hits": [_hit_data(hit) for hit in group]}
        for kind, group in groupby(hits, key=lambda hit: hit.kind)
    ]


def _hit_data(hit: search.Hit) -> dict[str, str]:
    return {"name": hit.name, "note": hit.note, "href": travel.href(pages.page_of(hit.page), **dict(hit.params))}
