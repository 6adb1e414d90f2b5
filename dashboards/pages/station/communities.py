"""A station's communities by one KPI, as far as their small numbers may be told; worked out behind the screen."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import MARKS, THEN
from core.catalogue.kpi_model import Kpi
from core.features.stations.change_text import contribution_text, sentences
from core.features.stations.types import ChangeComponent, CommunityBreakdown, CommunityChange
from core.metrics.display import figure_text
from core.metrics.types import Board
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n import words as common
from dashboards.i18n.words import station as words
from dashboards.pages.station import composition as station_made
from dashboards.queries import database, session, station

_EVERY = 2.0  # seconds between two looks whether the answer is there


def draw(unit: int, kpi_id: str, kpi: Kpi, board: Board) -> None:
    """Draws the communities; until they are worked out, that they are being worked out."""
    st.markdown(f"### {words.COMMUNITIES.format(kpi=kpi.label)}", help=words.COMMUNITY_HELP)
    if not any(one.kind == "community" for one in session.units().children(unit)):
        st.info(words.NO_COMMUNITIES)
        return
    found = station.communities(unit, kpi_id, board)
    if found is None:
        _waiting(unit, kpi_id, board)
    elif found.answer is None:
        st.info(words.FAILED)
    else:
        _draw(kpi, found.answer)
        station_made.draw(unit, found.answer.decomposition)


@st.fragment(run_every=_EVERY)
def _waiting(unit: int, kpi_id: str, board: Board) -> None:
    if station.communities(unit, kpi_id, board) is not None:
        st.rerun()
    st.info(words.WORKING)


def _draw(kpi: Kpi, found: CommunityBreakdown) -> None:
    moved = found.decomposition
    window, base = moved.window, moved.base_window
    least = database.catalogue().small_numbers.least
    st.caption(
        words.COMMUNITY_SPAN.format(
            start=window.start, end=window.end, base_start=base.start, base_end=base.end, least=least
        )
    )
    if not moved.components and all(
        one.figure.value is None and one.base_figure.value is None for one in found.communities
    ):
        st.info(moved.reason)
        return
    for text in sentences(kpi, moved):
        st.text(text)
    parts = {part.zh: part for part in moved.components}
    rows = [_cells(kpi, one, parts.get(one.zh)) for one in found.communities]
    rows += [_rest(kpi, part) for part in moved.components if part.judgement is None]
    heads = [head.format(then=THEN[moved.change_kind]) for head in words.COMMUNITY_HEADS]
    table.draw(heads, [{"key": None, "cells": cells} for cells in rows], key="communities")
    title = words.COMMUNITIES.format(kpi=kpi.zh)
    taken = take_away.sheet_of_rows(title, heads, [[cell["text"] for cell in cells] for cells in rows], window.end)
    take_away.draw(taken, "communities")


def _cells(kpi: Kpi, one: CommunityChange, part: ChangeComponent | None) -> list[table.Cell]:
    return [
        table.text(one.zh),
        table.number(figure_text(kpi, one.base_figure)),
        table.number(figure_text(kpi, one.figure)),
        table.number(common.NO_DATA if part is None else contribution_text(kpi, part.contribution)),
        table.text("" if part is None else f"{MARKS[one.judgement.verdict]} {one.judgement.verdict}", kind="nowrap"),
    ]


def _rest(kpi: Kpi, part: ChangeComponent) -> list[table.Cell]:
    texts = [table.number(figure_text(kpi, figure)) for figure in (part.base_figure, part.figure)]
    return [
        table.text(part.zh, kind="quiet"),
        *texts,
        table.number(contribution_text(kpi, part.contribution)),
        table.text(""),
    ]
