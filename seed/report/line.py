"""A line of the report: a target set beforehand, what the database holds, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

FigureUnit = Literal["share", "points", "ratio", "seconds", "days", "number"]


class CheckVerdict(StrEnum):
    """Verdict of a line; too few records, or another bureau's target, leave it undecided."""

    HOLDS = "合格"
    FAILS = "不合格"
    UNDECIDED = "未核"


class Assumption(str):
    """A source that is the generator's own reasoning, and no document's."""

    __slots__ = ()


BY_CALIBRATION = Assumption("假定（seed/calibration.py 写明理由）")


@dataclass(frozen=True)
class Target:
    """Target of a figure, its source and its tolerance.

    With `relative` the tolerance is a fraction of the target, else it is in the figure's own unit.
    """

    group: str
    zh: str
    value: float
    tolerance: float
    source: str
    unit: FigureUnit = "share"
    relative: bool = False

    @property
    def is_assumed(self) -> bool:
        """True if the target is the generator's own and no source's."""
        return isinstance(self.source, Assumption)

    @property
    def allowed_deviation(self) -> float:
        """The tolerance in the figure's own unit."""
        return self.tolerance * self.value if self.relative else self.tolerance


@dataclass(frozen=True)
class Measured:
    """Figure in the database (None without any record), and by how much chance alone may move it.

    `why` is the reason (Chinese) why the figure is not compared with the target, where it is not.
    """

    value: float | None
    chance: float = 0.0
    why: str = ""


@dataclass(frozen=True)
class Line:
    """A target with the figure measured in the database."""

    target: Target
    measured: Measured

    @property
    def deviation(self) -> float | None:
        """The figure less the target."""
        return None if self.measured.value is None else self.measured.value - self.target.value

    @property
    def verdict(self) -> CheckVerdict:
        """HOLDS, FAILS, or UNDECIDED where the records are too few or the target is another bureau's."""
        if self.deviation is None or self.measured.why or self.measured.chance > self.target.allowed_deviation:
            return CheckVerdict.UNDECIDED
        return CheckVerdict.HOLDS if abs(self.deviation) <= self.target.allowed_deviation else CheckVerdict.FAILS

    @property
    def remark(self) -> str:
        """The reason (Chinese) why it is undecided; else empty."""
        if self.verdict is not CheckVerdict.UNDECIDED:
            return ""
        return self.measured.why or ("没有这类记录" if self.measured.value is None else "记录太少，偶然误差大于容差")


def format_figure(value: float | None, unit: FigureUnit) -> str:
    """Return a figure as text."""
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
