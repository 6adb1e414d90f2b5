"""When a figure is watched after its instruction was filed, and which days that is compared with. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.instructions.model import Stage, WatchOutcome
from core.instructions.states import InstructionState
from core.metrics.reporting_period import shift_months
from core.metrics.types import Window
from core.time.days import day_of_time, month_days, month_number, to_date
from core.time.periods import parse_fixed

YEARS_BACK = 3  # the base year is one of these


class Stand(StrEnum):
    """How far a watch has come: none is kept, it runs, the data do not reach its end yet, it is over."""

    NONE = "none"
    RUNNING = "running"
    WAITING = "waiting"
    OVER = "over"


class Watched(NamedTuple):
    """A watch: over which days, and what came of it once it is over, by the data as they are.

    `sealed` is what was written down. `waits` (Chinese) says what the data lack.
    """

    stand: Stand
    window: Window | None = None
    outcome: WatchOutcome | None = None
    waits: str = ""
    sealed: WatchOutcome | None = None

    @property
    def said(self) -> WatchOutcome | None:
        """What counts: as written down, otherwise by the data as they are."""
        return self.sealed or self.outcome


class Windows(NamedTuple):
    """The watch, the same dates of an earlier year, the evidence's period, and that a year before."""

    watch: Window
    watch_base: Window
    told: Window
    told_base: Window

    def all(self) -> tuple[Window, ...]:
        """In this order."""
        return tuple(self)


def window_of(state: InstructionState, months: int) -> Window | None:
    """The whole months after the filing; None for what is not filed, or names no figure of a period."""
    if state.stage is not Stage.FILED or state.ended_at is None or state.content.kpi is None or told_in(state) is None:
        return None
    first = month_number(to_date(day_of_time(state.ended_at))) + 1
    return Window(month_days(first)[0], month_days(first + months - 1)[1])


def told_in(state: InstructionState) -> Window | None:
    """The period of the evidence."""
    days = parse_fixed(state.content.period or "")
    return None if days is None else Window(*days)


def windows(watch: Window, told: Window) -> Windows | None:
    """What is compared; None where the evidence spans so many years that no base lies before it.

    The base of the watch ends before the evidence begins: days of the evidence were looked at when the unit was
    chosen, and are no fair base.
    """
    for years in range(1, YEARS_BACK + 1):
        base = _years_before(watch, years)
        if base.last < told.first:
            return Windows(watch, base, told, _years_before(told, 1))
    return None


def _years_before(window: Window, years: int) -> Window:
    return Window(shift_months(window.first, -12 * years), shift_months(window.last, -12 * years))
