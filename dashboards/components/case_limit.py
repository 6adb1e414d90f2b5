"""What is left of the limit of an open case, or by how many days it is over, on the pages and in their files."""

from __future__ import annotations

from datetime import date

from core.features.dockets.open_cases import DueState, OpenCase, days_over_text
from dashboards.i18n.words import dockets as words


def left_text(case: OpenCase, day: date) -> str:
    """Return what a case has left on a day, or how many full days it is over."""
    if case.state is DueState.OVERDUE:
        return words.EXCEEDED.format(days=days_over_text(case.days_over(day)))
    return words.LEFT.format(days=case.days_left)


def days_left(case: OpenCase, day: date) -> int:
    """Return the full days that a case has left on a day, or those that it is over as a negative number."""
    return -case.days_over(day) if case.state is DueState.OVERDUE else case.days_left
