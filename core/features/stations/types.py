"""What is answered of one station. Plain data without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from core.comparison.types import PeerVerdict, Position, Side
from core.metrics.types import Change, ChangeKind, Figure, Judgement, Window

DecompositionAxis = Literal["kind", "community"]


@dataclass(frozen=True, slots=True)
class PeerPosition:
    """A unit among its peers by one KPI, and no other unit's figure.

    `value` is what is compared (a count by its exposure), in `unit`; a rate lies between 0 and 1. `low` and `high` hold
    the middle half of the `many` peers, the unit itself among them; None of too few. `position` and `side` are those of
    the funnel. `reason` (Chinese) says why the unit is not compared.
    """

    kpi: str
    group: str
    quantity_zh: str
    unit: str
    digits: int
    value: float | None
    low: float | None
    high: float | None
    peer_count: int
    position: Position | None
    side: Side
    verdict: PeerVerdict | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangeComponent:
    """One part of a change: its figures then and now, and what it has added.

    `added` is in the KPI's own measure (events, or parts of one of a rate); of a rate `mix` is how much of it comes
    from the part's share of the cases, the rest from its own rate. `judgement` is None of what is left over, which is
    no figure of its own.
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
    """A change taken apart by kinds or by communities. The parts' `added` come to exactly the whole's change.

    `window` and `base` are the days that are set against each other; `then`, `now` and `judgement` the whole's over
    them. `parts` are empty exactly where `reason` (Chinese) says why it cannot be taken apart. `hidden` is how many
    communities are told together with what is left over, since their small numbers are not shown.
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
    hidden_communities: int = 0
    is_reversed: bool = False
    reason: str = ""

    @property
    def mix_effect(self) -> Fraction:
        """How much of a rate's change comes from the parts' shares of the cases."""
        return sum((one.mix_effect for one in self.components), Fraction(0))

    @property
    def contribution(self) -> Fraction:
        """All that the parts have added: the whole's change."""
        return sum((one.contribution for one in self.components), Fraction(0))


@dataclass(frozen=True, slots=True)
class CommunityChange:
    """A community's figures then and now, as far as they may be told, with the judgement of the change."""

    zh: str
    base_figure: Figure
    figure: Figure
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class CommunityBreakdown:
    """A station's communities by one KPI, and the station's change taken apart by them."""

    communities: tuple[CommunityChange, ...]
    decomposition: ChangeDecomposition


@dataclass(frozen=True, slots=True)
class StationDueDispute:
    """A dispute whose due date is near or past, with the names of those on the task (责任人, 包案领导), if any.

    `left` is how many days are left until it is due, negative once it is past.
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
    """How one kind of work lies over the people of a station who have the same post: nobody's name, no order.

    `low`, `middle` and `high` are the quartiles of `many` people; None of so few that they would point at persons.
    `each` has the amounts one by one, smallest first, where whoever looks may see them.
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
