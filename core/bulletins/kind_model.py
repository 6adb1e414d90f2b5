"""Kinds of bulletin and their sections, as declared in data/kinds.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.bulletins.document import ChartKind
from core.bulletins.structure import structure_kpis
from core.catalogue.entry import Entry
from core.catalogue.model import Catalogue

Compared = Literal["mom", "yoy"]
SectionForm = Literal["sentences", "table", "stations", "areas", "usual", "campaign", "published", "by_hand"]
WITHOUT_KPIS = ("by_hand", "campaign", "published")
BY_STATION = ("stations", "areas")
Text = Annotated[str, Field(min_length=1)]


class ChartRule(BaseModel):
    """A chart: its kind, and the KPI that it draws; of a structure the whole, whose parts the catalogue's sums name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ChartKind
    kpi: Text


class SectionRule(BaseModel):
    """A section: its heading, and how its KPIs are told.

    hint: what a person is asked to write, of a section by hand. note: a line below the section. chart: a picture
    between its sentences and its tables.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: Text
    form: SectionForm
    kpis: list[str] = Field(default_factory=list)
    hint: str = ""
    note: str = ""
    chart: ChartRule | None = None

    @model_validator(mode="after")
    def _shape(self) -> SectionRule:
        if (self.form == "by_hand") != bool(self.hint):
            raise ValueError("由人填写的部分（by_hand）要有 hint，别的没有")
        if (self.form in WITHOUT_KPIS) == bool(self.kpis):
            raise ValueError(f"{'、'.join(WITHOUT_KPIS)} 的部分没有 kpis，别的要有")
        if self.form in BY_STATION and len(self.kpis) != 1:
            raise ValueError("按所列表的部分（stations、areas）只写一个指标")
        if self.form in WITHOUT_KPIS and self.chart is not None:
            raise ValueError(f"{'、'.join(WITHOUT_KPIS)} 的部分不画图")
        return self


class BulletinKind(Entry):
    """A kind of bulletin.

    title: follows the unit and the period. period: the shape that its period must have. unit_kinds: the kinds of unit
    that it is about; the bureau if none are named. comparisons: what figures are held against, perhaps nothing.
    base_labels: what each base is called. slides: each section is a slide of its own, of a kind made to be shown.
    """

    title: Text
    period: Literal["day", "week", "month", "quarter", "year"]
    unit_kinds: tuple[Literal["bureau", "county", "station"], ...] = ("bureau", "county")
    comparisons: list[Compared]
    base_labels: dict[str, Text] = Field(default_factory=dict)
    slides: bool = False
    sections: Annotated[list[SectionRule], Field(min_length=1)]

    @model_validator(mode="after")
    def _labels(self) -> BulletinKind:
        if set(self.base_labels) != set(self.comparisons):
            raise ValueError("base_labels 要给 comparisons 里的每一种写一个名称")
        if any(section.form == "usual" for section in self.sections) and self.period != "day":
            raise ValueError("通常范围（usual）只有每日的通报才有")
        if any(section.form == "published" for section in self.sections) and self.period != "month":
            raise ValueError("指数与榜单（published）只有每月的通报才有")
        return self

    def kpis(self, catalogue: Catalogue) -> list[str]:
        """Return all KPIs that it names, once each, and the parts of the wholes that it draws."""
        names = [kpi for section in self.sections for kpi in section.kpis]
        for chart in self.charts():
            names += [chart.kpi, *(structure_kpis(catalogue, chart.kpi) if chart.kind is ChartKind.STRUCTURE else ())]
        return list(dict.fromkeys(names))

    def charts(self) -> list[ChartRule]:
        """Return the charts of all sections."""
        return [section.chart for section in self.sections if section.chart]
