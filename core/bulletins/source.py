"""The engine, or one held to a viewer's scope, as far as a bulletin asks it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from core.board.source import BoardSource
from core.features.campaigns.types import CampaignProgress
from core.features.expected_range.types import ExpectedRange
from core.features.indices.published_list import PublishedList
from core.features.month_chart.types import MonthChart


class BulletinSource(BoardSource, Protocol):
    """The questions that a bulletin asks."""

    def expected_range(self, kpi: str, unit: int | str | None = ..., day: date | None = ...) -> ExpectedRange:
        """Returns a count of a day beside the range that such days have."""

    def month_chart(self, kpi: str, unit: int | str | None = ..., as_of: date | None = ...) -> MonthChart:
        """Returns a KPI's months up to a day beside the limits that its earlier months give."""

    def campaign(
        self, name: str, unit: int | str | None = ..., as_of: date | None = ..., *, with_stations: bool = ...
    ) -> CampaignProgress:
        """Returns how far a campaign of a unit and its stations has come."""

    def published_lists(self, month: int) -> list[PublishedList]:
        """Returns the indices and lists of a month as they were published last."""
