"""A station's communities by one KPI, as far as small numbers may be disclosed; computed behind the screen."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import MARKS, THEN
from core.catalogue.kpi_model import Kpi
from core.features.stations.change_text import contribution_text, sentences
from core.features.stations.types import ChangeComponent, CommunityBreakdown, CommunityChange
from core.metrics.display import figure_text
from core.metrics.types import Board
from dashboards.components import export, older_answer, table
from dashboards.i18n import words as common
from dashboards.i18n.words import older_answers
from dashboards.i18n.words import station as words
from dashboards.pages.station import composition, pending
from dashboards.queries import database, session, station
from dashboards.queries.background import PendingResult


def draw(unit: int, kpi_id: str, kpi: Kpi, board: Board) -> None:
    """Draw the communities; until they are computed, a note that they are being computed."""
    st.markdown(f"### {words.COMMUNITIES.format(kpi=kpi.label)}", help=words.COMMUNITY_HELP)
    if not any(child.kind == "community" for child in session.units().children(unit)):
        st.info(words.NO_COMMUNITIES)
        return

    def ask() -> PendingResult[CommunityBreakdown] | None:
        return station.communities(unit, kpi_id, board)

    result = ask()
    if result is None:
        pending.draw(lambda: ask() is not None)
    elif result.answer is None:
        st.info(words.FAILED)
    else:
        older_answer.draw(older_answers.COMMUNITIES, result, ask)
        _draw_breakdown(kpi, result.answer)
        composition.draw(unit, result.answer.decomposition)


def _draw_breakdown(kpi: Kpi, breakdown: CommunityBreakdown) -> None:
    decomposition = breakdown.decomposition
    window, base = decomposition.window, decomposition.base_window
    least = database.catalogue().small_numbers.least
    st.caption(
        words.COMMUNITY_SPAN.format(
            start=window.start, end=window.end, base_start=base.start, base_end=base.end, least=least
        )
    )
    if not decomposition.components and not any(_has_figure(community) for community in breakdown.communities):
        st.info(decomposition.reason)
        return
    for text in sentences(kpi, decomposition):
        st.text(text)
    components = {component.zh: component for component in decomposition.components}
    rows = [_cells(kpi, community, components.get(community.zh)) for community in breakdown.communities]
    rows += [_remainder_cells(kpi, component) for component in decomposition.components if component.judgement is None]
    heads = [head.format(then=THEN[decomposition.change_kind]) for head in words.COMMUNITY_HEADS]
    places = [at for at in range(len(heads)) if any(cells[at]["text"] not in ("", common.NO_DATA) for cells in rows)]
    shown_rows = [table.Row(key=None, cells=[cells[at] for at in places]) for cells in rows]
    table.draw([heads[at] for at in places], shown_rows, key="communities")  # why a column is missing is said above
    title = words.COMMUNITIES.format(kpi=kpi.zh)
    sheet = export.sheet_of_rows(title, heads, [[cell["text"] for cell in cells] for cells in rows], window.end)
    export.draw(sheet, "communities")


def _has_figure(community: CommunityChange) -> bool:
    return community.figure.value is not None or community.base_figure.value is not None


def _cells(kpi: Kpi, community: CommunityChange, component: ChangeComponent | None) -> list[table.Cell]:
    judged = community.judgement
    return [
        table.text(community.zh),
        table.number(figure_text(kpi, community.base_figure)),
        table.number(figure_text(kpi, community.figure)),
        table.number(common.NO_DATA if component is None else contribution_text(kpi, component.contribution)),
        table.text("" if component is None else f"{MARKS[judged.verdict]} {judged.label}", kind="nowrap"),
    ]


def _remainder_cells(kpi: Kpi, component: ChangeComponent) -> list[table.Cell]:
    return [
        table.text(component.zh, kind="quiet"),
        table.number(figure_text(kpi, component.base_figure)),
        table.number(figure_text(kpi, component.figure)),
        table.number(contribution_text(kpi, component.contribution)),
        table.text(""),
    ]
