"""Answers about one station, as plain data without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from core.comparison.types import PLAIN, AgainstGroup, PeerVerdict, Position, Reading, Side
from core.metrics.types import Change, ChangeKind, Figure, Judgement, Window

DecompositionAxis = Literal["kind", "community"]


@dataclass(frozen=True, slots=True)
class PeerPosition:
    """A unit among its peers by one KPI, and no other unit's figure.

    `exact` is the quantity compared (a count by its exposure), in `unit`; a rate lies between 0 and 1. `low` and `high`
    hold the middle half of the `peer_count` peers, the unit itself among them; None of too few. `against_group` is by
    the unit's own error, `position` and `side` among the peers' usual differences. `reading` says what high
    and low mean. `reason` (Chinese) says why the unit is not compared.
    """

    kpi: str
    group: str
    quantity_zh: str
    unit: str
    digits: int
    exact: Fraction | None
    low: float | None
    high: float | None
    peer_count: int
    position: Position | None
    side: Side
    verdict: PeerVerdict | None
    reason: str = ""
    against_group: AgainstGroup | None = None
    reading: Reading = PLAIN


@dataclass(frozen=True, slots=True)
class ChangeComponent:
    """One component of a change: its figures in the base and now, and its contribution.

    `contribution` is in the KPI's own measure (events, or parts of one of a rate); of a rate, `mix_effect` is as much
    of it as comes from the component's share of the cases, and the rest comes from its own rate. `judgement` is None of
    the remainder, which is no figure of its own.
    """

    zh: str
    base_figure: Figure
    figure: Figure
    contribution: Fraction
    mix_effect: Fraction
    change: Change | None
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class ChangeDecomposition:
    """A change decomposed by kinds or by communities; the contributions add up to exactly the total change.

    `window` and `base_window` are the days compared; `figure`, `base_figure` and `judgement` are the total's over them.
    `components` are empty exactly where `reason` (Chinese) says why there is no decomposition. Communities whose small
    numbers are not shown are part of the remainder, the last one.
    """

    kpi: str
    axis: DecompositionAxis
    change_kind: ChangeKind
    window: Window
    base_window: Window
    base_figure: Figure
    figure: Figure
    change: Change
    judgement: Judgement
    components: tuple[ChangeComponent, ...]
    is_reversed: bool = False
    reason: str = ""

    @property
    def mix_effect(self) -> Fraction:
        """The part of a rate's change that comes from the components' shares of the cases."""
        return sum((component.mix_effect for component in self.components), Fraction(0))

    @property
    def contribution(self) -> Fraction:
        """The sum of all contributions: the total change."""
        return sum((component.contribution for component in self.components), Fraction(0))


@dataclass(frozen=True, slots=True)
class CommunityChange:
    """A community's figures in the base and now, as far as they may be shown, with the judgement of the change."""

    zh: str
    base_figure: Figure
    figure: Figure
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class CommunityBreakdown:
    """A station's communities by one KPI, and the station's change decomposed by them."""

    communities: tuple[CommunityChange, ...]
    decomposition: ChangeDecomposition


@dataclass(frozen=True, slots=True)
class StationDueDispute:
    """A dispute whose due date is near or past, with the names of those on the task (责任人, 包案领导), if any.

    `days_left` is negative once the date is past.
    """

    id: str
    kind: str
    due: date
    days_left: int
    is_key: bool
    owner: str | None
    leader: str | None


@dataclass(frozen=True, slots=True)
class WorkloadSpread:
    """The spread of one kind of work over the people of a station with the same post: no names, no ranking.

    `low`, `median` and `high` are the quartiles of `officer_count` people; None of so few that they would point at
    persons. `amounts` has the amounts one by one, smallest first, where the viewer may see them.
    """

    group: str
    officer_count: int
    measure: str
    zh: str
    unit: str
    low: float | None
    median: float | None
    high: float | None
    amounts: tuple[int, ...] = ()
