"""Campaigns (专项行动), as declared in campaigns.toml."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.entry import Decision, Entry

Amount = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class CampaignPart(BaseModel):
    """A paragraph of the campaign's bulletin.

    zh: its heading. kpis: what it counts, in the order of the bulletin.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    kpis: Annotated[list[str], Field(min_length=1)]


class Target(BaseModel):
    """Hold what is to be reached by the campaign's last day.

    value: of the whole bureau; of a rate the bound it must meet, between 0 and 1.
    stations: by a station's code, its own target; a station without one has a plain count.
    split: shares the bureau's target out to its stations by the stock that the KPI's exposure names, as of the
        first day; a station named under `stations` has its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Amount
    stations: Annotated[dict[str, Amount], Field(default_factory=dict)]
    split: bool = False


class Campaign(Entry):
    """专项行动: a stretch of time with its own counts and targets. Without dates it is a pattern that nobody runs.

    remark: what it rests on, in Chinese. first, last: its first and last day, both in it.
    parts: the paragraphs of its bulletin. targets: by KPI; a KPI without one is a plain count.
    decision: who set the targets; needed where one is set for what is barred from assessment.
    stations: codes of the stations that take part, where not all do; the others are what these are compared with.
    """

    remark: Annotated[str, Field(min_length=4)]
    first: date | None = None
    last: date | None = None
    parts: Annotated[dict[str, CampaignPart], Field(min_length=1)]
    targets: Annotated[dict[str, Target], Field(default_factory=dict)]
    decision: Decision | None = None
    stations: Annotated[list[str], Field(default_factory=list)]

    @model_validator(mode="after")
    def _dates(self) -> Campaign:
        if (self.first is None) != (self.last is None):
            raise ValueError("first 和 last 要写都写，不写都不写")
        if self.first and self.last and self.last < self.first:
            raise ValueError("last 早于 first")
        return self

    @property
    def kpis(self) -> list[str]:
        """All that it counts, in the order of the bulletin."""
        return [kpi for section in self.parts.values() for kpi in section.kpis]
