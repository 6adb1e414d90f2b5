"""How far the data reach: the day that all sources of a board cover, and the sources that lie too far behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.store.sqlite import StoreError
from core.time.days import to_date


class SourceEnd(NamedTuple):
    """The last day that a measure's source covers; how many days it may lie behind the newest before it is late."""

    day: int
    is_flow: bool
    late_after: int


class DataHorizon(NamedTuple):
    """A board's day, and the last days of those of its KPIs that rest on a late source."""

    as_of: date
    late_kpis: dict[str, date]


SourceEnds = Mapping[str, Sequence[SourceEnd]]  # by KPI


def common_end(ends: SourceEnds) -> int:
    """The last day that every source of flows covers; of stocks alone the latest of their days. Raises StoreError."""
    every = [end for of in ends.values() for end in of]
    if not every:
        raise StoreError("数据库里还没有这些指标的数据：请先导入（fengjing import）。")
    flows = [end.day for end in every if end.is_flow]
    return min(flows) if flows else max(end.day for end in every)


def data_horizon(ends: SourceEnds) -> DataHorizon:
    """The day that all sources which are not late cover, so that one that has stopped holds nothing else back.

    A KPI is late with any of its sources. Lateness is told against the newest source of flows, never against the
    clock. What rests on stocks alone moves no day.
    """
    flows = [end.day for of in ends.values() for end in of if end.is_flow]
    if not flows:
        return DataHorizon(to_date(common_end(ends)), {})
    newest = max(flows)
    late = {kpi: of for kpi, of in ends.items() if any(newest - end.day > end.late_after for end in of)}
    on_time = {kpi: of for kpi, of in ends.items() if kpi not in late and any(end.is_flow for end in of)}
    if not on_time:  # what is newest rests on what is late: nothing goes on without it
        return DataHorizon(to_date(common_end(ends)), {})
    return DataHorizon(to_date(common_end(on_time)), {kpi: to_date(min(e.day for e in of)) for kpi, of in late.items()})
