"""Queries of the boards: KPIs of the bureau and its stations over a period, and the figures that stand beside them."""

from __future__ import annotations

from datetime import date

from core.board.source import BelowFocus
from core.metrics.freshness import NoFiguresError
from core.metrics.reporting_period import Period, PeriodError, resolve_period
from core.metrics.types import Board, ClassShare, Explanation, Window
from core.store.sqlite import StoreError
from core.time import period_label
from core.time.days import day_number
from dashboards.auth import current_user
from dashboards.i18n import words
from dashboards.queries import database, periods, session
from dashboards.queries.cache import cached_query


def warm_up() -> None:
    """Open the database and ask for the board's figures once, as the chief of the whole bureau."""
    with current_user.impersonate(current_user.local_viewer()):
        first = board(next(iter(words.PERIODS)))
        unit = first.units[0].id
        composition(unit, first.period, first.changes[first.kpis[0], unit, "yoy"].base, first.as_of)
        hours(unit, first.period)


@cached_query
def as_of() -> date:
    """Return the last complete day of the board's sources. Raises StoreError (Chinese) where they have no data."""
    return session.engine().as_of()


def has_figures() -> bool:
    """Return False where nothing has been brought in of what the board shows; a file that cannot be read is no such."""
    try:
        as_of()
    except NoFiguresError:
        return False
    except StoreError:
        return True
    return True


def first_period_with_figures() -> str | None:
    """Return the first of the usual periods in which the board has a figure of the viewer's unit; None if none has."""
    for period in words.PERIODS:
        current = board(period, bureau_only=True)
        if any(figure.value is not None for figure in current.figures.values()):
            return period
    return None


def board_sources() -> tuple[str, ...]:
    """Return the kinds of record that the board's figures are counted from, by name, in the board's order."""
    catalogue = database.catalogue()
    measures = [measure for kpi in catalogue.board for measure in sorted(catalogue.kpis[kpi].measures())]
    kinds = dict.fromkeys(fact for measure in measures if (fact := catalogue.measures[measure].fact))
    return tuple(catalogue.facts[kind].zh for kind in kinds)


def period_refusal(period: str) -> str | None:
    """Return the reason (Chinese) why a typed period cannot be shown, or None."""
    try:
        resolve_period(period, as_of(), database.catalogue().reporting_calendar)
    except PeriodError as error:
        return str(error)
    except StoreError:  # no data at all: the page says so, whatever the period
        return None
    return None


@cached_query
def resolved_period(period: str) -> Period:
    """Return a period up to the last day of the board's data. Raises PeriodError or StoreError (Chinese)."""
    text = periods.for_engine(period, session.engine())
    return resolve_period(text, as_of(), database.catalogue().reporting_calendar)


def calendar_label() -> str:
    """Return the newest month and year with their dates, where the bureau's are its own; empty without data too."""
    try:
        return period_label.calendar_label(day_number(as_of()), database.catalogue().reporting_calendar)
    except StoreError:
        return ""


@cached_query
def board(
    period: str,
    kpis: tuple[str, ...] | None = None,
    *,
    bureau_only: bool = False,
    below: BelowFocus | tuple[int, ...] = BelowFocus.COMPARED,
    unit: int | None = None,
) -> Board:
    """Return a unit (the bureau) and units below it over a period; without `kpis`, those of the twelve tiles.

    With `bureau_only` the unit alone, without the months behind it.
    """
    engine = session.engine()
    engine_period = periods.for_engine(period, engine, kpis)
    if bureau_only:
        return engine.board(unit, engine_period, kpis=kpis, units=[], months=1)
    return engine.board(unit, engine_period, kpis=kpis, units=below)


@cached_query
def checklist(items: tuple[str, ...]) -> Board:
    """Return the items of a checklist in every station today and a year before, without the months between."""
    return session.engine().board(None, "ytd", kpis=items, months=0, units=BelowFocus.STATIONS)


def opened(unit: int | None) -> int | None:
    """Return the unit whose board shows one: a county that is opened, or None for the viewer's own."""
    tree = session.units()
    focus = tree.opened(unit) if unit in tree.units and unit is not None else tree.root.id
    return None if focus == tree.root.id else focus


@cached_query
def composition(unit: int, window: Window, base: Window, as_of: date) -> tuple[ClassShare, ...]:
    """Return the alert classes of a unit, with the base period's."""
    return tuple(session.engine().composition(unit, window, base, as_of))


@cached_query
def hours(unit: int, window: Window, measure: str = "alerts_valid") -> list[list[int]]:
    """Return a measure that is kept by hour, by weekday (Monday first) and hour."""
    return session.engine().hours(unit, window, measure)


def explain(kpi: str, unit: int, board: Board) -> Explanation:
    """Return definition, numerator and denominator, source, freshness and version of a figure on a board."""
    return session.engine().explain(kpi, unit, board)
