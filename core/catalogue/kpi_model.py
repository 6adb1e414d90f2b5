"""KPIs (指标) and the smallest changes worth saying of them, as declared in data/*.toml."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.entry import Decision, Entry
from core.time.days import day_number


class Standard(BaseModel):
    """A standard to be met.

    op, value: the bound, in the KPI's own value (a rate between 0 and 1). zh: how it is said beside the figure.
    source: the id of the document that gives it. from: the first day on which it holds; without it, it always held.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date | None = Field(None, alias="from")
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
    standard: the bound it must meet, where a document gives one; a list of them where it changed, in the order of their
        days, each but the first with its `from`.
    earlier_standards: those of such a list that hold no more; they are written in standard.
    smallest: the smallest change worth saying, where it differs from that of its kind (see Smallest).
    in_hand: a stock of work that comes and goes (在办): how much of it there is on a day is partly chance, so that its
        changes are judged as those of a count, while a register (a staff, a stock of cameras) is compared as it is.
    assess: whether it may enter assessment (考核). barred_because: why not. lifted: who decided that it may all the
        same; barred_because then stays as it was.
    strata: rates (ids) by kinds of case that add up to this one, for comparing units at the same mix of cases.
    alike_within: setting, where units of town, market town and country are not alike by it (their ways are longer):
        a comparison across settings says so, and which groups are alike.
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
    earlier_standards: list[Standard] = Field(default_factory=list)
    smallest: Annotated[float, Field(ge=0)] | None = None
    in_hand: bool = False
    assess: bool
    barred_because: str = ""
    lifted: Decision | None = None
    strata: list[str] = Field(default_factory=list)
    alike_within: Literal["setting"] | None = None
    short: str = ""
    definition: Annotated[str, Field(min_length=8)]
    limits: str = ""

    @model_validator(mode="before")
    @classmethod
    def _dated_standards(cls, entry: Any) -> Any:
        """Read a list of standards as the last one and those before it."""
        if not isinstance(entry, dict) or not isinstance(entry.get("standard"), list):
            return entry
        if not entry["standard"]:
            raise ValueError("standard 写成列表时至少要有一个标准")
        *earlier, newest = entry["standard"]
        return {**entry, "standard": newest, "earlier_standards": earlier}

    @model_validator(mode="after")
    def _shape(self) -> Kpi:
        starts = [date.min if standard.since is None else standard.since for standard in self.standards]
        if starts != sorted(set(starts)):
            raise ValueError("几个标准要按日期先后写，除第一个外都写 from，各不相同")
        if (self.kind in ("rate", "ratio")) != (self.denominator is not None):
            raise ValueError("比率和人均（rate、ratio）要有 denominator，别的没有")
        if (self.kind == "percentile") != (self.quantile is not None):
            raise ValueError("百分位数（percentile）要有 quantile，别的没有")
        if self.quantile is not None and not 0 < self.quantile < 1:
            raise ValueError("quantile 在 0 和 1 之间")
        if self.scale != 1 and self.kind not in ("ratio", "percentile"):
            raise ValueError("只有 ratio 和 percentile 有 scale")
        if (self.kind == "rate") != (self.unit == "%"):
            raise ValueError("比率（rate）的 unit 是 %，别的不是")
        if self.in_hand and self.kind != "stock":
            raise ValueError("只有时点数（stock）可写 in_hand")
        if self.lifted and not (self.assess and self.barred_because):
            raise ValueError("lifted 要同 assess = true 和它所放开的 barred_because 一起写")
        if not self.lifted and self.assess == bool(self.barred_because):
            raise ValueError("barred_because 写明为何不考核：assess = false 时才写，也必须写")
        return self

    @property
    def standards(self) -> list[Standard]:
        """All the standards it has had, the newest last."""
        return [*self.earlier_standards, *([self.standard] if self.standard else [])]

    def with_standard_of(self, day: int) -> Kpi:
        """Return the KPI with the standard that held on a day; with none, if none did yet."""
        if not self._has_dated_standard:
            return self
        in_force = [
            standard for standard in self.standards if standard.since is None or day_number(standard.since) <= day
        ]
        return self.model_copy(
            update={"standard": in_force[-1] if in_force else None, "earlier_standards": in_force[:-1]}
        )

    def standard_turn(self, first: int, last: int) -> date | None:
        """Return the last day within a window, but for its first, from which another standard holds."""
        if not self._has_dated_standard:
            return None
        turns = [
            standard.since
            for standard in self.standards
            if standard.since and first < day_number(standard.since) <= last
        ]
        return turns[-1] if turns else None

    @property
    def _has_dated_standard(self) -> bool:
        return self.standard is not None and (self.standard.since is not None or bool(self.earlier_standards))

    @property
    def label(self) -> str:
        """The name for a tile: four to eight characters."""
        return self.short or self.zh

    @property
    def is_census(self) -> bool:
        """Tell whether the KPI is counted in full, without chance: a register at a moment, not work in hand."""
        return self.basis == "stock" and not self.in_hand

    @property
    def grows_with_days(self) -> bool:
        """Tell whether more days give more of it: a count, or a count per something that stands."""
        return self.kind == "count" or (self.kind == "ratio" and self.basis != "stock")

    def measures(self) -> list[str]:
        """The measures it is made of."""
        return [self.numerator] + ([self.denominator] if self.denominator else [])


class Smallest(Entry):
    """The smallest change worth saying of a kind of KPI (the id): `value` in % of the base, of a rate in 个百分点.

    source: who says so.
    """

    value: Annotated[float, Field(ge=0)]
    source: str
