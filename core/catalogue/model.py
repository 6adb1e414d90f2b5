"""Measures, KPIs, domains, sources, systems and the smallest changes worth saying, as declared in data/*.toml."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.catalogue.advice_model import Advice
from core.catalogue.calendar_model import SPRING, Festival, WorkYear
from core.catalogue.campaign_model import Campaign
from core.catalogue.checklist_model import Checklist
from core.catalogue.contest_model import Contest
from core.catalogue.entry import Decision, Entry
from core.catalogue.facts import FactKind
from core.catalogue.index_model import Bands, Index
from core.catalogue.limit_model import Limit
from core.catalogue.peer_model import Exposure, PeerGroup
from core.catalogue.rhythm_model import LEDGER, UNDECLARED_DAYS, Rhythm
from core.catalogue.scene_model import Carousel, Scene
from core.catalogue.signal_model import FalseAlarms, SignalRule
from core.catalogue.watch_model import Watch
from core.time.calendar import WorkCalendar, day_numbers

Scalar = str | int | bool


class Condition(BaseModel):
    """A condition on one column: all that is given must hold. An absent value satisfies none but `null`.

    eq: equals. not: differs. any: is one of. none: is none of. le, ge: at most, at least (a count or a lag, in
    seconds). null: true asks that the value be absent, false that it be there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    eq: Scalar | None = None
    not_: Annotated[Scalar | None, Field(alias="not")] = None
    any: list[Scalar] | None = None
    none: list[Scalar] | None = None
    le: int | None = None
    ge: int | None = None
    null: bool | None = None


class Bins(BaseModel):
    """Additive histogram bins of a count `column` at `edges`: (-inf, e0], (e0, e1], …, (last, inf)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    edges: list[int]

    @model_validator(mode="after")
    def _rising(self) -> Bins:
        if len(self.edges) < 2 or sorted(set(self.edges)) != self.edges:
            raise ValueError("edges must rise strictly, two or more of them")
        return self


def _condition(test: Any) -> Any:
    """A plain value stands for `eq`, a list for `any`."""
    if isinstance(test, list):
        return {"any": test}
    return test if isinstance(test, (dict, Condition)) else {"eq": test}


class Measure(Entry):
    """计数项: an additive number of a unit on a day. Its id becomes a column of the cube.

    unit: what one is called in Chinese, such as 起 or 名.
    kind: a flow (时期指标) adds up over days; a stock (时点指标) is its latest value by the period's end.
    fact: the kind of record it is counted from. Without it the figure comes from the ledger alone; with it a
        bureau may still bring ledger figures for times that its records do not cover.
    date: for a flow, the time or day on which a record counts. A record without it does not count.
    where: conditions by column, by the name of a lag, or by `unit_kind` (the kind of the record's unit). A plain
        value stands for `eq`, a list for `any`.
    value: a count column to add up instead of counting records.
    cohort: a time that must have come by the day as of which the question is asked.
    enter, leave: for a stock, a record counts from the latest of its `enter` days until before the earliest of
        its `leave` days. An absent `enter` day: it never enters. An absent `leave` day is passed over.
    bins: the histogram that a percentile is read from.
    profile: also kept by hour of the week, and by week.
    weekly: also kept by week, communities too, where it is not profiled.
    officer: also kept by officer, for the officer's own page.
    reported_by: the kinds of unit whose reports make a parent's figure complete.
    """

    unit: str
    kind: Literal["flow", "stock"]
    fact: str | None = None
    date: str | None = None
    where: dict[str, Condition] = Field(default_factory=dict)
    value: str | None = None
    cohort: str | None = None
    enter: list[str] = Field(default_factory=list)
    leave: list[str] = Field(default_factory=list)
    bins: Bins | None = None
    profile: bool = False
    weekly: bool = False
    officer: bool = False
    reported_by: list[str] = Field(default=["station"])

    @field_validator("where", mode="before")
    @classmethod
    def _spell_out(cls, where: Any) -> Any:
        if not isinstance(where, dict):
            return where
        return {column: _condition(test) for column, test in where.items()}

    @model_validator(mode="after")
    def _shape(self) -> Measure:
        if self.fact is None:
            if self.date or self.where or self.value or self.cohort or self.enter or self.leave or self.bins:
                raise ValueError("a measure without `fact` comes from the ledger and takes no date, where, value, …")
        elif self.kind == "flow" and (not self.date or self.enter or self.leave):
            raise ValueError("a flow of a fact needs `date`, and no enter or leave")
        elif self.kind == "stock" and (not self.enter or self.date or self.cohort or self.value or self.bins):
            raise ValueError("a stock of a fact needs `enter` (and perhaps `leave`), and no date, cohort, value, bins")
        if (self.profile or self.weekly or self.officer) and (self.fact is None or self.kind == "stock"):
            raise ValueError("profile, weekly and officer need a flow of a fact")
        return self

    def conditions(self) -> dict[str, Condition]:
        """What must hold of a record, by column."""
        return self.where


class Standard(BaseModel):
    """A standard to be met.

    op, value: the bound, in the KPI's own value (a rate between 0 and 1). zh: how it is said beside the figure.
    source: the id of the document that gives it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal[">=", "<="]
    value: float
    zh: str
    source: str


class Kpi(Entry):
    """指标: a number made of measures.

    domain: the id of its field of work. systems: the rows S01 to S30 it serves. sources: the documents that report it.
    kind: count (a flow), stock, rate (numerator ÷ denominator, between 0 and 1), ratio (numerator ÷
        denominator × scale, such as alerts per hundred officers), percentile (of a binned measure).
    basis: cohort (of those reported in the period, how many by now), flow (both in the period), stock.
    numerator, denominator: ids of measures. quantile: for a percentile, between 0 and 1.
    scale: what a ratio is multiplied by, and a percentile divided by (60 shows seconds as minutes).
    unit, digits: how it is shown; a rate is shown in %.
    direction: which way is better; none where neither is.
    standard: the bound it must meet, where a document gives one.
    smallest: the smallest change worth saying, where it differs from that of its kind (see Smallest).
    in_hand: a stock of work that comes and goes (在办): how much of it there is on a day is partly chance, so that its
        changes are judged as those of a count, while a register (a staff, a stock of cameras) is compared as it is.
    assess: whether it may enter assessment (考核). barred_because: why not. lifted: who decided that it may all the
        same; barred_because then stays as it was.
    strata: rates (ids) by kinds of case that add up to this one, for comparing units at the same mix of cases.
    short: the name on a tile, four to eight characters, where `zh` is longer.
    definition: in Chinese, what counts, on which date, out of what. limits: how a reader could be misled.
    """

    domain: str
    systems: list[str]
    sources: list[str] = Field(default_factory=list)
    kind: Literal["count", "stock", "rate", "ratio", "percentile"]
    basis: Literal["cohort", "flow", "stock"]
    numerator: str
    denominator: str | None = None
    scale: int = 1
    quantile: float | None = None
    unit: str
    digits: Annotated[int, Field(ge=0, le=3)] = 0
    direction: Literal["up", "down", "none"]
    standard: Standard | None = None
    smallest: Annotated[float, Field(ge=0)] | None = None
    in_hand: bool = False
    assess: bool
    barred_because: str = ""
    lifted: Decision | None = None
    strata: list[str] = Field(default_factory=list)
    short: str = ""
    definition: Annotated[str, Field(min_length=8)]
    limits: str = ""

    @model_validator(mode="after")
    def _shape(self) -> Kpi:
        if (self.kind in ("rate", "ratio")) != (self.denominator is not None):
            raise ValueError("a rate or ratio has a denominator, and no other kind has one")
        if (self.kind == "percentile") != (self.quantile is not None):
            raise ValueError("a percentile has a quantile, and no other kind has one")
        if self.quantile is not None and not 0 < self.quantile < 1:
            raise ValueError("quantile lies between 0 and 1")
        if self.scale != 1 and self.kind not in ("ratio", "percentile"):
            raise ValueError("only a ratio or a percentile has a scale")
        if (self.kind == "rate") != (self.unit == "%"):
            raise ValueError("a rate is shown in %, and nothing else is")
        if self.in_hand and self.kind != "stock":
            raise ValueError("only a stock is work in hand")
        if self.lifted and not (self.assess and self.barred_because):
            raise ValueError("lifted goes with assess = true and with the barred_because that it sets aside")
        if not self.lifted and self.assess == bool(self.barred_because):
            raise ValueError("barred_because says why not to assess: give it exactly when assess = false")
        return self

    @property
    def label(self) -> str:
        """The name for a tile: four to eight characters."""
        return self.short or self.zh

    @property
    def is_census(self) -> bool:
        """Whether it is counted in full, so that there is no chance in it: a register at a moment, not work in hand."""
        return self.basis == "stock" and not self.in_hand

    def measures(self) -> list[str]:
        """The measures it is made of."""
        return [self.numerator] + ([self.denominator] if self.denominator else [])


class Domain(Entry):
    """业务领域. order: its place among the domains on the screens."""

    order: int


class Smallest(Entry):
    """The smallest change worth saying of a kind of KPI (the id): `value` in % of the base, of a rate in 个百分点.

    source: who says so.
    """

    value: Annotated[float, Field(ge=0)]
    source: str


class SmallNumbers(BaseModel):
    """Which counts are too small to be shown of what is sensitive.

    least: the smallest count above 0 that is shown; 1 shows them all.
    months: units that are protected are told by whole blocks of so many months of the calendar year.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: Annotated[int, Field(ge=1, le=100)]
    months: Literal[1, 2, 3, 4, 6, 12]


class Sensitive(BaseModel):
    """A measure, or every measure of a kind of record (the id), whose small counts could point at a person.

    at: the kind of unit from which down they are hidden; none where they are not. why: the reason, in Chinese.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Literal["station", "community", "none"]
    why: Annotated[str, Field(min_length=4)]


class Sum(BaseModel):
    """A measure (the id) that is the sum of its `parts`, each record counting in exactly one of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: Annotated[list[str], Field(min_length=2)]


class Source(Entry):
    """One of the documents the catalogue rests on: its title, its date as far as known, the place it tells of."""

    date: str
    place: str


class System(Entry):
    """A system that a document names.

    document: the document's number (000 for source doc000). here: what stands for it here, in Chinese.
    later: what the row still lacks, in Chinese; empty when it is whole.
    """

    document: str
    here: str
    later: str = ""


class Catalogue(BaseModel):
    """All that is declared, by id, checked as a whole.

    `board` names the KPIs of the chief's tiles in order; `classes` the measures that alerts divide into.
    """

    model_config = ConfigDict(frozen=True)

    facts: dict[str, FactKind]
    measures: dict[str, Measure]
    kpis: dict[str, Kpi]
    domains: dict[str, Domain]
    sources: dict[str, Source]
    systems: dict[str, System]
    smallest: dict[str, Smallest]
    disclosure: dict[str, SmallNumbers]
    sensitive: dict[str, Sensitive]
    sums: dict[str, Sum]
    peer_groups: dict[str, PeerGroup]
    exposures: dict[str, Exposure]
    indices: dict[str, Index]
    bands: dict[str, Bands]
    workdays: dict[str, WorkYear]
    festivals: dict[str, Festival]
    rhythms: dict[str, Rhythm]
    limits: dict[str, Limit]
    watches: dict[str, Watch]
    campaigns: dict[str, Campaign]
    contests: dict[str, Contest]
    scenes: dict[str, Scene]
    advice: dict[str, Advice]
    checklists: dict[str, Checklist]
    signals: dict[str, SignalRule]
    false_alarms: dict[str, FalseAlarms]
    carousel: Carousel
    board: list[str]
    classes: list[str]

    @property
    def spring(self) -> Festival:
        """The weeks around the lunar new year."""
        return self.festivals[SPRING]

    def work_calendar(self) -> WorkCalendar:
        """Which days are worked, as far as announced."""
        return WorkCalendar(
            {int(name): (day_numbers(year.off), day_numbers(year.on)) for name, year in self.workdays.items()}
        )

    def smallest_change(self, kpi: Kpi) -> float:
        """The smallest change of a KPI worth saying: its own, or that of its kind."""
        return self.smallest[kpi.kind].value if kpi.smallest is None else kpi.smallest

    def late_after(self, fact: str | None) -> int:
        """How many days a kind of record (None: a statistical report) may lie behind the newest source."""
        found = self.rhythms.get(fact or LEDGER) or Rhythm(every_days=UNDECLARED_DAYS)
        return found.late_after

    @property
    def small_numbers(self) -> SmallNumbers:
        """Which counts are too small to be shown."""
        return self.disclosure["small_numbers"]

    def sensitive_from(self, measure: str) -> Literal["station", "community", "none"]:
        """From which kind of unit down a measure's small counts are hidden: its own entry, or its records'."""
        entry = self.sensitive.get(measure) or self.sensitive.get(self.measures[measure].fact or "")
        return entry.at if entry else "none"

    def measures_of_fact(self, fact: str) -> dict[str, Measure]:
        """The measures that one kind of record feeds."""
        return {name: m for name, m in self.measures.items() if m.fact == fact}
