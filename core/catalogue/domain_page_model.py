"""Pages of a field of work (业务), as declared in domain_pages.toml: one template, made up by data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.entry import Entry
from core.catalogue.kpi_model import Kpi

MOST_RANGE_TILES = 6
MOST_COLUMNS = 8
PartKind = Literal["hours", "steps", "bars", "figures", "campaign", "overdue"]
Docket = Literal["key_disputes", "cases"]
KPI_PARTS: tuple[PartKind, ...] = ("steps", "bars", "figures")


class DomainPart(BaseModel):
    """A special part of a page.

    kind: hours (a measure by hour of the day), steps (counts that follow each other, such as 采集, 比对 and 预警, each
        with its share of the first), bars (KPIs of one unit of measurement side by side), figures (a few KPIs with
        numerator and denominator), campaign (the one that runs, if it counts KPIs of the page), overdue (work past its
        date, by station).
    zh: its heading, in Chinese.
    kpis: for steps, bars and figures, which KPIs, in order.
    measure: for hours, the measure kept by hour.
    work: for overdue, which list of work.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: PartKind
    zh: Annotated[str, Field(min_length=1)]
    kpis: list[str] = Field(default_factory=list)
    measure: str = ""
    work: Docket | None = None

    @model_validator(mode="after")
    def _shape(self) -> DomainPart:
        if (self.kind in KPI_PARTS) != bool(self.kpis):
            raise ValueError(f"kpis 用于 {'、'.join(KPI_PARTS)}，它们也必须写")
        if (self.kind == "hours") != bool(self.measure):
            raise ValueError("measure 用于 hours，它也必须写")
        if (self.kind == "overdue") != (self.work is not None):
            raise ValueError("work 用于 overdue，它也必须写")
        return self


class DomainPage(Entry):
    """A page of a field of work; an account of a department (业务部门) is bound to one.

    order: its place among these pages. domains: the domains whose KPIs it shows, all of them.
    tiles: at most six KPIs that stand first, each beside its usual range.
    matrix: at most eight KPIs that are shown by station; what is barred from assessment may not stand here.
    parts: its special parts, in order.
    """

    order: int
    domains: Annotated[list[str], Field(min_length=1)]
    tiles: Annotated[list[str], Field(min_length=1, max_length=MOST_RANGE_TILES)]
    matrix: Annotated[list[str], Field(default_factory=list, max_length=MOST_COLUMNS)]
    parts: list[DomainPart] = Field(default_factory=list)

    @property
    def named_kpis(self) -> list[str]:
        """The KPIs that the page names, each once, in order."""
        parts = [name for part in self.parts for name in part.kpis]
        return list(dict.fromkeys([*self.tiles, *self.matrix, *parts]))

    @property
    def work_lists(self) -> list[Docket]:
        """The lists of work of which its parts tell what is overdue."""
        return [part.work for part in self.parts if part.work is not None]

    def own_kpis(self, kpis: dict[str, Kpi]) -> list[str]:
        """The KPIs of its domains, in the order of the domains."""
        return [name for domain in self.domains for name, kpi in kpis.items() if kpi.domain == domain]

    def all_kpis(self, kpis: dict[str, Kpi]) -> list[str]:
        """Every KPI that the page shows: those of its domains, then what else it names."""
        return list(dict.fromkeys([*self.own_kpis(kpis), *self.named_kpis]))
