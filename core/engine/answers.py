"""What the engine answers: windows, figures, changes, boards. Plain data without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from core.days import to_date
from core.store.sources import SourceAge
from core.store.units import UnitRef

__all__ = [
    "Board",
    "Change",
    "ChangeKind",
    "DueDispute",
    "Explanation",
    "Figure",
    "OfficerFigure",
    "Share",
    "SourceAge",
    "UnitRef",
    "Window",
]

ChangeKind = Literal["yoy", "mom", "month"]


@dataclass(frozen=True, slots=True)
class Window:
    """Day numbers from first to last, both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first + 1

    @property
    def start(self) -> date:
        """The first date."""
        return to_date(self.first)

    @property
    def end(self) -> date:
        """The last date."""
        return to_date(self.last)


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI of a unit over a window. `value` is None exactly when `reason` (a Chinese sentence) says why.

    For a count or stock the numerator is the count and the denominator is None. A rate's value lies
    between 0 and 1 and is not rounded. `as_of` is the day the figure speaks of where that is not the
    window's end (a stock last counted earlier). `note` is a Chinese remark to be shown beside the figure.
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    reason: str | None = None
    as_of: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against its base. `change` is in `unit`: % of the base, or 个百分点 for a rate.

    `change` is None exactly when `reason` says why. `per_day` is the change of the per-day amounts in %,
    given for flows whose windows differ in days.
    """

    kind: ChangeKind
    base: Window
    base_figure: Figure
    change: float | None
    unit: Literal["%", "个百分点"]
    reason: str | None = None
    per_day: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """One whole answer: KPIs × units, this window with its bases, and the months behind it.

    `units[0]` is the unit asked about; the rest are the stations below it (none for a station).
    `months` are month numbers, oldest first, and `series[kpi, unit]` runs along them: each month as known at
    its own end.
    `as_of` is the last day every source shown covers; `complete` is False while the period still runs.
    """

    bureau: str
    demo: bool
    as_of: date
    data_version: int
    period: Window
    label: str
    complete: bool
    kpis: tuple[str, ...]
    units: tuple[UnitRef, ...]
    figures: Mapping[tuple[str, int], Figure]
    changes: Mapping[tuple[str, int, ChangeKind], Change]
    months: tuple[int, ...] = ()
    series: dict[tuple[str, int], tuple[float | None, ...]] = field(default_factory=dict)
    sources: tuple[SourceAge, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to «how am I defined, from which rows, as of when, how sure»: label → text lines, in order."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole: a class of alerts with its count and last year's."""

    zh: str
    value: float | None
    base: float | None


@dataclass(frozen=True, slots=True)
class OfficerFigure:
    """An officer's own count beside the station's middle half (quarter to three quarters), and its size."""

    measure: str
    zh: str
    unit: str
    own: int
    low: float | None
    high: float | None
    officers: int


@dataclass(frozen=True, slots=True)
class DueDispute:
    """A dispute that an officer answers for: number, kind, due date, days overdue (negative: days left)."""

    id: str
    kind: str
    reported: date
    due: date | None
    overdue: int | None
    key: bool
