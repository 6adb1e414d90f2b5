"""The way to another page in the same tab, from a component: its links are addresses, a click comes back as one."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboards.components import choices
from dashboards.registry import PageEntry, entries_for, entry_at, url_path
from dashboards.settings import base_path

_PENDING = "page_to_open"


def href(entry: PageEntry, **params: str) -> str:
    """Return the address of a page as the browser knows it, with the choices that go along, and further parameters."""
    query = urlencode(choices.carried(entry) | params)
    return f"{base_path()}/{url_path(entry)}{f'?{query}' if query else ''}"


def ask_for(address: str) -> None:
    """Note the page that a click asked for; `follow` opens it at the next run. An address of others is passed over."""
    path, _, query = address.removeprefix(base_path()).partition("?")
    entry = entry_at(path.strip("/"))
    if entry is not None:
        st.session_state[_PENDING] = (entry.address, dict(parse_qsl(query)))


def follow(*, demo: bool) -> None:
    """Open the page that was asked for, if one was. The page at hand is not drawn again before."""
    pending = st.session_state.pop(_PENDING, None)
    if pending is None:
        return
    address, params = pending
    for entry in entries_for(demo=demo):
        if entry.address == address:
            st.switch_page(entry.file, query_params=params)
