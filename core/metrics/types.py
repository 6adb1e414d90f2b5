"""Answers of the engine: windows, figures, changes, boards. Plain data without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal, NamedTuple

from core.store.sources import SourceAge
from core.store.units import UnitRef
from core.time.days import to_date
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

__all__ = [
    "Board",
    "Change",
    "ChangeKind",
    "ChangeUnit",
    "ClassShare",
    "Detectable",
    "DueDispute",
    "ExplainedChange",
    "Explanation",
    "Figure",
    "Judgement",
    "OfficerFigure",
    "SourceAge",
    "StandardAnswer",
    "StandardStatus",
    "Tone",
    "UnitRef",
    "Verdict",
    "Window",
]

ChangeKind = Literal["yoy", "mom", "month", "lunar"]
Tone = Literal["better", "worse", "none"]


class Verdict(StrEnum):
    """The verdict on a change; the value is its label.

    FLAT: the whole interval lies within what is worth saying. UNCLEAR: it does not, and does not lie to one side.
    TOO_FEW: so few that chance alone hides even a doubling. TOO_WIDE: many enough, but they vary so that it is hidden.
    """

    RISE = "确有上升"
    FALL = "确有下降"
    FLAT = "基本持平"
    UNCLEAR = "看不出"
    TOO_FEW = "基数过小"
    TOO_WIDE = "区间过宽"
    NOT_COMPARABLE = "不可比"

    @property
    def code(self) -> str:
        """The word for scripts."""
        return _VERDICT_CODES[self]

    @property
    def phrase(self) -> str:
        """The label as it stands in a sentence."""
        return UNCLEAR_PHRASE if self is Verdict.UNCLEAR else str(self)

    @property
    def is_firm(self) -> bool:
        """True of a rise or a fall that is beyond doubt."""
        return self is Verdict.RISE or self is Verdict.FALL


UNCLEAR_PHRASE = "看不出升降"
_VERDICT_CODES = {
    Verdict.RISE: "rise",
    Verdict.FALL: "fall",
    Verdict.FLAT: "flat",
    Verdict.UNCLEAR: "unclear",
    Verdict.TOO_FEW: "small_base",
    Verdict.TOO_WIDE: "small_base",
    Verdict.NOT_COMPARABLE: "incomparable",
}


class StandardStatus(StrEnum):
    """The answer to a standard; the value is its label."""

    MET = "达标"
    MISSED = "未达标"
    UNDECIDED = "尚难判定"


class ChangeUnit(StrEnum):
    """The unit of a change; the value is its label."""

    PERCENT = "%"
    POINTS = "个百分点"


@dataclass(frozen=True, slots=True)
class Window:
    """Day numbers from first to last, both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """The number of days."""
        return self.last - self.first + 1

    @property
    def start(self) -> date:
        """The first date."""
        return to_date(self.first)

    @property
    def end(self) -> date:
        """The last date."""
        return to_date(self.last)


class Ripeness(NamedTuple):
    """Outcomes still to come, as to earlier months of the age, in 个百分点 of a rate or % of a count; None: unknown.

    Of a figure it is told at the figure's own level, of a cohort at that of the earlier months; it is ripe where less
    came to those than is worth saying. `settled_later`: which share of what is still open at its age earlier months
    settled later; of a rate alone, None where it is not known.
    """

    still_to_come: float | None
    is_ripe: bool
    settled_later: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI of a unit over a window. `exact` is None exactly when `reason` (a Chinese sentence) says why.

    For a count or stock the numerator is the count and the denominator is None. A rate lies between 0 and 1.
    `exact` is the fraction that the counts give, and what is printed is rounded from it, once; `value` is the nearest
    float, for statistics and charts. `as_of` is the day the figure speaks of where that is not the window's end (a
    stock last counted earlier). `note` is a Chinese remark to be shown beside the figure. `has_false_part` says that a
    report of a unit or of some of the days, which the figure adds up, is known to be false; the note names it.
    `is_unripe` says that there is no rate because its records cannot be finished yet (core/board/unripe_days.py).
    `ripeness` is that of a cohort as known today, None of another KPI and where nobody asked. `outcomes_until` is the
    day by which a cohort's outcomes are counted where the unit's records end before the day asked for.
    """

    numerator: int | None
    denominator: int | None
    exact: Fraction | None
    reason: str | None = None
    as_of: date | None = None
    note: str | None = None
    has_false_part: bool = False
    is_unripe: bool = False
    ripeness: Ripeness | None = None
    outcomes_until: date | None = None

    @property
    def value(self) -> float | None:
        """The figure as a float; None where there is none."""
        return None if self.exact is None else float(self.exact)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against its base. `change` is exact, in `unit`: % of the base, or 个百分点 for a rate.

    `change` is None exactly when `reason` says why. `per_day` is the exact change of the per-day amounts in %,
    given for counts, and ratios of counts, whose windows differ in days.
    """

    kind: ChangeKind
    base: Window
    base_figure: Figure
    change: Fraction | None
    unit: ChangeUnit
    reason: str | None = None
    per_day: Fraction | None = None
    note: str | None = None

    @property
    def is_barred(self) -> bool:
        """True where both figures may be there, and must not be set against each other: of two areas, for one."""
        return self.change is None and self.note is not None


class Detectable(NamedTuple):
    """The smallest true fall and rise that would have been told, both positive, in the change's unit; None: no such."""

    fall: float | None = None
    rise: float | None = None

    @property
    def size(self) -> float | None:
        """The rise, or the fall where there can be no rise."""
        return self.fall if self.rise is None else self.rise


NONE_DETECTABLE = Detectable()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of a change from `n0` to `n1` (a rate's numerators; None of a percentile).

    `v0` and `v1` are the KPI's exact values, then and now.

    `low` and `high` are the 95% interval of the change taken alone, in the change's own unit (per day where the
    windows differ in days); None where there is none, or no end to it, and of a small base. The verdict weighs all of
    its family. `phi` is the dispersion of the unit's own history. `tone` is of the verdict, never of the sign alone.
    `reason` says why this verdict, `sentence` all of it (both Chinese). `note` is what a reader must know beside it:
    that the weeks around the lunar new year make the plain 同比 mislead. `detectable` is the smallest true change that
    would have been told (core/judgement/detectable.py). `counted_label` is the label of what is counted in full: its
    change is a fact and no matter of evidence, and the verdict only says whether it is worth saying.
    """

    verdict: Verdict
    n0: int | None
    n1: int | None
    low: float | None
    high: float | None
    phi: float | None
    tone: Tone
    reason: str
    sentence: str
    v0: Fraction | None = None
    v1: Fraction | None = None
    note: str = ""
    detectable: Detectable = NONE_DETECTABLE
    counted_label: str = ""

    @property
    def label(self) -> str:
        """The verdict as people read it."""
        return self.counted_label or str(self.verdict)

    @property
    def phrase(self) -> str:
        """The label as it stands in a sentence."""
        return self.counted_label or self.verdict.phrase


@dataclass(frozen=True, slots=True)
class StandardAnswer:
    """The answer to a standard, met or missed only beyond doubt.

    `low` and `high` are the figure's own 95% interval, None if it is counted in full.
    """

    status: StandardStatus
    low: float | None
    high: float | None
    tone: Tone
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Board:
    """One whole answer: KPIs × units, this window with its bases, and the months behind it.

    `units[0]` is the unit asked about; the rest are the stations below it (none for a station).
    `months` are month numbers, oldest first, and `series[kpi, unit]` runs along them: each month as known at
    its own end.
    `as_of` is the last day every source shown covers, but for those that are late; `is_complete` is False while
    the period still runs. `late_kpis` has the KPIs that rest on a late source, with its last day; what is shown of
    them ends there. `late_boards` has the board, as of that day, that such a KPI's figures come from (`board_of` finds
    it), with a window, bases and months of its own. A late KPI without such a board has no figure in this period.
    `judgements` has one for each change, `standards` one for each figure that its KPI's standard speaks of.
    `intervals` has each figure's own 95% interval; None of what is counted in full, and of a figure that is missing.
    `deteriorations` has the stations' changes for the worse that are significant in a search of all stations by all
    KPIs, and `missed_standards` the standards not met where all are asked at once: what may be said of a board in a
    few sentences. All are computed when first looked at, from the database if it is still open.
    `calendar` says where the bureau's months and years begin.
    """

    bureau: str
    demo: bool
    as_of: date
    data_version: int
    period: Window
    label: str
    is_complete: bool
    kpis: tuple[str, ...]
    units: tuple[UnitRef, ...]
    figures: Mapping[tuple[str, int], Figure]
    changes: Mapping[tuple[str, int, ChangeKind], Change]
    months: tuple[int, ...] = ()
    series: Mapping[tuple[str, int], tuple[float | None, ...]] = field(default_factory=dict)
    sources: tuple[SourceAge, ...] = ()
    judgements: Mapping[tuple[str, int, ChangeKind], Judgement] = field(default_factory=dict)
    standards: Mapping[tuple[str, int], StandardAnswer] = field(default_factory=dict)
    intervals: Mapping[tuple[str, int], tuple[float, float] | None] = field(default_factory=dict)
    deteriorations: Mapping[tuple[str, int, ChangeKind], Judgement] = field(default_factory=dict)
    missed_standards: Mapping[tuple[str, int], StandardAnswer] = field(default_factory=dict)
    late_kpis: Mapping[str, date] = field(default_factory=dict)
    late_boards: Mapping[str, Board] = field(default_factory=dict)
    calendar: ReportingCalendar = CALENDAR

    def board_of(self, kpi: str) -> Board:
        """The board that a KPI's figures come from: of a late one its own, cut at its last day; otherwise this."""
        return self.late_boards.get(kpi, self)


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """A change in an explanation: n₀ → n₁, the change, its interval, its verdict with a shape, and all the rest."""

    label: str
    span: str
    change: str
    interval: str
    verdict: str
    tone: Tone
    details: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to «how am I defined, from which rows, as of when, how sure»: label → text lines, in order.

    `changes` are its changes, each with its judgement.
    """

    title: str
    lines: tuple[tuple[str, str], ...]
    changes: tuple[ExplainedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassShare:
    """A class of alerts, by its measure, with its count and last year's."""

    measure: str
    zh: str
    value: int | None
    base: int | None


@dataclass(frozen=True, slots=True)
class OfficerFigure:
    """An officer's own count or rate beside the middle half (quarter to three quarters) of a group, and its size.

    `group` says in Chinese whose middle half it is: 同岗位, or 本所民警 where too few have the same post. Of a rate
    `measure` is a KPI, `own_count` the officer's numerator and `denominator` the officer's own; `peers_low` and
    `peers_high` are rates between 0 and 1, of the `officers` who have a denominator; `rate_low` and `rate_high` are the
    own rate's 95% interval, None without a denominator. `covered_until` is the last day that its records cover, where
    that is earlier than the window's. `has_mixed_posts` tells that the colleagues of `group` do not all have one post,
    `is_newcomer` that the officer came to the post within the days, and is compared with nobody.
    """

    measure: str
    zh: str
    unit: str
    own_count: int
    peers_low: float | None
    peers_high: float | None
    officers: int
    group: str
    denominator: int | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    covered_until: date | None = None
    has_mixed_posts: bool = False
    is_newcomer: bool = False


@dataclass(frozen=True, slots=True)
class DueDispute:
    """A dispute that an officer answers for: number, kind, due date, days overdue (negative: days left).

    `leader` is the name of who stands above in this task (包案领导), if anybody: both are on it.
    """

    id: str
    kind: str
    reported: date
    due: date | None
    overdue: int | None
    key: bool
    leader: str | None = None
