"""Choice of a station, or of all that the viewer may see."""

from __future__ import annotations

import streamlit as st

from dashboards.i18n.words import dockets as words
from dashboards.queries import session


def draw(key: str) -> int:
    """Draw the choice and return the unit shown."""
    tree = session.units()
    names = {tree.root.id: words.ALL} | {unit.id: unit.name for unit in tree.stations(tree.root.id)}
    if tree.root.kind == "station":
        names = {tree.root.id: tree.root.name}
    return int(st.selectbox(words.STATION, list(names), format_func=names.__getitem__, key=f"{key}_station", width=220))
