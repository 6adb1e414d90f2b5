"""Kinds of bulletin and their sections, as declared in data/kinds.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.entry import Entry

Compared = Literal["mom", "yoy"]
SectionForm = Literal["sentences", "table", "stations", "by_hand"]
Text = Annotated[str, Field(min_length=1)]


class SectionRule(BaseModel):
    """A section: its heading, and how its KPIs are told.

    hint: what a person is asked to write, of a section by hand. note: a line below the section.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: Text
    form: SectionForm
    kpis: list[str] = Field(default_factory=list)
    hint: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _shape(self) -> SectionRule:
        if (self.form == "by_hand") != bool(self.hint):
            raise ValueError("由人填写的部分（by_hand）要有 hint，别的没有")
        if (self.form == "by_hand") == bool(self.kpis):
            raise ValueError("由人填写的部分（by_hand）没有 kpis，别的要有")
        if self.form == "stations" and len(self.kpis) != 1:
            raise ValueError("按所列表的部分（stations）只写一个指标")
        return self


class BulletinKind(Entry):
    """A kind of bulletin.

    title: follows the unit and the period. period: the shape that its period must have. unit_kinds: the kinds of unit
    that it is about; the bureau if none are named. comparisons: what figures are held against. base_labels: what each
    base is called.
    """

    title: Text
    period: Literal["month", "week"]
    unit_kinds: tuple[Literal["bureau", "county", "station"], ...] = ("bureau", "county")
    comparisons: Annotated[list[Compared], Field(min_length=1)]
    base_labels: dict[str, Text]
    sections: Annotated[list[SectionRule], Field(min_length=1)]

    @model_validator(mode="after")
    def _labels(self) -> BulletinKind:
        if set(self.base_labels) != set(self.comparisons):
            raise ValueError("base_labels 要给 comparisons 里的每一种写一个名称")
        return self

    def kpis(self) -> list[str]:
        """Return all KPIs that it names, once each."""
        return list(dict.fromkeys(kpi for section in self.sections for kpi in section.kpis))
