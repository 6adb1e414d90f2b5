"""Layers of the map: departures, the stations' figures, their codes, and the communities of one.

Each is asked for by a switch and kept in the address; codes and communities are computed behind the screens.
"""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from core.metrics.types import Board
from dashboards.background.questions import Codes, CommunityBoard, StationCodes
from dashboards.queries import session, unit_places
from dashboards.queries.background import PendingResult, in_background

KEY = "layer"


class Layer(StrEnum):
    """Layers of the map, as the address names them."""

    DEPARTURES = "departures"
    FIGURES = "figures"
    CODES = "codes"
    COMMUNITIES = "communities"


def possible(chosen: int | None, *, has_stations: bool) -> list[Layer]:
    """Return the layers that can be shown: codes only of stations, communities only of one that is chosen."""
    codes = [Layer.CODES] if has_stations else []
    return [Layer.DEPARTURES, Layer.FIGURES, *codes, *([] if chosen is None else [Layer.COMMUNITIES])]


def current(chosen: int | None, *, has_stations: bool) -> Layer:
    """Return the layer that the address asks for, where it is possible.

    Without one it is where something departs, or the figures of the KPI that somebody has chosen.
    """
    requested = str(st.query_params.get(KEY, ""))
    if requested in possible(chosen, has_stations=has_stations):
        return Layer(requested)
    return Layer.FIGURES if st.query_params.get("kpi") else Layer.DEPARTURES


def pick(layer: str) -> None:
    """Show a layer."""
    if layer in list(Layer):
        st.query_params[KEY] = layer


def communities(board: Board, kpi: str, station: int) -> PendingResult[Board] | None:
    """Return the figures of a KPI of a station and its communities over the days of a board; None while computed."""
    period = f"{board.period.start}..{board.period.end}"
    return in_background(CommunityBoard(session.scope(), kpi, station, period, board.as_of))


def codes(board: Board) -> PendingResult[StationCodes] | None:
    """Return the codes of a board's stations over the last complete month; None while they are computed."""
    opened = board.units[0].id
    return in_background(Codes(session.scope(), opened if opened in unit_places.counties() else None))
