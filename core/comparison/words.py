"""Chinese words for the two answers on a unit, with shapes, so that they cannot be taken for each other."""

from __future__ import annotations

from core.comparison.types import PLAIN, AgainstGroup, PeerVerdict, Position, RankedUnit, Reading

AGAINST_MARKS = {AgainstGroup.ABOVE: "↑", AgainstGroup.BELOW: "↓", AgainstGroup.UNCLEAR: "○"}
POSITIONS = {
    Position.INSIDE: "≈ 未超出",
    Position.OUTSIDE_95: "△ 在边上（95% 界外）",
    Position.OUTSIDE_998: "▲ 超出（99.8% 界外）",
}


def against_text(answer: AgainstGroup | None, reading: Reading = PLAIN) -> str:
    """Returns whether a unit lies above or below the group's mean, and what that means; empty where not tested."""
    if answer is None:
        return ""
    meaning = reading.of(answer)
    return f"{AGAINST_MARKS[answer]} {answer.label}" + (f"，{meaning}" if meaning else "")


def reason_text(ranked: RankedUnit) -> str:
    """Returns why this verdict; empty where there is none, or where its reason is the position, said already."""
    is_said = ranked.verdict is None or (ranked.verdict is PeerVerdict.UNDECIDED and ranked.position is Position.INSIDE)
    return "" if is_said else ranked.reason


def position_text(ranked: RankedUnit) -> str:
    """Returns whether a unit is beyond what units usually differ by, and on which side; empty where not tested."""
    if ranked.position is None:
        return ""
    side = f"，{ranked.side}" if ranked.position is not Position.INSIDE else ""
    return POSITIONS[ranked.position] + side
