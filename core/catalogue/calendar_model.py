"""Holidays by year, and the weeks around the lunar new year, as declared in calendar.toml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.catalogue.problems import Fault

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
