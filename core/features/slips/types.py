"""What a reminder slip says, as plain data. It holds no count of a community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.features.slips.hours import Stretch
from core.features.slips.issue import Issue
from core.metrics.types import UnitRef


@dataclass(frozen=True, slots=True)
class Line:
    """A class of alerts on a slip: what may be said of the community, and the station's own numbers.

    rose: 确有上升 may be said of the community; otherwise nothing is said of it. `before` is the station's mean by
    four weeks. station_rose: the station's own verdict. `hours` are the station's; `no_hours` says why there are none
    (Chinese). `advice` stands where the class rose in the community or in the station as a whole.
    """

    measure: str
    zh: str
    rose: bool
    now: int
    before: float
    station_rose: bool
    hours: Stretch | None
    no_hours: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of a community. `missing` says why there is nothing to go by (Chinese); there are no lines then.

    `compared` is the number of comparisons of communities that share the chance of an error, `weeks_before` how many
    weeks the four are compared with. `usual` are the usual reminders, where nothing rose.
    """

    bureau: str
    demo: bool
    station: UnitRef
    community: UnitRef
    issue: Issue
    as_of: date
    missing: str
    lines: tuple[Line, ...]
    communities: int
    compared: int
    weeks_before: int
    usual: tuple[str, ...]

    @property
    def risen(self) -> tuple[Line, ...]:
        """The classes of which a rise may be said: first those that rose in the community, then in the station."""
        return tuple(sorted((line for line in self.lines if line.advice), key=lambda line: not line.rose))
