"""The engine, or one held to a viewer's scope, as far as a bulletin asks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.catalogue.model import Catalogue
from core.features.campaigns.types import CampaignProgress
from core.features.expected_range.types import ExpectedRange
from core.features.indices.published_list import PublishedList
from core.features.month_chart.types import MonthChart
from core.metrics.types import Board, UnitRef


class BulletinSource(Protocol):
    """The questions that a bulletin asks."""

    @property
    def catalogue(self) -> Catalogue:
        """The measures, KPIs and rules that are declared."""

    def as_of(self, kpis: Sequence[str] | None = None) -> date:
        """Returns the last day that the KPIs' sources cover."""

    def unit(self, unit: int | str | None) -> UnitRef:
        """Returns a unit by id, code or name."""

    def board(
        self,
        unit: int | str | None = ...,
        period: str = ...,
        as_of: date | None = ...,
        kpis: Sequence[str] | None = ...,
        months: int = ...,
    ) -> Board:
        """Returns KPIs of a unit and the stations below it."""

    def expected_range(self, kpi: str, unit: int | str | None = ..., day: date | None = ...) -> ExpectedRange:
        """Returns a count of a day beside the range that such days have."""

    def month_chart(self, kpi: str, unit: int | str | None = ..., as_of: date | None = ...) -> MonthChart:
        """Returns a KPI's months up to a day beside the limits that its earlier months give."""

    def campaign(self, name: str, unit: int | str | None = ..., as_of: date | None = ...) -> CampaignProgress:
        """Returns how far a campaign of a unit and its stations has come."""

    def published_lists(self, month: int) -> list[PublishedList]:
        """Returns the indices and lists of a month as they were published last."""
