"""A board of which some KPIs rest on late sources: each of those as of its own last day, beside the rest."""

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
from core.metrics.types import Board, UnitRef

Make = Callable[[Sequence[str], Period, date], Board]


def own_period(period: str, of_board: Period, day: date) -> Period | None:
    """The same period cut at an earlier day; None where it then begins on another day: 本月 of another month."""
    try:
        own = resolve_period(period, day)
    except PeriodError:  # it begins after that day
        return None
    return own if own.window.first == of_board.window.first else None


def build_with_stale_sources(
    catalogue: Catalogue, period: str, kpis: Sequence[str], days: DataHorizon, make: Make
) -> Board:
    """The board as of its day, with the late KPIs as of theirs, in the order asked for.

    A late KPI's figure and its base end on its own last day. Where the period begins later than that there is no
    figure, and its reason says so. What is late is not searched for what needs attention: it says nothing of today.
    """
    whole = resolve_period(period, days.as_of)
    own = {kpi: own_period(period, whole, day) for kpi, day in days.late_kpis.items()}
    parts = {
        day: [k for k in kpis if days.late_kpis.get(k) == day and own[k] is not None] for day in days.late_kpis.values()
    }
    apart = {kpi for names in parts.values() for kpi in names}
    main = make([kpi for kpi in kpis if kpi not in apart], whole, days.as_of)
    if not days.late_kpis:
        return main
    boards: dict[str, Board] = {}
    for day, names in parts.items():
        if names:
            cut = make(names, resolve_period(period, day), day)
            boards |= dict.fromkeys(names, cut)
    late = {kpi: day for kpi, day in days.late_kpis.items() if _shows(catalogue, kpi, main, boards.get(kpi))}
    return _joined(main, tuple(kpis), boards, late)


def _shows(catalogue: Catalogue, kpi: str, main: Board, own: Board | None) -> bool:
    """Whether the lateness touches what is shown: a flow of days that are all covered is whole."""
    return own is None or own.period != main.period or catalogue.kpis[kpi].basis != "flow"


def _joined(main: Board, kpis: tuple[str, ...], boards: dict[str, Board], late: dict[str, date]) -> Board:
    others = list(dict.fromkeys(id(board) for board in boards.values()))
    by_id = {id(board): board for board in boards.values()}
    parts = [main, *(by_id[one] for one in others)]

    def chained(name: str) -> Mapping[Any, Any]:
        return ChainMap(*(getattr(part, name) for part in parts))

    sources = {age.id: age for part in parts for age in part.sources}
    return replace(
        main,
        kpis=kpis,
        figures=chained("figures"),
        changes=chained("changes"),
        judgements=chained("judgements"),
        standards=chained("standards"),
        intervals=chained("intervals"),
        series=_series(main, kpis, boards, main.units),
        sources=tuple(sources[name] for name in sorted(sources)),
        late_kpis=late,
        late_boards={kpi: replace(board, late_kpis={kpi: day}) for kpi, board in boards.items() if (day := late.get(kpi))},
    )


def _series(
    main: Board, kpis: tuple[str, ...], boards: Mapping[str, Board], units: Sequence[UnitRef]
) -> Mapping[tuple[str, int], tuple[float | None, ...]]:
    """The months of all along those of the board; a late KPI has none after its own last day."""

    def line(key: tuple[str, int]) -> tuple[float | None, ...]:
        board = boards.get(key[0])
        if board is None:
            return main.series[key]
        known = dict(zip(board.months, board.series[key], strict=True))
        return tuple(known.get(month) for month in main.months)

    keys: KeyProduct[tuple[str, int]] = KeyProduct(kpis, [unit.id for unit in units])
    return LazyMapping(keys, line)
