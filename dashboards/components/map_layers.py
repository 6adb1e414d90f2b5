"""What the map shows besides the stations' figures: the communities of a station, and the codes of the stations.

Both are asked for by a switch, kept in the address, and worked out behind the screens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.catalogue.index_model import Bands
from core.engine import Engine
from core.features.indices.types import Standing
from core.metrics.types import Board
from dashboards.auth import current_user
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import QueryKey

T = TypeVar("T")
KEY = "layer"
FIGURES, CODES, COMMUNITIES = "", "codes", "communities"


def layer(chosen: int | None) -> str:
    """Which layer the address asks for; communities only of a station that is chosen."""
    asked = str(st.query_params.get(KEY, ""))
    possible = (CODES,) if chosen is None else (CODES, COMMUNITIES)
    return asked if asked in possible else FIGURES


def pick(wanted: str) -> None:
    """Shows a layer."""
    if wanted in (CODES, COMMUNITIES):
        st.query_params[KEY] = wanted
    else:
        st.query_params.pop(KEY, None)


def communities(board: Board, kpi: str, station: int) -> PendingResult[Board] | None:
    """A KPI of a station and its communities over the days of a board; None while it is worked out.

    Small numbers are left out by the engine as everywhere, which can take seconds when it is first asked.
    """
    viewer = current_user.required()
    period, as_of = f"{board.period.start}..{board.period.end}", board.as_of

    def answer(engine: Engine) -> Board:
        door = ScopedEngine(engine, viewer, lambda _action, _detail: None)
        below = [one.id for one in door.units.below(station) if one.kind == "community"]
        found = door.board(station, period, as_of, [kpi], 0, below)
        return replace(found, figures=dict(found.figures))

    return in_background(QueryKey(viewer.scope, "community_board", (kpi, station, period, as_of)), answer)


@dataclass(frozen=True)
class Coded:
    """The codes of the stations, with the bands they are cut by, the worst first."""

    standing: Standing
    bands: Bands


def codes() -> PendingResult[Coded] | None:
    """The codes of the stations over the last month that is over; None while they are worked out."""
    viewer = current_user.required()

    def answer(engine: Engine) -> Coded:
        lists = ScopedIndices(engine, viewer)
        found = lists.standing(lists.code_index("station"), lists.last_month(), "station")
        return Coded(found, engine.catalogue.bands[found.index.bands])

    return in_background(QueryKey(viewer.scope, "codes", ()), answer)
