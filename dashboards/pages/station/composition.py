"""The last step down: of which classes one community's alerts are made, as far as they may be told."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import THEN
from core.features.stations.types import ChangeDecomposition
from core.metrics.types import ClassShare
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n import words as common
from dashboards.i18n.words import station as words
from dashboards.queries import session, station

COMMUNITY = "community"
_PICKED = "station_community"
_EVERY = 2.0  # seconds between two looks whether the answer is there


def draw(unit: int, moved: ChangeDecomposition) -> None:
    """The choice of a community, kept in the address, and the classes of its alerts over the days shown above."""
    below = {one.id: one.name for one in session.units().children(unit) if one.kind == COMMUNITY}
    asked = str(st.query_params.get(COMMUNITY, ""))
    number = int(asked) if asked.isdecimal() else 0
    st.session_state[_PICKED] = number if number in below else None

    def picked() -> None:
        chosen = st.session_state[_PICKED]
        if chosen is None:
            st.query_params.pop(COMMUNITY, None)
        else:
            st.query_params[COMMUNITY] = str(chosen)

    chosen = st.selectbox(
        words.MADE_OF, list(below), index=None, format_func=below.__getitem__, key=_PICKED, on_change=picked,
        placeholder=words.PICK_COMMUNITY, width=320, help=words.COMMUNITY_HELP,
    )  # fmt: skip
    if chosen is None:
        return
    found = station.community_composition(chosen, moved)
    if found is None:
        _waiting(chosen, moved)
    elif found.answer is None:
        st.info(words.FAILED)
    else:
        _draw(below[chosen], found.answer, moved)


@st.fragment(run_every=_EVERY)
def _waiting(community: int, moved: ChangeDecomposition) -> None:
    if station.community_composition(community, moved) is not None:
        st.rerun()
    st.info(words.WORKING)


def _draw(name: str, shares: tuple[ClassShare, ...], moved: ChangeDecomposition) -> None:
    ordered = sorted(shares, key=lambda one: -(one.value or 0))
    heads = [words.CLASS, THEN["yoy"], words.NOW]
    cells = [[one.zh, common.amount(one.base), common.amount(one.value)] for one in ordered]
    rows: list[table.Row] = [
        {"key": None, "cells": [table.text(zh), table.number(then), table.number(now)]} for zh, then, now in cells
    ]
    table.draw(
        heads, rows, key="made_of", caption=words.MADE_SPAN.format(start=moved.window.start, end=moved.window.end)
    )
    title = words.MADE_TITLE.format(unit=name)
    take_away.draw(take_away.sheet_of_rows(title, heads, cells, moved.window.end), "made_of")
