"""The panels of a scene. A panel is a function of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.catalogue.model import Kpi
from core.catalogue.scene_model import Panel, Scene
from core.metrics.types import Board
from dashboards.components import campaign_panel, ranking
from dashboards.components import last_good as panel
from dashboards.components import map as station_map
from dashboards.pages.chief import classes, hours, state, trend
from dashboards.pages.chief.snapshot import WallView
from dashboards.queries import boards, campaigns

ALERTS = "alerts_valid"  # the KPI whose days hours and classes are of


@dataclass(frozen=True)
class SceneContext:
    """What a scene shows: an answer, the KPI chosen, and the station chosen, if any."""

    view: WallView
    kpi_id: str
    chosen: int | None

    @property
    def board(self) -> Board:
        """The figures."""
        return self.view.board

    @property
    def scene(self) -> Scene:
        """The scene as declared."""
        return self.view.catalogue.scenes[self.view.scene]

    @property
    def kpi(self) -> Kpi:
        """The KPI chosen."""
        return self.view.catalogue.kpis[self.kpi_id]

    @property
    def alerts(self) -> Board:
        """The board that the alerts are of: as of their own day, should their source be late."""
        return self.board.board_of(ALERTS)


def _map(shown: SceneContext) -> None:
    station_map.draw(shown.board, shown.kpi_id, shown.kpi, shown.chosen, state.pick_unit)


def _trend(shown: SceneContext) -> None:
    trend.draw(shown.board, shown.kpi_id, shown.kpi, shown.view.unit.id)


def _ranking(shown: SceneContext) -> None:
    ranking.draw(shown.board, shown.kpi_id, shown.kpi, shown.chosen)


def _hours(shown: SceneContext) -> None:
    board, measure = shown.alerts, shown.scene.hours
    try:
        counts: list[list[int]] | str = boards.hours(shown.view.unit.id, board.period, measure)
    except LookupError as refused:  # small numbers that are protected
        counts = str(refused)
    hours.draw(counts, shown.view.catalogue.measures[measure].zh, panel.age(shown.board, ALERTS))


def _classes(shown: SceneContext) -> None:
    board, unit = shown.alerts, shown.view.unit.id
    base = board.changes[board.kpis[0], board.units[0].id, "yoy"].base
    classes.draw(boards.composition(unit, board.period, base, board.as_of), panel.age(shown.board, ALERTS))


def _campaign(shown: SceneContext) -> None:
    """The campaign that runs at the board's day."""
    running = campaign_panel.running_campaign(shown.view.catalogue, shown.board.as_of)
    assert running is not None  # what stands in its place is decided before it is drawn
    found = campaigns.campaign(running, shown.view.unit.id)
    campaign_panel.draw(found, shown.view.catalogue, found.units[0].id)


PANELS: dict[Panel, Callable[[SceneContext], None]] = {
    "map": _map,
    "trend": _trend,
    "order": _ranking,
    "hours": _hours,
    "classes": _classes,
    "campaign": _campaign,
}


def draw(shown: SceneContext) -> None:
    """Draws the panels of the scene, each on its own: one that fails takes no other with it."""
    for name in shown.scene.panels:
        if name == "campaign" and campaign_panel.running_campaign(shown.view.catalogue, shown.board.as_of) is None:
            name = "order"  # nothing runs
        panel.draw_panel("ranking" if name == "order" else name, partial(PANELS[name], shown))
