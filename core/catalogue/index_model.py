"""Indices (指数) and bands (三色码、红黄黑榜), as declared in data/indices.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.catalogue.entry import Decision, Entry

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Bound = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, le=1)]
IndexUnit = Literal["bureau", "station", "community"]


class IndexPart(BaseModel):
    """One KPI's share in an index.

    weight: its weight beside the others; only their proportions matter.
    score: linear from 0 at `floor` to 100 at `target`, both in the KPI's own value (a rate between 0 and 1); or
        met: 100 where the KPI's standard is met, otherwise 0.
    units: the kinds of unit that it is scored for; all of the index's if none are named.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: Positive
    score: Literal["linear", "met"] = "linear"
    floor: Bound | None = None
    target: Bound | None = None
    units: list[IndexUnit] = []


class Index(Entry):
    """指数: weighted scores of KPIs, between 0 and 100.

    remark: whose scale it is and what it rests on, in Chinese; `{whole}` is 全局 or 全省. Shown wherever the index is.
    domain: the domain that it sums up; empty for an index over several. units: the kinds of unit that have it.
    months: how many whole months, up to the month named, it is computed over.
    least: a figure with a smaller base is left out (基数过小). known: the share of the weights below which there is
        no score (暂不评定). bands: the bands that make a code and a list of it, if any.
    parts: by KPI. override: by KPI barred from assessment that enters all the same, the decision.
    """

    remark: Annotated[str, Field(min_length=4)]
    domain: str = ""
    units: Annotated[list[IndexUnit], Field(min_length=1)]
    months: Annotated[int, Field(ge=1, le=12)] = 1
    least: Annotated[int, Field(ge=1)] = 10
    known: Share = 0.6
    bands: str = ""
    parts: Annotated[dict[str, IndexPart], Field(min_length=1)]
    override: Annotated[dict[str, Decision], Field(default_factory=dict)]

    def parts_of(self, kind: str) -> dict[str, IndexPart]:
        """The parts that a kind of unit is scored on."""
        return {
            kpi: index_part
            for kpi, index_part in self.parts.items()
            if not index_part.units or kind in index_part.units
        }


class Band(BaseModel):
    """One step of a scale: from `from` points up to the next step.

    code: its colour. zh, shape: the word and the sign that go with the colour. list: the word of the month's list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    code: Literal["red", "yellow", "green"]
    zh: Annotated[str, Field(min_length=1)]
    shape: Annotated[str, Field(min_length=1, max_length=1)]
    from_: Annotated[Bound, Field(alias="from")]
    list: Annotated[str, Field(min_length=1)]


class Bands(Entry):
    """A scale from 0 to 100.

    remark: whose scale it is, in Chinese. steps: the bands, lowest first.
    sure: how sure a code must be, over all the units that are coded together: at 0.95 any unit among them has a
        wrong code in at most one board of twenty.
    """

    remark: Annotated[str, Field(min_length=4)]
    sure: Annotated[float, Field(ge=0.5, lt=1)] = 0.95
    steps: Annotated[list[Band], Field(min_length=2)]

    def band_of(self, score: float) -> Band:
        """The band of a score."""
        return [step for step in self.steps if step.from_ <= score][-1]

    def top_of(self, band: Band) -> float:
        """Start of the next band; infinite for the last."""
        return next((step.from_ for step in self.steps if step.from_ > band.from_), float("inf"))
