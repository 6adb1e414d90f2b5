"""Freshness of the data: the day that all sources of a board cover, and the sources that lie too far behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.store.sqlite import StoreError
from core.time.days import to_date


class SourceEnd(NamedTuple):
    """The last day that a measure's source covers, and how many days it may lie behind the newest before it is late."""

    day: int
    is_flow: bool
    late_after: int


class DataHorizon(NamedTuple):
    """A board's day, and the last days of those of its KPIs that rest on a late source."""

    as_of: date
    late_kpis: dict[str, date]


SourceEnds = Mapping[str, Sequence[SourceEnd]]  # by KPI


class NoFiguresError(StoreError):
    """Nothing has been brought in yet of what is asked for."""


def common_end(ends: SourceEnds) -> int:
    """Return the last day that every source of flows covers; of stocks alone the latest of their days.

    Raises NoFiguresError without any source.
    """
    all_ends = [end for kpi_ends in ends.values() for end in kpi_ends]
    if not all_ends:
        raise NoFiguresError("数据库里还没有这些指标的数据：请先导入（fengjing import）。")
    flows = [end.day for end in all_ends if end.is_flow]
    return min(flows) if flows else max(end.day for end in all_ends)


def data_horizon(ends: SourceEnds) -> DataHorizon:
    """Return the day that all sources which are not late cover, so that one that has stopped holds nothing else back.

    A KPI is late with any of its sources. Lateness is counted from the newest source of flows, never against the
    clock. What rests on stocks alone moves no day.
    """
    flows = [end.day for kpi_ends in ends.values() for end in kpi_ends if end.is_flow]
    if not flows:
        return DataHorizon(to_date(common_end(ends)), {})
    newest = max(flows)
    late = {
        kpi: kpi_ends for kpi, kpi_ends in ends.items() if any(newest - end.day > end.late_after for end in kpi_ends)
    }
    on_time = {
        kpi: kpi_ends for kpi, kpi_ends in ends.items() if kpi not in late and any(end.is_flow for end in kpi_ends)
    }
    if not on_time:  # what is newest rests on what is late: nothing goes on without it
        return DataHorizon(to_date(common_end(ends)), {})
    late_days = {kpi: to_date(min(end.day for end in kpi_ends)) for kpi, kpi_ends in late.items()}
    return DataHorizon(to_date(common_end(on_time)), late_days)
