"""Answers of a month chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from core.metrics.types import UnitRef


class ChartKind(StrEnum):
    """The kind of a chart; the value is its label."""

    XMR = "单值与移动极差图（XmR）"
    U_PRIME = "u′ 图（Laney）"
    P_PRIME = "p′ 图（Laney）"


class MonthState(StrEnum):
    """The part of a month in its chart; the value is its label.

    BASELINE: it makes the limits. JUDGED: it is held against them. UNRIPE: it is younger than the age at which the
    months of a cohort are read. UNUSED: it is older than the baseline has room for, or has no figure. OTHER_AREA: it
    began before the unit's area became what it is.
    """

    BASELINE = "基期"
    JUDGED = "判断"
    UNRIPE = "未到期"
    UNUSED = "不用"
    OTHER_AREA = "辖区不同"


class Side(StrEnum):
    """The side of a centre line or of limits; the value is its label."""

    ABOVE = "高"
    BELOW = "低"


class NoLimits(StrEnum):
    """The reason why a chart has no limits; the value is its label."""

    SHORT_HISTORY = "此前可用的整月不够：件数要 24 个月（看得出季节），其余要 12 个月"
    TOO_FEW = "每月平均不足 1 件（比率看的是分子和其余中较少的一边），说不出界限"
    NO_VARIATION = "各月几乎没有起伏，说不出界限"
    CUMULATIVE = "时点数逐月缓慢移动，相邻月份几乎相同，界限没有意义"


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A point of a chart: a month, or a January and February together, with its days and the limits that hold for it.

    `exact` is None exactly when `reason` says why. `known_by` is the day as of which it is read. `centre`, `low` and
    `high` are in the KPI's value, None where the chart has none. `outside` is told of judged months alone.
    """

    first_month: int
    last_month: int
    days: int
    known_by: date
    state: MonthState
    exact: Fraction | None
    reason: str | None = None
    centre: float | None = None
    low: float | None = None
    high: float | None = None
    outside: Side | None = None

    @property
    def value(self) -> float | None:
        """The figure as a float."""
        return None if self.exact is None else float(self.exact)

    @property
    def months(self) -> int:
        """One, or two of a January and February."""
        return self.last_month - self.first_month + 1


@dataclass(frozen=True, slots=True)
class MonthChart:
    """The months of a KPI of a unit as known on a day, oldest first, with what its earlier months let expect.

    `age` is that at which the months of a cohort are read, in days after the month's end; None of any other. `r` is the
    correlation of neighbouring months that widens the limits. `run` is the side on which the judged months all lie.
    `reason` says (in Chinese) why there are no limits; `area_change` what made the unit's area another one, so that the
    months before it have no part.
    """

    kpi: str
    unit: UnitRef
    as_of: date
    kind: ChartKind
    points: tuple[MonthPoint, ...]
    age: int | None = None
    r: float | None = None
    run: Side | None = None
    reason: str | None = None
    area_change: str | None = None

    @property
    def baseline(self) -> tuple[MonthPoint, ...]:
        """The points that make the limits."""
        return tuple(point for point in self.points if point.state is MonthState.BASELINE)

    @property
    def judged(self) -> tuple[MonthPoint, ...]:
        """The points that are held against them."""
        return tuple(point for point in self.points if point.state is MonthState.JUDGED)

    @property
    def newest(self) -> MonthPoint | None:
        """The newest judged point."""
        return next((point for point in reversed(self.points) if point.state is MonthState.JUDGED), None)
