"""Lines about lists of work: what became overdue since a day, and what is due today; by station, or each by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.features.today.instruction_lines import Days
from core.features.today.types import TodayKind, TodayLine

KINDS = (TodayKind.OVERDUE, TodayKind.DUE)


class DatedWork(NamedTuple):
    """A piece of work with its date (day number, None: without): number, kind of it, and the station that has it."""

    number: str
    kind: str
    station: int
    due: int | None


def work_by_station(name: str, work: Iterable[DatedWork], days: Days, page: str) -> Iterator[TodayLine]:
    """Yield a line a station and kind with how many pieces, for whoever sees several stations."""
    counts: dict[tuple[int, TodayKind], int] = defaultdict(int)
    for piece, kind in _news(work, days):
        counts[piece.station, kind] += 1
    for (station, kind), count in counts.items():
        yield TodayLine(kind, station, f"{name} {count} 件", pieces=count, page=page)


def single_work(name: str, work: Iterable[DatedWork], days: Days, page: str) -> Iterator[TodayLine]:
    """Yield a line a piece, for whoever answers for it."""
    for piece, kind in _news(work, days):
        yield TodayLine(kind, piece.station, f"{name} {piece.number}（{piece.kind}）", page=page)


def _news(work: Iterable[DatedWork], days: Days) -> Iterator[tuple[DatedWork, TodayKind]]:
    for piece in work:
        if days.is_newly_past(piece.due):
            yield piece, TodayKind.OVERDUE
        elif days.is_today(piece.due):
            yield piece, TodayKind.DUE
