"""Scores, codes and moves as people read them."""

from __future__ import annotations

from core.features.indices.types import UNRATED, Code, IndexTrend, Score, ScoreChange
from core.metrics.display import NO_DATA, rounded
from core.metrics.types import Verdict


def score_text(value: float | None) -> str:
    """Such as 82.4."""
    return NO_DATA if value is None else rounded(value, 1)


def interval_text(low: float | None, high: float | None) -> str:
    """Such as 78.1–86.0."""
    return NO_DATA if low is None or high is None else f"{rounded(low, 1)}–{rounded(high, 1)}"


def code_text(shape: str | None, word: str | None) -> str:
    """The shape and the word: such as ■ 红码."""
    return f"{shape} {word}" if word else ""


def change_text(change: float | None) -> str:
    """Such as +1.2 or 0.0: a difference of scores."""
    if change is None:
        return NO_DATA
    text = rounded(abs(change), 1)
    if float(text) == 0:
        return "0.0"
    return f"{'+' if change > 0 else '−'}{text}"


def move_text(move: ScoreChange) -> str:
    """A score against the same months of the year before, with the verdict."""
    if move.change is None or move.low is None or move.high is None:
        return f"同比不可比：{move.reason}"
    ends = f"{change_text(move.low)} 至 {change_text(move.high)}"
    return f"同比 {change_text(move.change)} 分（区间 {ends}），{move.verdict}"


def trend_title(line: IndexTrend) -> str:
    """An index's message: where it stands, and whether it has moved."""
    score = line.scores[-1]
    if score.value is None:
        return f"{line.index.zh}{UNRATED}：{score.reason}"
    verdict = {
        Verdict.RISE: "比去年同期确有上升",
        Verdict.FALL: "比去年同期确有下降",
        Verdict.NORMAL: "与去年同期相比看不出真实变化",
    }.get(line.change.verdict, "与去年同期不可比")
    return f"{line.index.zh} {score_text(score.value)} 分，{verdict}"


def code_label(code: Code | None) -> str:
    """A code in words, empty where the index has none."""
    return code_text(code.shape, code.word) if code else ""


def known_text(score: Score) -> str:
    """How much of the weights has figures."""
    return f"{rounded(score.known * 100, 0)}%"
