"""Answers about a campaign, as plain data without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from core.metrics.types import Figure, UnitRef, Window


class CampaignStatus(StrEnum):
    """The state of a campaign on a day; the value is its label."""

    UNDATED = "未定期"
    NOT_STARTED = "未开始"
    RUNNING = "进行中"
    ENDED = "已结束"


class TargetStatus(StrEnum):
    """The state of a figure against its target; the value is its label.

    The first five are of counts, MET and MISSED of rates, which have a bound to meet; UNDECIDED is of both.
    """

    AHEAD = "超前"
    BEHIND = "滞后"
    ON_PACE = "与时间相当"
    REACHED = "已达目标"
    NOT_REACHED = "未达目标"
    MET = "达标"
    MISSED = "未达标"
    UNDECIDED = "尚难判定"


@dataclass(frozen=True, slots=True)
class ExposureRate:
    """A count divided by the stock of its exposure, such as 12.3 次/百人."""

    exact: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One KPI of one unit in a campaign so far.

    `window` has the days counted, up to the KPI's own last day; None where there is nothing yet. `target` is the number
    to be reached by the campaign's last day (of a rate, the bound). `completion` is count ÷ target, and `elapsed_share`
    the share of the campaign's days that `window` has; `low`…`high` is the 95% interval of a rate; what is counted has
    none. `status` is None where nothing can or may be said, and `reason` (Chinese) explains it. `open_reason` (Chinese)
    says why the figure may still change; empty of a final one.
    """

    kpi: str
    unit: UnitRef
    window: Window | None
    figure: Figure
    exposure_rate: ExposureRate | None = None
    target: float | None = None
    completion: Fraction | None = None
    elapsed_share: Fraction | None = None
    low: float | None = None
    high: float | None = None
    status: TargetStatus | None = None
    reason: str = ""
    open_reason: str = ""


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """A campaign of a unit and its stations so far.

    `as_of` is the last day that any of its sources covers; `elapsed_days` of `total_days` are over by then. `units[0]`
    is the unit asked about. `sections` are the bulletin's headings, each with its KPIs. `decision` names who set the
    targets (Chinese), empty where nobody did.
    """

    id: str
    zh: str
    remark: str
    bureau: str
    demo: bool
    status: CampaignStatus
    window: Window | None
    as_of: date
    data_version: int
    elapsed_days: int
    total_days: int
    units: tuple[UnitRef, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    lines: Mapping[tuple[str, int], CampaignLine]
    decision: str
    notes: tuple[str, ...]

    @property
    def elapsed_share(self) -> Fraction:
        """Share of its days that are over."""
        return Fraction(self.elapsed_days, self.total_days) if self.total_days else Fraction(0)

    @property
    def kpis(self) -> tuple[str, ...]:
        """All that it counts, in the order of the bulletin."""
        return tuple(kpi for _, kpis in self.sections for kpi in kpis)
