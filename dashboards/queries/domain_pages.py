"""Queries of the pages of fields of work: which pages there are, and the signals and instructions of each."""

from __future__ import annotations

from datetime import date

from core.access.domain_scope import domain_page
from core.access.scoped_instructions import OverdueInstruction
from core.access.scoped_signals import SignalRecord
from core.access.viewer import AccessRefused
from core.catalogue.domain_page_model import Docket, DomainPage
from core.catalogue.model import Catalogue
from core.features.dockets.open_cases import DueState
from core.features.domains.concerned_kpis import KPIS_OF_WORK, kpis_of_instruction, kpis_of_signal
from core.features.domains.overdue_work import LateTask, OverdueWork, by_unit
from core.features.signals.types import Signals
from core.metrics.types import Board
from dashboards.queries import database, dockets, instructions, month_charts, periods, session, signals
from dashboards.queries.cache import cached_query


def own_page() -> DomainPage | None:
    """Return the page that the viewer is bound to; None of whoever is not of a department."""
    return domain_page(database.catalogue(), session.scope())


def is_ready(tiles: tuple[str, ...]) -> bool:
    """Return True once the signals and the usual ranges of some tiles are there, or could not be computed."""
    return (
        signals.bureau_signals() is not None and month_charts.usual_months(tiles, session.units().root.id) is not None
    )


@cached_query
def station_board(period: str, kpis: tuple[str, ...]) -> Board:
    """Return some KPIs of the units that a board compares, without the months behind it, which no matrix shows."""
    engine = session.engine()
    return engine.board(period=periods.for_engine(period, engine, kpis), kpis=kpis, months=1)


def records(page: DomainPage, bureau_signals: Signals) -> tuple[SignalRecord, ...]:
    """Return the standing signals of a field of work that the viewer may see; what was dismissed stays out.

    That instructions are overdue is told by the instructions themselves.
    """
    catalogue = database.catalogue()
    own = _own(page, catalogue).difference(KPIS_OF_WORK["instructions"])
    return tuple(
        record
        for record in signals.records(bureau_signals)
        if not record.is_dismissed and not own.isdisjoint(kpis_of_signal(catalogue, record.signal))
    )


def overdue(page: DomainPage) -> tuple[OverdueInstruction, ...]:
    """Return the overdue instructions of a field of work, the soonest due first; none for who may see none.

    Whoever answers for the loop of instructions itself has all of them.
    """
    catalogue = database.catalogue()
    own = _own(page, catalogue)
    try:
        late = instructions.overdue()
    except AccessRefused:
        return ()
    has_loop = not own.isdisjoint(KPIS_OF_WORK["instructions"])
    return tuple(
        instruction
        for instruction in late
        if has_loop or not own.isdisjoint(kpis_of_instruction(catalogue, instruction.kpi, instruction.signal))
    )


@cached_query
def overdue_work(work: Docket, unit: int, as_of: date) -> list[OverdueWork]:
    """Return by station, of a province by county, how much of a list of work is past its date, the most first."""
    tree = session.units()
    shown = {unit.id: tree.compared_above(unit.id) or unit for unit in tree.of_kind("station")}
    if work == "key_disputes":
        disputes = [(dispute.station, -(dispute.days_left or 0)) for dispute in dockets.key_disputes(unit, as_of)]
        late = [(station, days) for station, days in disputes if days > 0]
    else:
        cases = [case for case in dockets.open_cases(unit, as_of) if case.state is DueState.OVERDUE]
        late = [(case.station, case.days_over(as_of)) for case in cases]
    return by_unit(LateTask(shown[station], days) for station, days in late if station in shown)


def _own(page: DomainPage, catalogue: Catalogue) -> set[str]:
    return set(page.own_kpis(catalogue.kpis))
