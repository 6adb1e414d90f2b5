"""Scores, codes and changes as people read them."""

from __future__ import annotations

from core.features.indices.types import UNRATED, Code, IndexTrend, Score, ScoreChange
from core.metrics.display import NO_DATA, rounded
from core.metrics.types import Verdict


def score_text(value: float | None) -> str:
    """Return a score such as 82.4."""
    return NO_DATA if value is None else rounded(value, 1)


def interval_text(low: float | None, high: float | None) -> str:
    """Return an interval such as 78.1–86.0."""
    return NO_DATA if low is None or high is None else f"{rounded(low, 1)}–{rounded(high, 1)}"


def code_text(shape: str | None, word: str | None) -> str:
    """Return the shape and the word: such as ■ 红码."""
    return f"{shape} {word}" if word else ""


def change_text(change: float | None) -> str:
    """Return a difference of scores such as +1.2 or 0.0."""
    if change is None:
        return NO_DATA
    text = rounded(abs(change), 1)
    if float(text) == 0:
        return "0.0"
    return f"{'+' if change > 0 else '−'}{text}"


def yoy_text(change: ScoreChange) -> str:
    """Compare a score with the same months of the year before, with the verdict."""
    if change.change is None or change.low is None or change.high is None:
        return f"同比不可比：{change.reason}"
    ends = f"{change_text(change.low)} 至 {change_text(change.high)}"
    return f"同比 {change_text(change.change)} 分（区间 {ends}），{change.verdict.phrase}"


def trend_text(trend: IndexTrend) -> str:
    """Say how an index has changed, or why it has no score."""
    reason = trend.scores[-1].reason
    return f"{UNRATED}：{reason}" if reason else yoy_text(trend.change)


def trend_title(trend: IndexTrend) -> str:
    """Return an index's message: its score, and whether it has changed."""
    score = trend.scores[-1]
    if score.value is None:
        return f"{trend.index.zh}{UNRATED}：{score.reason}"
    verdict = {
        Verdict.RISE: "比去年同期确有上升",
        Verdict.FALL: "比去年同期确有下降",
        Verdict.UNCLEAR: "与去年同期相比看不出真实变化",
    }.get(trend.change.verdict, "与去年同期不可比")
    return f"{trend.index.zh} {score_text(score.value)} 分，{verdict}"


def code_label(code: Code | None) -> str:
    """Return a code in words, empty where the index has none."""
    return code_text(code.shape, code.word) if code else ""


def known_weight_text(score: Score) -> str:
    """Return the share of the weights that have figures."""
    return f"{rounded(score.known_weight * 100, 0)}%"
