"""Periods that a bulletin of a kind may be made of, the newest first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from core.bulletins.build import period_text_of, period_to_ask
from core.bulletins.kind_model import BulletinKind
from core.metrics.reporting_period import resolve_period
from core.time.reporting_calendar import ReportingCalendar


class PeriodChoice(NamedTuple):
    """A period as it is asked for, its name as a bulletin has it, and whether it is over."""

    period: str
    label: str
    is_over: bool


def recent_periods(kind: BulletinKind, as_of: date, calendar: ReportingCalendar, count: int) -> list[PeriodChoice]:
    """Return the last periods of a kind up to a day, that in progress among them."""
    choices, day = [], as_of
    for _ in range(count):
        period = period_to_ask(kind, _first_day(kind, day), calendar)
        resolved = resolve_period(period, as_of, calendar)
        choices.append(PeriodChoice(period, period_text_of(resolved, calendar), resolved.is_complete))
        day = resolved.full_window.start - timedelta(days=1)
    return choices


def _first_day(kind: BulletinKind, day: date) -> date:
    """Return a day from which the period that holds a day can be named: of a week its Monday."""
    return day - timedelta(days=day.weekday()) if kind.period == "week" else day
