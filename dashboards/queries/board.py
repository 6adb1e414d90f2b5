"""What the pages ask, each for whoever looks, remembered until the data change.

Every question goes through the viewer's door (core/access/door.py), which knows the viewer's scope.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from core.access.scoped_engine import ScopedEngine
from core.access.viewer import Scope
from core.catalogue.model import Catalogue
from core.comparison.groups import ALL
from core.comparison.types import Comparison
from core.features.campaigns.bulletin import Bulletin, Kind
from core.features.campaigns.types import Progress
from core.features.contests.types import Contest
from core.features.reference.entry import Entry, entries
from core.metrics.period import PeriodError, resolve
from core.metrics.reporting import Reporting
from core.metrics.types import Board, DueDispute, Explanation, OfficerFigure, Share, Window
from core.store.sqlite import StoreError
from core.store.units import UnitTree
from dashboards.auth import current_user as who
from dashboards.auth.session_store import gate
from dashboards.i18n import words
from dashboards.i18n.words.auth import GUARDED_DEMO
from dashboards.queries.cache import Remembered
from dashboards.server import engine_pool as database
from dashboards.server.engine_pool import known, opened
from dashboards.server.engine_pool import path as path

T = TypeVar("T")
Rounds = tuple[tuple[str, ...], ...]


_answers = Remembered()


def door() -> ScopedEngine:
    """The engine as whoever looks may use it. Without a session the page ends here."""
    viewer = who.required()
    return ScopedEngine(opened().engine, viewer, lambda action, detail: gate().note(viewer, action, detail))


def scope() -> Scope:
    """What of the bureau is whoever looks' to see."""
    return who.required().scope


def remembered(question: Hashable, answer: Callable[[], T]) -> T:
    """What was answered to this question, in this scope, since the newest write; otherwise answers it."""
    return _answers.get((opened().identity, data_version()), (scope(), question), answer)


def warm_up() -> None:
    """Opens the database and asks for the board's figures once, as the chief of the whole bureau."""
    with who.seen_by(who.local()):
        shown = board(next(iter(words.PERIODS)))
        unit = shown.units[0].id
        composition(unit, shown.period, shown.changes[shown.kpis[0], unit, "yoy"].base, shown.as_of)
        hours(unit, shown.period)


def show(new: Path) -> None:
    """Shows another database from now on. Accounts and their units are of one bureau: with them it is refused."""
    if gate().guarded():
        raise StoreError(GUARDED_DEMO)
    database.show(new)


def bureau() -> str:
    """The bureau's name."""
    return known().bureau


def is_demo() -> bool:
    """Whether the data are generated."""
    return known().demo


def catalogue() -> Catalogue:
    """What is measured, with the bureau's own changes."""
    return known().engine.catalogue


def reference() -> list[Entry]:
    """Every KPI explained."""
    return remembered(("reference",), lambda: entries(catalogue()))


def units() -> UnitTree:
    """The units that whoever looks may see, their own at the root."""
    return door().units


def state() -> tuple[Hashable, int]:
    """The file shown and its version: another one as soon as there is anything new. Raises StoreError (Chinese)."""
    return opened().identity, data_version()


def data_version() -> int:
    """Rises with every write."""
    return opened().engine.data_version()


def as_of() -> date:
    """The last complete day of the board's sources. Raises StoreError (Chinese) where they have no data."""
    return remembered(("as_of",), lambda: door().as_of())


def refusal(period: str) -> str | None:
    """Why a typed period cannot be shown (Chinese), or None."""
    try:
        resolve(period, as_of())
    except PeriodError as error:
        return str(error)
    except StoreError:  # no data at all: the page says so, whatever the period
        return None
    return None


def _ask_board(engine: ScopedEngine, period: str, kpis: tuple[str, ...] | None, whole_only: bool, in_turn: Rounds) -> Board:
    fixed = _last_month(engine.as_of(kpis)) if period == "last_month" else period
    if whole_only:
        return engine.board(period=fixed, kpis=kpis, units=[], months=1)
    return engine.board(period=fixed, kpis=kpis, in_turn=in_turn)


def board(period: str, kpis: tuple[str, ...] | None = None, *, whole_only: bool = False, in_turn: Rounds = ()) -> Board:
    """The bureau and all its stations over a period; without `kpis`, those of the twelve tiles.

    With `whole_only` the bureau alone, without the months behind it. `in_turn` has the KPIs of every board that is
    shown in turn, this one among them.
    """
    return remembered(
        ("board", period, kpis, whole_only, in_turn), lambda: _ask_board(door(), period, kpis, whole_only, in_turn)
    )


def _last_month(as_of: date) -> str:
    return (as_of.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


def peer_groups() -> dict[str, str]:
    """The peer groups that a comparison may name: id → Chinese name."""
    return remembered(("peer_groups",), lambda: door().peer_groups())


def comparison(kpi: str, period: str, group: str) -> Comparison:
    """One KPI of the like stations that whoever looks may see."""

    def answer() -> Comparison:
        asked = door()
        return asked.comparison(kpi, _last_month(asked.as_of([kpi])) if period == "last_month" else period, group=group)

    return remembered(("comparison", kpi, period, group), answer)


def reporting(kpi: str) -> Reporting:
    """How much of the last months each station of whoever looks has reported of a KPI."""
    return remembered(("reporting", kpi), lambda: door().reporting(kpi))


def campaign(name: str, unit: int | None = None) -> Progress:
    """How far a campaign of a unit (of whoever looks, if none is named) has come."""
    return remembered(("campaign", name, unit), lambda: door().campaign(name, unit))


def bulletin(name: str, kind: Kind, unit: int, day: date) -> Bulletin:
    """A campaign's bulletin."""
    return remembered(("bulletin", name, kind, unit, day), lambda: door().bulletin(name, kind, unit, day))


def contest(name: str, period: str, group: str | None) -> Contest:
    """A contest of the areas of whoever looks; `group` is of stations, where it has no areas of its own."""

    def answer() -> Contest:
        asked = door()
        day = asked.as_of(asked.catalogue.contests[name].counts)
        fixed = _last_month(day) if period == "last_month" else period
        return asked.contest(name, fixed, day, group or ALL)

    return remembered(("contest", name, period, group), answer)


def composition(unit: int, window: Window, base: Window, as_of: date) -> tuple[Share, ...]:
    """The alert classes of a unit, with the base period's."""
    return remembered(
        ("composition", unit, window, base, as_of), lambda: tuple(door().composition(unit, window, base, as_of))
    )


def hours(unit: int, window: Window, measure: str = "alerts_valid") -> list[list[int]]:
    """A measure that is kept by hour, by weekday (Monday first) and hour."""
    return remembered(("hours", unit, window, measure), lambda: door().hours(unit, window, measure))


def explain(kpi: str, unit: int, shown: Board) -> Explanation:
    """Definition, numerator and denominator, source, freshness and version of a figure on a board."""
    return door().explain(kpi, unit, shown)


def officers(as_of: date) -> list[tuple[str, str, str]]:
    """The officers serving on a day whose figures whoever looks may see: number, name, unit."""
    return door().officers(as_of)


def officer_figures(officer: str, window: Window) -> list[OfficerFigure]:
    """An officer's own figures."""
    return door().officer_figures(officer, window)


def due_disputes(officer: str, as_of: date) -> list[DueDispute]:
    """The open disputes that an officer answers for."""
    return door().due_disputes(officer, as_of)
