"""The last step down: the classes of one community's alerts, as far as small numbers may be disclosed."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import THEN
from core.features.stations.types import ChangeDecomposition
from core.metrics.types import ClassShare
from dashboards.components import export, older_answer, table
from dashboards.i18n import words as common
from dashboards.i18n.words import older_answers
from dashboards.i18n.words import station as words
from dashboards.pages.station import pending
from dashboards.queries import session, station
from dashboards.queries.background import PendingResult
from dashboards.server.sent_numbers import whole_number

COMMUNITY = "community"
_PICKED_KEY = "station_community"


def draw(unit: int, decomposition: ChangeDecomposition) -> None:
    """Draw the choice of a community, kept in the address, and the classes of its alerts over the days shown above."""
    names = {child.id: child.name for child in session.units().children(unit) if child.kind == COMMUNITY}
    requested = str(st.query_params.get(COMMUNITY, ""))
    number = whole_number(requested)
    st.session_state[_PICKED_KEY] = number if number in names else None

    def keep_in_address() -> None:
        picked = st.session_state[_PICKED_KEY]
        if picked is None:
            st.query_params.pop(COMMUNITY, None)
        else:
            st.query_params[COMMUNITY] = str(picked)

    community = st.selectbox(
        words.COMPOSITION,
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=_PICKED_KEY,
        on_change=keep_in_address,
        placeholder=words.PICK_COMMUNITY,
        width=320,
        help=words.COMMUNITY_HELP,
    )
    if community is None:
        return

    def ask() -> PendingResult[tuple[ClassShare, ...]] | None:
        return station.community_composition(community, decomposition)

    result = ask()
    if result is None:
        pending.draw(lambda: ask() is not None)
    elif result.answer is None:
        st.info(words.FAILED)
    else:
        older_answer.draw(older_answers.COMPOSITION, result, ask)
        _draw_classes(names[community], result.answer, decomposition)


def _draw_classes(name: str, shares: tuple[ClassShare, ...], decomposition: ChangeDecomposition) -> None:
    window = decomposition.window
    heads = [words.CLASS, THEN["yoy"], words.NOW]
    by_frequency = sorted(shares, key=lambda share: -(share.value or 0))
    texts = [[share.zh, common.amount(share.base), common.amount(share.value)] for share in by_frequency]
    rows: list[table.Row] = [
        {"key": None, "cells": [table.text(zh), table.number(then), table.number(now)]} for zh, then, now in texts
    ]
    caption = words.COMPOSITION_SPAN.format(start=window.start, end=window.end)
    table.draw(heads, rows, key="made_of", caption=caption)
    title = words.COMPOSITION_TITLE.format(unit=name)
    export.draw(export.sheet_of_rows(title, heads, texts, window.end), "made_of")
