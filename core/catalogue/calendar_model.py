"""Holidays by year, the weeks around the lunar new year, and where a bureau's months and years begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.catalogue.problems import Fault
from core.time.reporting_calendar import UNDECIDED_DAY

SPRING = "spring"


class WorkYear(BaseModel):
    """A year's arrangement (the id is the year).

    off: weekdays off. on: weekend days worked (调休). source: who announced it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    off: list[date]
    on: list[date]
    source: Annotated[str, Field(min_length=4)]


class Festival(BaseModel):
    """The weeks about a moving festival in which the plain calendar misleads: days before and after its first day.

    longest: a window of more days is compared by the plain calendar alone. source: who says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: Annotated[int, Field(ge=0, le=60)]
    after: Annotated[int, Field(ge=0, le=60)]
    longest: Annotated[int, Field(ge=1, le=366)]
    source: str


class StatisticsMonth(BaseModel):
    """The month (统计月) that every period, comparison, cube cell and chart follows.

    begins: the day of the month, 26 for months from the 26th to the 25th. A month is named after the calendar month
    in which its middle lies: 2026-05 is then 26 April to 25 May, and with 5 it is 5 May to 4 June.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: Annotated[int, Field(ge=1, le=28)] = 1

    @field_validator("begins")
    @classmethod
    def _has_a_name(cls, begins: int) -> int:
        """A month must lie more in one calendar month than in the other."""
        if begins == UNDECIDED_DAY:
            raise ValueError("a month from the 16th to the 15th lies as much in one calendar month as in the other")
        return begins


class AssessmentYear(BaseModel):
    """The year (考核年度) that every period, comparison and year to date follows.

    begins: month and day, such as "12-21" (2026 is then 21 December 2025 to 20 December 2026); empty, the year is
    its twelve statistics months.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: str = ""

    @property
    def month_and_day(self) -> tuple[int, int] | None:
        """The month and the day, if the year has a beginning of its own."""
        return (int(self.begins[:2]), int(self.begins[3:])) if self.begins else None

    @field_validator("begins")
    @classmethod
    def _is_near_new_year(cls, begins: str) -> str:
        """A year must begin before the weeks of the lunar new year, which belong to its beginning."""
        if begins and not re.fullmatch(r"1[12]-(0[1-9]|1[0-57-9]|2[0-8])|01-(0[1-9]|1[0-57-9]|20)", begins):
            raise ValueError("a year begins between 11-01 and 01-20, on a day from 01 to 28 other than 16")
        return begins


def year_faults(name: str, year: WorkYear) -> Iterator[Fault]:
    """Yield what is wrong with a year: its days lie in it, weekdays are off and weekend days worked, none twice."""
    if not (name.isdecimal() and len(name) == 4):
        yield "编号不是年份", "写成 [workdays.2027] 这样"
        return
    for field, weekend in (("off", False), ("on", True)):
        days: list[date] = getattr(year, field)
        if len(set(days)) != len(days):
            yield f"{field} 里同一天写了两次", "每天只写一次"
        for day in days:
            if day.year != int(name):
                yield f"{field} 的 {day} 不在 {name} 年", "写到它自己那一年里"
            elif (day.weekday() >= 5) != weekend:
                expected = "不是周末" if weekend else "是周末"
                yield f"{field} 的 {day} {expected}", "off 只写放假的周一至周五，on 只写上班的周六周日"
