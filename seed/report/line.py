"""A line of the report: a target set beforehand, what the database holds, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "points", "ratio", "seconds", "days", "number"]
ASSUMED = "假定"
BY_CALIBRATION = f"{ASSUMED}（seed/calibration.py 写明理由）"
HOLDS, FAILS, UNDECIDED = "合格", "不合格", "未核"


@dataclass(frozen=True)
class Target:
    """Target of a figure: what it should be, by which source, and how far from it is still right.

    With `relative` the tolerance is a part of the target, else it is in the figure's own unit.
    """

    group: str
    zh: str
    value: float
    tolerance: float
    source: str
    unit: Unit = "share"
    relative: bool = False

    @property
    def assumed(self) -> bool:
        """Tell whether the target is the generator's own and no source's."""
        return self.source.startswith(ASSUMED)

    @property
    def allowed(self) -> float:
        """The tolerance in the figure's own unit."""
        return self.tolerance * self.value if self.relative else self.tolerance


@dataclass(frozen=True)
class Measured:
    """Figure in the database (None without any record), and by how much chance alone may move it.

    `why` says in Chinese why the figure is not held against the target, where it is not.
    """

    value: float | None
    chance: float = 0.0
    why: str = ""


@dataclass(frozen=True)
class Line:
    """A target and what was found."""

    target: Target
    measured: Measured

    @property
    def distance(self) -> float | None:
        """The figure less the target."""
        return None if self.measured.value is None else self.measured.value - self.target.value

    @property
    def verdict(self) -> str:
        """合格, 不合格, or 未核 where the records are too few to tell or the target is another bureau's."""
        if self.distance is None or self.measured.why or self.measured.chance > self.target.allowed:
            return UNDECIDED
        return HOLDS if abs(self.distance) <= self.target.allowed else FAILS

    @property
    def remark(self) -> str:
        """Why it is not checked."""
        if self.verdict != UNDECIDED:
            return ""
        return self.measured.why or ("没有这类记录" if self.measured.value is None else "记录太少，偶然误差大于容差")


def written(value: float | None, unit: Unit) -> str:
    """A figure as text."""
    if value is None:
        return "—"
    match unit:
        case "share":
            return f"{100 * value:.2f}%"
        case "points":
            return f"{100 * value:.2f} 个百分点"
        case "seconds":
            return f"{value / 3600:.1f} 小时" if value >= 7200 else f"{value:.0f} 秒"
        case "days":
            return f"{value:.1f} 天"
        case "ratio":
            return f"{value:.3f}"
    return f"{value:,.2f}"
