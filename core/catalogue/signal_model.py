"""Rules of signals (预警), and how many false ones a bureau is willing to bear, as declared in signals.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.entry import Entry

SignalKind = Literal[
    "rise", "lasting", "cluster", "fault", "nights", "unsettled", "missed", "late", "overdue", "repeat", "twice"
]
SignalFamily = Literal["burst", "lasting", "data", "late", "list"]
FaultSides = Literal["more", "fewer", "both"]
WorkList = Literal["key_disputes", "cases", "instructions"]
# Kinds that watch plain counts.
COUNT_KINDS: tuple[SignalKind, ...] = ("rise", "lasting", "cluster", "fault", "nights", "unsettled")
CHANCE_KINDS: tuple[SignalKind, ...] = (*COUNT_KINDS, "missed")  # those that can be false by chance
WINDOWED_KINDS = tuple(kind for kind in (*CHANCE_KINDS, "repeat", "twice") if kind != "lasting")  # by windows of days
WEEK = 7
MONTH_DAYS = 365.25 / 12


class FalseAlarms(BaseModel):
    """Say how many false signals a month the whole bureau is willing to bear; every threshold follows from it.

    a_month: on average, of all the rules together that chance can mislead.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    a_month: Annotated[float, Field(gt=0, le=100)]


class SignalRule(Entry):
    """A rule that gives signals.

    kind: rise (a count of a station or of the bureau above its own expectation), lasting (the same added up from week
        to week, for rises that are moderate and stay), cluster (a count of a community, by whole weeks), fault (a
        station's count so far from its share that the data are to be looked at), nights (more of a station's calls at
        night than its own year gives), unsettled (a station's disputes written up as settled within a day, and calling
        again), missed (a standard missed beyond doubt), late (a source that should have come), overdue (a list of work
        past its dates), repeat (calls from one community that disputes already known bring again and again), twice
        (calls of a station that are there already).
    on: false switches the rule off.
    kpis: what is watched: counts of flows; for missed the KPIs with a standard, none standing for all of them.
    days: the windows, in days: 7 and its multiples, for fault and twice any.
    ways: for fault, whether too many, too few or both are told.
    part: the part of the false alarms that the rule may use.
    least: for rules that watch counts the fewest records, seen or expected (for lasting, in a usual week), for overdue
        the fewest items, for repeat and twice the fewest calls. Never fewer than are shown where small counts are
        hidden.
    past: for overdue, only what is more than so many days past its date.
    lists: for overdue, which lists.
    doubts: for rules about data, the KPIs whose figures of the station are in doubt while the signal is on; none
        standing for all that count the records watched.
    worse: by how much it must have grown before what was dismissed comes back: for rules of chance in
        powers of ten of the probability, for late in what the source is allowed, otherwise in items.
    """

    kind: SignalKind
    on: bool = True
    kpis: list[str] = Field(default_factory=list)
    days: list[Annotated[int, Field(ge=1, le=84)]] = Field(default_factory=list)
    ways: FaultSides = "more"
    part: Annotated[float, Field(ge=0, le=1)] = 0.0
    least: Annotated[int, Field(ge=1, le=1000)] = 1
    past: Annotated[int, Field(ge=0, le=366)] = 0
    lists: list[WorkList] = Field(default_factory=list)
    doubts: list[str] = Field(default_factory=list)
    worse: Annotated[float, Field(gt=0)] = 1.0

    @model_validator(mode="after")
    def _shape(self) -> SignalRule:
        if (self.kind in CHANCE_KINDS) != (self.part > 0):
            raise ValueError(f"part 用于 {'、'.join(CHANCE_KINDS)}，它们也必须写")
        if (self.kind in WINDOWED_KINDS) != bool(self.days):
            raise ValueError(f"days 用于 {'、'.join(WINDOWED_KINDS)}，它们也必须写")
        if (self.kind == "overdue") != bool(self.lists):
            raise ValueError("lists 用于 overdue，它也必须写")
        if self.ways != "more" and self.kind != "fault":
            raise ValueError("ways 只用于 fault")
        if self.kind in COUNT_KINDS and not self.kpis:
            raise ValueError("写明看哪些指标（kpis）")
        if self.kind not in ("fault", "twice") and any(days % WEEK for days in self.days):
            raise ValueError("days 要是整周：7、14……")
        return self
