"""Reminder slips as plain data. It holds no count of a community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.features.slips.hours import PeakHours
from core.features.slips.issue import Issue
from core.metrics.types import UnitRef


@dataclass(frozen=True, slots=True)
class AlertLine:
    """A class of alerts on a slip: what may be said of the community, and the station's own numbers.

    community_rose: 疑似上升 may be said of the community; otherwise nothing is said of it. `usual_count` is the
    station's mean by four weeks. station_rose: the station's own verdict. `peak_hours` are the station's;
    `no_peak_reason` says why there are none (Chinese). `advice` stands where the class rose in the community or in the
    station as a whole.
    """

    measure: str
    zh: str
    community_rose: bool
    count: int
    usual_count: float
    station_rose: bool
    peak_hours: PeakHours | None
    no_peak_reason: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of a community. `incomplete_reason` says why nothing is compared (Chinese); there are no lines then.

    `comparisons` is the number of comparisons of communities that share the chance of an error, `baseline_weeks` how
    many weeks the four are compared with. `usual_advice` are the usual reminders, where nothing rose.
    """

    bureau: str
    demo: bool
    station: UnitRef
    community: UnitRef
    issue: Issue
    as_of: date
    incomplete_reason: str
    lines: tuple[AlertLine, ...]
    communities: int
    comparisons: int
    baseline_weeks: int
    usual_advice: tuple[str, ...]

    @property
    def risen_lines(self) -> tuple[AlertLine, ...]:
        """The classes of which a rise may be said: first those that rose in the community, then in the station."""
        return tuple(sorted((line for line in self.lines if line.advice), key=lambda line: not line.community_rose))
