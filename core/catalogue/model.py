"""Measures, KPIs, domains, sources and systems, as declared in data/*.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.facts import FactKind

Scalar = str | int | bool


class Entry(BaseModel):
    """What every entry has: a Chinese and an English name; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Condition(BaseModel):
    """A condition on one column: all that is given must hold. An absent value satisfies none but `null`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    eq: Scalar | None = None
    not_: Annotated[Scalar | None, Field(alias="not")] = None
    any: list[Scalar] | None = None
    none: list[Scalar] | None = None
    le: int | None = None
    ge: int | None = None
    null: bool | None = None


class Bins(BaseModel):
    """Additive histogram bins of a count column: (-inf, e0], (e0, e1], …, (last, inf)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    edges: list[int]

    @model_validator(mode="after")
    def _rising(self) -> Bins:
        if len(self.edges) < 2 or sorted(set(self.edges)) != self.edges:
            raise ValueError("edges must rise strictly, two or more of them")
        return self


class Measure(Entry):
    """计数项: an additive number of a unit on a day.

    A flow (时期指标) adds up over days; a stock (时点指标) is its latest value by the period's end.
    Without `fact` it comes from the ledger alone. With `fact`, a flow counts the records (or adds up
    `value`) that satisfy `where`, on the day of `date`; with `cohort` it counts only those whose
    `cohort` time had come by the day as of which the question is asked. A stock counts the records from
    the latest of its `enter` days until before the earliest of its `leave` days.
    `reported_by` are the kinds of unit whose reports make a parent's figure complete.
    """

    unit: str
    kind: Literal["flow", "stock"]
    fact: str | None = None
    date: str | None = None
    where: dict[str, Scalar | list[Scalar] | Condition] = {}
    value: str | None = None
    cohort: str | None = None
    enter: list[str] = []
    leave: list[str] = []
    bins: Bins | None = None
    profile: bool = False
    officer: bool = False
    reported_by: list[str] = ["station"]

    @model_validator(mode="after")
    def _shape(self) -> Measure:
        if self.fact is None:
            if self.date or self.where or self.value or self.cohort or self.enter or self.leave or self.bins:
                raise ValueError("a measure without `fact` comes from the ledger and takes no date, where, value, …")
        elif self.kind == "flow" and (not self.date or self.enter or self.leave):
            raise ValueError("a flow of a fact needs `date`, and no enter or leave")
        elif self.kind == "stock" and (not self.enter or self.date or self.cohort or self.value or self.bins):
            raise ValueError("a stock of a fact needs `enter` (and perhaps `leave`), and no date, cohort, value, bins")
        if (self.profile or self.officer) and (self.fact is None or self.kind == "stock"):
            raise ValueError("profile and officer need a flow of a fact")
        return self

    def conditions(self) -> dict[str, Condition]:
        """`where` with the short forms spelled out."""
        spelled: dict[str, Condition] = {}
        for column, test in self.where.items():
            if isinstance(test, Condition):
                spelled[column] = test
            elif isinstance(test, list):
                spelled[column] = Condition(any=test)
            else:
                spelled[column] = Condition(eq=test)
        return spelled


class Standard(BaseModel):
    """A standard to be met, in the KPI's own value (a rate between 0 and 1), with where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal[">=", "<="]
    value: float
    zh: str
    source: str


class Kpi(Entry):
    """指标: a number made of measures.

    kind: count (a flow), stock, rate (numerator ÷ denominator, between 0 and 1), ratio (numerator ÷
    denominator × scale, such as alerts per hundred officers), percentile (of a binned measure).
    basis: cohort (of those reported in the period, how many by now), flow (both in the period), stock.
    `assess` says whether it may enter assessment (考核), and `barred_because` why not.
    """

    domain: str
    systems: list[str]
    sources: list[str] = []
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
    assess: bool
    barred_because: str = ""
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
        if self.scale != 1 and self.kind != "ratio":
            raise ValueError("only a ratio has a scale")
        if (self.kind == "rate") != (self.unit == "%"):
            raise ValueError("a rate is shown in %, and nothing else is")
        if self.assess == bool(self.barred_because):
            raise ValueError("barred_because says why a KPI may not enter assessment: give it exactly when assess = false")
        return self

    @property
    def label(self) -> str:
        """The name for a tile: four to eight characters."""
        return self.short or self.zh

    def measures(self) -> list[str]:
        """The measures it is made of."""
        return [self.numerator] + ([self.denominator] if self.denominator else [])


class Domain(Entry):
    """业务领域, in the order in which the board shows them."""

    order: int


class Source(Entry):
    """One of the documents the catalogue rests on."""

    date: str
    place: str


class System(Entry):
    """A system that a document names, and what stands for it here."""

    document: str
    here: str


class Catalogue(BaseModel):
    """All that is declared, checked as a whole."""

    model_config = ConfigDict(frozen=True)

    facts: dict[str, FactKind]
    measures: dict[str, Measure]
    kpis: dict[str, Kpi]
    domains: dict[str, Domain]
    sources: dict[str, Source]
    systems: dict[str, System]
    board: list[str]

    def measure_of_fact(self, fact: str) -> dict[str, Measure]:
        """The measures that one kind of record feeds."""
        return {name: m for name, m in self.measures.items() if m.fact == fact}
