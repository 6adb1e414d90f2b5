"""The scenes of the wall: which panels stand below the tiles. A panel is a function of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.catalogue.model import Kpi
from core.engine.answers import Board
from dashboards import data, words
from dashboards.parts import chief_state as state
from dashboards.parts import classes, hours, panel, ranking, station_map, trend
from dashboards.parts.snapshot import View

KEY = "scene"
ALERTS = "alerts_valid"  # what hours and classes divide


@dataclass(frozen=True)
class Shown:
    """What a scene shows: an answer, the KPI chosen, and the station chosen, if any."""

    view: View
    kpi_id: str
    chosen: int | None

    @property
    def board(self) -> Board:
        """The figures."""
        return self.view.board

    @property
    def alerts(self) -> Board:
        """The board that the alerts are of: as of their own day, should their source be late."""
        return self.board.of(ALERTS)

    @property
    def kpi(self) -> Kpi:
        """The KPI chosen."""
        return self.view.catalogue.kpis[self.kpi_id]


Panel = Callable[[Shown], None]


def _map(shown: Shown) -> None:
    station_map.draw(shown.board, shown.kpi_id, shown.kpi, shown.chosen, state.pick_unit)


def _trend(shown: Shown) -> None:
    trend.draw(shown.board, shown.kpi_id, shown.kpi, shown.view.unit.id)


def _ranking(shown: Shown) -> None:
    ranking.draw(shown.board, shown.kpi_id, shown.kpi, shown.chosen)


def _hours(shown: Shown) -> None:
    board = shown.alerts
    hours.draw(data.hours(shown.view.unit.id, board.period), panel.age(shown.board, ALERTS))


def _classes(shown: Shown) -> None:
    board, unit = shown.alerts, shown.view.unit.id
    base = board.changes[ALERTS, board.units[0].id, "yoy"].base
    classes.draw(data.composition(unit, board.period, base, board.as_of), panel.age(shown.board, ALERTS))


SCENES: dict[str, tuple[Panel, ...]] = {
    "overview": (_map, _trend, _ranking, _hours),
    "alerts": (_map, _trend, _classes, _hours),
}


def chosen() -> str:
    """The scene shown: the one in the address, otherwise the first."""
    asked = st.query_params.get(KEY, "")
    return asked if asked in SCENES else next(iter(SCENES))


def shows_classes() -> bool:
    """Whether the scene needs the composition of the alerts."""
    return _classes in SCENES[chosen()]


def _picked() -> None:
    st.query_params[KEY] = st.session_state[KEY]


def picker() -> None:
    """Draws the picker."""
    st.session_state[KEY] = chosen()
    st.segmented_control(
        words.SCENE,
        list(SCENES),
        key=KEY,
        format_func=words.SCENES.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=_picked,
        width="content",
    )


def draw(shown: Shown) -> None:
    """Draws the panels of the scene, each on its own: one that fails takes no other with it."""
    for one in SCENES[chosen()]:
        panel.draw(one.__name__.strip("_"), partial(one, shown))
