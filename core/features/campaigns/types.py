"""What is answered of a campaign. Plain data without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.metrics.types import Figure, UnitRef, Window

State = Literal["未定期", "未开始", "进行中", "已结束"]
Standing = Literal[
    "超前", "滞后", "与时间相当", "已达目标", "未达目标", "达标", "未达标", "尚难判定", "",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Per:
    """A count against the stock that it is set against: such as 12.3 次/百人."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """One KPI of one unit in a campaign so far.

    `window` is what is counted, up to the KPI's own last day; None where there is nothing yet. `target` is what is to
    be reached by the campaign's last day (of a rate, the bound). `done` is count ÷ target and `time` the share of the
    campaign's days that `window` has; `low`…`high` is the 95% interval of `done` (of a rate, of its value).
    `standing` is "" where nothing can or may be said, and `reason` (Chinese) says why this standing. `open_because`
    (Chinese) says why the figure may still change; empty of a final one.
    """

    kpi: str
    unit: UnitRef
    window: Window | None
    figure: Figure
    per: Per | None = None
    target: float | None = None
    done: float | None = None
    time: float | None = None
    low: float | None = None
    high: float | None = None
    standing: Standing = ""
    reason: str = ""
    open_because: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign of a unit and its stations so far.

    `as_of` is the last day that any of its sources covers; `elapsed` of `days` are over by then. `units[0]` is the unit
    asked about. `decided` says who set the targets (Chinese), empty where nobody did.
    """

    id: str
    zh: str
    remark: str
    bureau: str
    demo: bool
    state: State
    window: Window | None
    as_of: date
    data_version: int
    elapsed: int
    days: int
    units: tuple[UnitRef, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    lines: Mapping[tuple[str, int], Line]
    decided: str
    notes: tuple[str, ...]

    @property
    def time(self) -> float:
        """The share of its days that are over."""
        return self.elapsed / self.days if self.days else 0.0

    @property
    def kpis(self) -> tuple[str, ...]:
        """All that it counts, in the order of the bulletin."""
        return tuple(kpi for _, kpis in self.parts for kpi in kpis)
