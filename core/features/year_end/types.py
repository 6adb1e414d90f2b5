"""Answers to where a year ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.metrics.types import UnitRef


class NoPace(StrEnum):
    """The reason why no year's end is told; the value is its label."""

    NOT_A_COUNT = "只有按发生日计的数才能推算全年"
    YEAR_OVER = "这一年已经过完"
    SPRING = "春节前后占全年的份额随春节移动，3 月下旬才推算"
    SHORT_HISTORY = "往年的数不够：要有一个完整的往年，连同今年至少 24 个月"
    OTHER_AREA = "辖区变过，此前的数是另一个辖区的，不能照着推算"
    TOO_FEW = "今年以来或往年同期不足 10，推算没有意义"
    TOO_WIDE = "推算的范围超过上下一半，说不出全年多少"


@dataclass(frozen=True, slots=True)
class YearPace:
    """The count of a unit this year up to `as_of`, and of the whole year as it goes: `mid`, with its 95% interval.

    `low`, `mid` and `high` are None exactly when `reason` says why (Chinese). `shares` has by earlier year the share of
    it that had fallen by this day.
    """

    kpi: str
    unit: UnitRef
    as_of: date
    value: int | None
    low: int | None = None
    mid: float | None = None
    high: int | None = None
    shares: tuple[tuple[int, float], ...] = ()
    reason: str | None = None
