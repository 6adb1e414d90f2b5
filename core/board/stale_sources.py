"""Boards of which some KPIs rest on stale sources: each of those as of its own last day, beside the rest."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core.board.lazy_mapping import KeyProduct, LazyMapping
from core.catalogue.model import Catalogue
from core.metrics.freshness import DataHorizon
from core.metrics.reporting_period import Period, PeriodError, resolve_period
from core.metrics.types import Board
from core.time.reporting_calendar import ReportingCalendar

BuildBoard = Callable[[Sequence[str], Period, date], Board]


def cut_period(period: str, board_period: Period, day: date, calendar: ReportingCalendar) -> Period | None:
    """Returns the same period cut at an earlier day; None where it then begins on another day, as 本月 may."""
    try:
        cut = resolve_period(period, day, calendar)
    except PeriodError:  # it begins after that day
        return None
    return cut if cut.window.first == board_period.window.first else None


def build_with_stale_sources(
    catalogue: Catalogue, period: str, kpis: Sequence[str], horizon: DataHorizon, build: BuildBoard
) -> Board:
    """Builds the board as of its day, with the late KPIs as of theirs, in the order asked for.

    A late KPI's figure and its base end on its own last day. Where the period begins later than that there is no
    figure, and its reason says so. Late KPIs are not searched for what needs attention: they say nothing of today.
    """
    calendar = catalogue.reporting_calendar
    board_period = resolve_period(period, horizon.as_of, calendar)
    late_days = horizon.late_kpis
    cut_kpis = {kpi for kpi, day in late_days.items() if cut_period(period, board_period, day, calendar) is not None}
    by_day = {day: [kpi for kpi in kpis if kpi in cut_kpis and late_days[kpi] == day] for day in late_days.values()}
    main = build([kpi for kpi in kpis if kpi not in cut_kpis], board_period, horizon.as_of)
    if not late_days:
        return main
    late_boards = [build(late, resolve_period(period, day, calendar), day) for day, late in by_day.items() if late]
    by_kpi = {kpi: board for board in late_boards for kpi in board.kpis}
    late_kpis = {kpi: day for kpi, day in late_days.items() if _is_cut_short(catalogue, kpi, main, by_kpi.get(kpi))}
    return _joined(main, tuple(kpis), by_kpi, late_kpis)


def _is_cut_short(catalogue: Catalogue, kpi: str, main: Board, late_board: Board | None) -> bool:
    """True where the lateness touches what is shown: a flow of days that are all covered is complete."""
    return late_board is None or late_board.period != main.period or catalogue.kpis[kpi].basis != "flow"


def _joined(main: Board, kpis: tuple[str, ...], by_kpi: dict[str, Board], late_kpis: dict[str, date]) -> Board:
    boards = list({id(board): board for board in (main, *by_kpi.values())}.values())

    def chained(name: str) -> Mapping[Any, Any]:
        return ChainMap(*(getattr(board, name) for board in boards))

    sources = {age.id: age for board in boards for age in board.sources}
    return replace(
        main,
        kpis=kpis,
        figures=chained("figures"),
        changes=chained("changes"),
        judgements=chained("judgements"),
        standards=chained("standards"),
        intervals=chained("intervals"),
        series=_series(main, kpis, by_kpi),
        sources=tuple(sources[name] for name in sorted(sources)),
        late_kpis=late_kpis,
        late_boards={
            kpi: replace(board, late_kpis={kpi: day}) for kpi, board in by_kpi.items() if (day := late_kpis.get(kpi))
        },
    )


def _series(
    main: Board, kpis: tuple[str, ...], by_kpi: Mapping[str, Board]
) -> Mapping[tuple[str, int], tuple[float | None, ...]]:
    """Returns the months along those of the main board; a late KPI has none after its own last day."""

    def series(key: tuple[str, int]) -> tuple[float | None, ...]:
        board = by_kpi.get(key[0])
        if board is None:
            return main.series[key]
        by_month = dict(zip(board.months, board.series[key], strict=True))
        return tuple(by_month.get(month) for month in main.months)

    keys: KeyProduct[tuple[str, int]] = KeyProduct(kpis, [unit.id for unit in main.units])
    return LazyMapping(keys, series)
