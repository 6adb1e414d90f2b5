"""Issues of reminder slips: one every four weeks, by a calendar that nobody can move.

Four weeks that never overlap: by its changes, a slip a day would give away the counts of a single day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.metrics.types import Window
from core.time.days import day_number, to_date, week_days, week_number

WEEKS = 4
DAYS = 7 * WEEKS
BASELINE_ISSUES, FEWEST_ISSUES = 12, 6  # the issues that the newest is compared with, and the fewest that will do
YEAR_ISSUES = BASELINE_ISSUES + 1
YEARS = 3  # of issues from which the dispersion is estimated


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """Four weeks from Monday to Sunday; `number` counts such stretches since 1970."""

    number: int

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(week_days(self.number * WEEKS)[0], week_days(self.number * WEEKS + WEEKS - 1)[1])

    @property
    def start(self) -> date:
        """Its first Monday."""
        return to_date(self.window.first)

    @property
    def end(self) -> date:
        """Its last Sunday."""
        return to_date(self.window.last)

    def before(self, count: int) -> Issue:
        """Return the issue so many before it."""
        return Issue(self.number - count)


def last_issue(day: date) -> Issue:
    """Return the newest issue that is over at the end of a day."""
    return Issue((week_number(day_number(day) + 1)) // WEEKS - 1)
