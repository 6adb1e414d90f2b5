"""Comparisons as they are asked for: below a unit, in a peer group, over a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.comparison.compare import MonthReaders, compare, compare_standings, required_kpis
from core.comparison.groups import (
    SIZE_KPI,
    existing_members,
    find_group,
    is_by_size,
    officer_counts,
    unmixed_members,
    unprotected_members,
)
from core.comparison.method import method_of
from core.comparison.own_error import read_own_error
from core.comparison.standings import Standings
from core.comparison.types import Comparison, Group
from core.disclosure.policy import SuppressionPolicy
from core.judgement.dispersion import Dispersion
from core.judgement.dispersion_history import HistoryScope
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import ValuesReader
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Board, UnitRef
from core.store.units import UnitTree
from core.time.days import day_number

ReadBoard = Callable[[Sequence[str], Sequence[int]], Board]  # the board of some KPIs of some units


class ComparisonRequest(NamedTuple):
    """Comparison of one KPI among the units of a group below `focus`."""

    kpi: str
    focus: UnitRef
    group: str
    period: str
    as_of: date


class ComparisonInputs(NamedTuple):
    """A request with all that it is answered from."""

    catalogue: Catalogue
    tree: UnitTree
    request: ComparisonRequest
    read_board: ReadBoard
    read: ValuesReader
    policy: SuppressionPolicy


def choose_group(catalogue: Catalogue, tree: UnitTree, focus: int, group: str, read_board: ReadBoard) -> Group:
    """Returns a group below a unit, and reads the units' sizes where it is defined by them."""
    officers = {}
    if is_by_size(group):
        officers = officer_counts(read_board([SIZE_KPI], [station.id for station in tree.stations(focus)]))
    return find_group(catalogue, tree, focus, group, officers)


class _Read(NamedTuple):
    """Board of a group, and readers of what no board holds: all that a comparison rests on."""

    board: Board
    group: Group
    readers: MonthReaders
    is_running: bool


def answer_comparison(inputs: ComparisonInputs) -> Comparison:
    """Reads the board of a group and compares its units. Raises PeriodError, LookupError or StoreError (Chinese)."""
    board, group, readers, is_running = _read(inputs)
    return compare(inputs.catalogue, board, inputs.request.kpi, group, readers, is_running)


def answer_standings(inputs: ComparisonInputs) -> Standings:
    """Reads the same and says where its units stand. Raises as `answer_comparison` does."""
    board, group, readers, is_running = _read(inputs)
    return compare_standings(inputs.catalogue, board, inputs.request.kpi, group, readers, is_running)


def _read(inputs: ComparisonInputs) -> _Read:
    catalogue, tree, request, read_board, read, policy = inputs
    period = resolve_period(request.period, request.as_of, catalogue.reporting_calendar)
    tree = tree.on(period.window.last)
    group = choose_group(catalogue, tree, request.focus.id, request.group, read_board)
    group = existing_members(tree, group, period.window)
    if catalogue.kpis[request.kpi].kind == "percentile":  # compared by its bins, which no board shows
        group = unprotected_members(catalogue, policy, group, request.kpi)
    if method_of(catalogue, request.kpi).exposure_kpi:
        group = unmixed_members(tree, group, period.window)
    board = read_board(required_kpis(catalogue, request.kpi), [unit.id for unit in group.units])
    numerator = catalogue.kpis[request.kpi].numerator
    span = AsOfSpan(board.period.first, board.period.last, day_number(request.as_of))

    def read_bins(units: Sequence[int]) -> dict[int, tuple[int, ...]]:
        values = read([numerator], units, [span])
        return {unit: values.get(numerator, unit, span).amounts for unit in units}

    def read_errors(units: Sequence[int], edge: int | None) -> Dispersion:
        starts = tree.area_starts(units, board.period.last)
        return read_own_error(catalogue, read, HistoryScope(board.period, [request.kpi], units, starts), edge)

    return _Read(board, group, MonthReaders(read_bins, read_errors), period.is_running)
