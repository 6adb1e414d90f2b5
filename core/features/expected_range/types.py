"""Answers to the question whether a day is normal: the range in which a count usually lies, or the reason why none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from core.metrics.types import UnitRef
from core.time.days import to_date

RangeSpan = Literal["day", "week"]
SPAN_DAYS: dict[RangeSpan, int] = {"day": 1, "week": 7}


class NoRange(StrEnum):
    """The reason why nothing can be said; the value is its label."""

    NOT_A_COUNT = "只有按发生日计件的数才有通常范围"
    NO_DAYS = "本级没有逐日的记录"
    NOT_COVERED = "这些天的记录不齐"
    SHORT_HISTORY = "此前的完整记录不足 16 周"
    TOO_RARE = "近一年不足 12 起，说不出一天通常有多少"
    OTHER_AREA = "辖区变过，此前的数是另一个辖区的，此后的完整记录还不够"
    NO_LIKE_DAYS = "节假日、调休或春节前后，往年没有同样的日子可比"
    UNANNOUNCED = "这一年的放假和调休还没有录入，不知这天上不上班"
    NOT_BEGUN = "当天还没有记录，或已有更晚的记录"
    TOO_FEW = "到这个钟点通常只有几起，说不出高低"


class DayKind(StrEnum):
    """The kind of the days judged; the value is its label."""

    ORDINARY = "平常日"
    HOLIDAY = "节假日"
    MAKE_UP = "调休上班"
    SPRING = "春节前后"


class RangeState(StrEnum):
    """The place of a count in its range; the value is its label."""

    WITHIN = "在通常范围内"
    BELOW = "少于通常"
    ABOVE = "多于通常"
    FAR_ABOVE = "远多于通常，请核实"


@dataclass(frozen=True, slots=True)
class CountRange:
    """A count's usual range: about 97 of 100 such days lie from `low` to `high`, both included; `mid` is its mean.

    `far_above` is the count that chance reaches on one day in a thousand.
    """

    low: int
    mid: float
    high: int
    far_above: int

    def state(self, value: int) -> RangeState:
        """Tell where a count lies."""
        if value > self.high:
            return RangeState.FAR_ABOVE if value >= self.far_above else RangeState.ABOVE
        return RangeState.BELOW if value < self.low else RangeState.WITHIN


@dataclass(frozen=True, slots=True)
class ExpectedRange:
    """A count of a unit over the days first to last beside its usual range.

    `range` is None exactly when `reason` says why (Chinese); `value` is None where the records are not complete.
    `hour` is the hour up to which a day that is not over is counted (14: from 00:00 to 13:59), None of whole days.
    `seasonal` is False where the history is too short to know the season.
    """

    kpi: str
    unit: UnitRef
    first: int
    last: int
    value: int | None
    range: CountRange | None
    reason: str | None = None
    hour: int | None = None
    kind: DayKind = DayKind.ORDINARY
    seasonal: bool = True

    @property
    def is_undated(self) -> bool:
        """Tell that not even a day is known."""
        return self.last <= 0

    @property
    def first_day(self) -> date:
        """The first day judged."""
        return to_date(self.first)

    @property
    def day(self) -> date:
        """The last day judged."""
        return to_date(self.last)

    @property
    def state(self) -> RangeState | None:
        """The place of the count in its range; None without one of the two."""
        return None if self.range is None or self.value is None else self.range.state(self.value)
