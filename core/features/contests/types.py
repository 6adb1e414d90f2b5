"""Answers about a contest, as plain data without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from core.metrics.types import UnitRef, Verdict, Window

BaseKind = Literal["yoy", "lunar"]


class AreaGrade(StrEnum):
    """The grade of an area (定级); the value is its label."""

    LEADING = "领先"
    LAGGING = "落后"
    INCONCLUSIVE = "不足以定级"


@dataclass(frozen=True, slots=True)
class SituationCount:
    """A KPI's count now and in the base, shown as situation only; None where there is none."""

    kpi: str
    now: float | None
    base: float | None


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area. `change` is in % per day, exact; `low`…`high` is its 95% interval (None without an end).

    `verdict` is on its own change alone; `phi` the dispersion of its own months. `gap` is how much lower (−) or higher
    its change is than that of all areas together, in % of theirs. `shrunk` is the change as far as the evidence bears
    it out, drawn towards the common change the more, the fewer the alerts. `detectable_fall` and `detectable_rise` are
    the smallest gaps that could have been told (4 times in 5), in % of the common change; None where a tenfold one
    could not. `place` is by `shrunk` and may lie from `place_low` to `place_high` (95%); None where nobody is placed.
    `grade` is None there too; `reason` (Chinese) explains it.
    """

    id: str
    zh: str
    members: tuple[UnitRef, ...]
    now: int
    base: int
    change: Fraction | None
    low: float | None
    high: float | None
    phi: float
    verdict: Verdict
    gap: Fraction
    shrunk: float
    detectable_fall: float | None
    detectable_rise: float | None
    place: int | None
    place_low: int | None
    place_high: int | None
    grade: AreaGrade | None
    reason: str
    situation: tuple[SituationCount, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An area that is not compared, with the reason (Chinese)."""

    zh: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest over a period against the base of its kind.

    `level` is the exact change of all areas together, in % per day. `lines` are sorted by place, or stand in the
    order of the units' table where nobody is placed: `unplaced` (Chinese) then says why. `decisions` lists the
    decisions by which barred counts enter (Chinese). `is_shrunk_to_nothing` says that the areas' changes hold hardly
    any difference beyond chance, so that shrunk changes are not shown. `alpha` is the highest chance that any area at
    all is graded falsely.
    """

    id: str
    zh: str
    remark: str
    bureau: str
    demo: bool
    group: str
    period: Window
    base: Window
    base_kind: BaseKind
    label: str
    complete: bool
    as_of: date
    data_version: int
    counts: tuple[str, ...]
    now: int
    before: int
    level: Fraction | None
    lines: tuple[AreaLine, ...]
    left_out: tuple[LeftOut, ...]
    unplaced: str
    is_shrunk_to_nothing: bool
    decisions: tuple[str, ...]
    alpha: float
    notes: tuple[str, ...]
