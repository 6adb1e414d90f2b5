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
        yield "the id is no year", "write such as [workdays.2027]"
        return
    for field, weekend in (("off", False), ("on", True)):
        days: list[date] = getattr(year, field)
        if len(set(days)) != len(days):
            yield f"`{field}` names a day twice", "name each once"
        for day in days:
            if day.year != int(name):
                yield f"`{field}`: {day} is not in {name}", "put it under its own year"
            elif (day.weekday() >= 5) != weekend:
                expected = "no weekend day" if weekend else "a weekend day"
                yield f"`{field}`: {day} is {expected}", "off has weekdays alone, on has Saturdays and Sundays alone"
