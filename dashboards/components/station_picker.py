"""Choice of a station, or of all that the viewer may see, kept in the page's address."""

from __future__ import annotations

import streamlit as st

from core.store.unit_words import placed_full_name
from dashboards.components import choices
from dashboards.i18n.words import dockets as words
from dashboards.queries import session
from dashboards.registry import Choice


def draw(key: str) -> int:
    """Draw the choice and return the unit shown."""
    tree = session.units()
    names = {tree.root.id: words.ALL} | {unit.id: placed_full_name(tree, unit) for unit in tree.stations(tree.root.id)}
    if tree.root.kind == "station":
        names = {tree.root.id: tree.root.name}
    in_address = choices.station_in_address()
    state_key = f"{key}_station"
    st.session_state[state_key] = in_address if in_address in names else tree.root.id

    def keep_in_address() -> None:
        picked = st.session_state[state_key]
        if picked == tree.root.id:
            st.query_params.pop(Choice.UNIT, None)
        else:
            st.query_params[Choice.UNIT] = str(picked)

    return int(
        st.selectbox(
            words.STATION,
            list(names),
            format_func=names.__getitem__,
            key=state_key,
            on_change=keep_in_address,
            width=220,
        )
    )
