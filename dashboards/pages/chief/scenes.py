"""The panels of a scene. A panel is a function of the scene's context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.catalogue.kpi_model import Kpi
from core.catalogue.scene_model import Panel, Scene
from core.metrics.types import Board
from dashboards.components import campaign_panel, hours, last_good, ranking
from dashboards.components.freshness import freshness_data
from dashboards.pages.chief import classes, snapshot, state, trend, usual_day
from dashboards.pages.chief import map as chief_map
from dashboards.pages.chief.snapshot import WallView
from dashboards.queries import boards, campaigns, usual_ranges

ALERTS = "alerts_valid"  # the KPI whose days the hours and classes are of


@dataclass(frozen=True)
class SceneContext:
    """An answer, the KPI chosen, and the station chosen, if any: all that the panels are drawn from."""

    view: WallView
    kpi_id: str
    station: int | None

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


def _map(context: SceneContext) -> None:
    own_board = snapshot.own_board(context.view, context.view.opened)
    chief_map.draw(context.board, own_board, context.kpi_id, context.kpi, context.station, state.pick_unit)


def _trend(context: SceneContext) -> None:
    trend.draw(context.board, context.kpi_id, context.kpi, context.view.unit.id)


def _ranking(context: SceneContext) -> None:
    ranking.draw(context.board, context.kpi_id, context.kpi, context.station)


def _hours(context: SceneContext) -> None:
    board, measure = context.alerts, context.scene.hours
    try:
        counts: list[list[int]] | str = boards.hours(context.view.unit.id, board.period, measure)
    except LookupError as error:  # small numbers that are protected
        counts = str(error)
    measure_name, freshness = context.view.catalogue.measures[measure].zh, freshness_data(context.board, ALERTS)
    hours.draw(counts, measure_name, freshness, _usual(context, measure))


def _usual(context: SceneContext, measure: str) -> list[dict[str, str]]:
    """Return whether the newest day is like others; nothing on a board of days long past."""
    board, catalogue = context.alerts, context.view.catalogue
    kpi = usual_ranges.kpi_of_measure(catalogue, measure)
    if kpi is None or board.period.end != board.as_of:
        return []
    return usual_day.lines(usual_ranges.newest_ranges(context.view.unit.id, kpi), catalogue.kpis[kpi].unit)


def _classes(context: SceneContext) -> None:
    board, unit = context.alerts, context.view.unit.id
    base = board.changes[board.kpis[0], board.units[0].id, "yoy"].base
    classes.draw(boards.composition(unit, board.period, base, board.as_of), freshness_data(context.board, ALERTS))


def _campaign(context: SceneContext) -> None:
    """Draw the campaign that runs on the board's day."""
    running = campaign_panel.running_campaign(context.view.catalogue, context.board.as_of)
    assert running is not None  # where none runs, draw() puts the ranking in its place
    progress = campaigns.own_progress(running, context.view.unit.id)
    campaign_panel.draw(progress, context.view.catalogue, progress.units[0].id)


PANELS: dict[Panel, Callable[[SceneContext], None]] = {
    "map": _map,
    "trend": _trend,
    "order": _ranking,
    "hours": _hours,
    "classes": _classes,
    "campaign": _campaign,
}


def draw(context: SceneContext) -> None:
    """Draw the panels of the scene, each on its own: one that fails takes no other with it."""
    for name in context.scene.panels:
        if name == "campaign" and campaign_panel.running_campaign(context.view.catalogue, context.board.as_of) is None:
            name = "order"  # nothing runs
        last_good.draw_panel("ranking" if name == "order" else name, partial(PANELS[name], context))
