"""Layers of the map: departures, the stations' figures, their codes, and the communities of one.

Each is asked for by a switch and kept in the address; codes and communities are computed behind the screens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import streamlit as st

from core.access.context import RequestContext
from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.catalogue.index_model import Bands
from core.engine import Engine
from core.features.indices.types import IndexTable
from core.metrics.types import Board
from dashboards.auth import current_user
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import QueryKey

KEY = "layer"


class Layer(StrEnum):
    """Layers of the map, as the address names them."""

    DEPARTURES = "departures"
    FIGURES = "figures"
    CODES = "codes"
    COMMUNITIES = "communities"


def current(chosen: int | None) -> Layer:
    """Return the layer that the address asks for; communities only of a station that is chosen.

    Without one it is where something departs, or the figures of the KPI that somebody has chosen.
    """
    requested = str(st.query_params.get(KEY, ""))
    possible = [layer for layer in Layer if layer is not Layer.COMMUNITIES or chosen is not None]
    if requested in possible:
        return Layer(requested)
    return Layer.FIGURES if st.query_params.get("kpi") else Layer.DEPARTURES


def pick(layer: str) -> None:
    """Show a layer."""
    if layer in list(Layer):
        st.query_params[KEY] = layer


def communities(board: Board, kpi: str, station: int) -> PendingResult[Board] | None:
    """Return a KPI of a station and its communities over the days of a board; None while it is computed.

    Small numbers are left out by the engine as everywhere, which can take seconds when it is first asked.
    """
    viewer = current_user.required()
    period, as_of = f"{board.period.start}..{board.period.end}", board.as_of

    def compute(engine: Engine) -> Board:
        scoped_engine = ScopedEngine(RequestContext(engine, viewer))
        community_ids = [unit.id for unit in scoped_engine.units.below(station) if unit.kind == "community"]
        community_board = scoped_engine.board(station, period, as_of, [kpi], 0, community_ids)
        return replace(community_board, figures=dict(community_board.figures))

    return in_background(QueryKey(viewer.scope, "community_board", (kpi, station, period, as_of)), compute)


@dataclass(frozen=True)
class StationCodes:
    """The codes of the stations, with the bands they are cut by, the worst first."""

    index_table: IndexTable
    bands: Bands


def codes() -> PendingResult[StationCodes] | None:
    """Return the codes of the stations over the last complete month; None while they are computed."""
    viewer = current_user.required()

    def compute(engine: Engine) -> StationCodes:
        scoped_indices = ScopedIndices(RequestContext(engine, viewer))
        index_table = scoped_indices.table(scoped_indices.code_index("station"), scoped_indices.last_month(), "station")
        return StationCodes(index_table, engine.catalogue.bands[index_table.index.bands])

    return in_background(QueryKey(viewer.scope, "codes", ()), compute)
