"""The days of a watch after an instruction was filed, and the days that they are compared with. Pure."""

from __future__ import annotations

from typing import NamedTuple

from core.instructions.model import Stage
from core.instructions.states import InstructionState
from core.metrics.reporting_period import shift_months
from core.metrics.types import Window
from core.time.days import day_of_time
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import ReportingCalendar

MAX_YEARS_BACK = 3  # the base year is one of these


class FollowUpWindows(NamedTuple):
    """The watch, the same dates of an earlier year, the evidence's period, and the same a year before that."""

    watch: Window
    watch_base: Window
    evidence: Window
    evidence_base: Window


def watch_window(state: InstructionState, months: int, calendar: ReportingCalendar) -> Window | None:
    """The whole months after the filing; None if it is not filed, or names no figure of a fixed period."""
    if (
        state.stage is not Stage.FILED
        or state.ended_at is None
        or state.content.kpi is None
        or evidence_window(state, calendar) is None
    ):
        return None
    first = calendar.month_of(day_of_time(state.ended_at)) + 1
    return Window(*calendar.months_days(first, first + months - 1))


def evidence_window(state: InstructionState, calendar: ReportingCalendar) -> Window | None:
    """The period of the evidence; None where it is not of fixed days."""
    try:
        return Window(*parse_period(state.content.period or "", calendar))
    except PeriodTextError:
        return None


def follow_up_windows(watch: Window, evidence: Window) -> FollowUpWindows | None:
    """The windows to compare; None where the evidence spans so many years that no base lies before it.

    The base of the watch ends before the evidence begins: days of the evidence were looked at when the unit was
    chosen, and are no fair base.
    """
    for years in range(1, MAX_YEARS_BACK + 1):
        base = _years_before(watch, years)
        if base.last < evidence.first:
            return FollowUpWindows(watch, base, evidence, _years_before(evidence, 1))
    return None


def _years_before(window: Window, years: int) -> Window:
    return Window(shift_months(window.first, -12 * years), shift_months(window.last, -12 * years))
