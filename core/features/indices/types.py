"""Indices as plain data: scores and what they are made of, codes, tables and trends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.catalogue.index_model import Band, Index
from core.labelled_enum import LabelledEnum
from core.metrics.types import Figure, UnitRef, Verdict, Window


class CodeState(LabelledEnum):
    """State of a code: GRADED (its band is sure), UNDECIDED (a score, but no sure band), UNRATED (no score).

    A graded code is labelled by its band.
    """

    GRADED = "graded"
    UNDECIDED = "undecided", "尚难判定"
    UNRATED = "unrated", "暂不评定"


UNRATED = CodeState.UNRATED.label


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One KPI's part in a score.

    `weight` is as declared; `share` its share (0 to 1) of the weights that count, None where it is left out, for the
    Chinese `reason`. `points` (0 to 100) is what the figure scores, `contribution` = share × points; the contributions
    add up to the score.
    """

    kpi: str
    zh: str
    weight: float
    share: float | None
    figure: Figure
    points: float | None
    contribution: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """An index of a unit over a window: `value` is None exactly when `reason` says why.

    `low` and `high` are its 95% interval. `known_weight` is the share of the weights that count.
    """

    index: str
    unit: UnitRef
    value: float | None
    low: float | None
    high: float | None
    known_weight: float
    parts: tuple[ScorePart, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Code:
    """红黄绿码: the band of a score where the evidence holds it there, and otherwise none.

    `possible` are the bands that an undecided score may lie in. `confidence` is the probability of the band of the
    score. `reason` says it in Chinese. `next_band` is the band next to that of the score, `distance` points away.
    """

    state: CodeState
    band: Band | None
    possible: tuple[Band, ...]
    confidence: float | None
    reason: str
    next_band: Band | None = None
    distance: float | None = None

    @property
    def word(self) -> str:
        """The word written beside the shape."""
        return self.band.zh if self.band else self.state.label

    @property
    def shape(self) -> str:
        """The sign beside the word; never a colour alone."""
        return self.band.shape if self.band else "◇" if self.state is CodeState.UNDECIDED else "—"

    @property
    def list(self) -> str | None:
        """The month's list that the unit stands on, if any."""
        return self.band.list if self.band else None


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score against the same months of the year before: the difference, its interval, and the verdict.

    `change`, `low` and `high` are shrunk (see shrinkage.py) and are what is shown; `raw` is the plain difference.
    """

    base: float | None
    change: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    reason: str
    raw: float | None = None


@dataclass(frozen=True, slots=True)
class IndexTable:
    """An index of many units over a month (with those before it that its window takes in).

    `scores` and `codes` by unit, in the order of `units`; no codes where the index has no bands. `remarks` are to be
    shown wherever any of it is: whose scale it is, and every decision that sets a bar aside.
    """

    index_id: str
    index: Index
    month: int
    window: Window
    as_of: date
    data_version: int
    demo: bool
    units: tuple[UnitRef, ...]
    scores: Mapping[int, Score]
    codes: Mapping[int, Code]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexTrend:
    """An index of one unit: `scores` by `months`, and the `change` of the last against a year before."""

    index_id: str
    index: Index
    months: tuple[int, ...]
    scores: tuple[Score, ...]
    change: ScoreChange
    remarks: tuple[str, ...]
