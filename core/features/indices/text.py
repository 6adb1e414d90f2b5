"""Scores, codes and changes as people read them."""

from __future__ import annotations

from core.features.indices.types import UNRATED, Code, IndexTrend, Score, ScoreChange
from core.metrics.display import NO_DATA, rounded, rounded_estimate
from core.metrics.types import Verdict
from core.time.days import month_text

WIDEST_HEADLINE = 20.0  # points
MONTHS_OF_A_YEAR = 12


def score_text(value: float | None) -> str:
    """Return a score such as 82.4."""
    return NO_DATA if value is None else rounded_estimate(value, 1)


def interval_text(low: float | None, high: float | None) -> str:
    """Return an interval such as 78.1–86.0."""
    return NO_DATA if low is None or high is None else f"{rounded_estimate(low, 1)}–{rounded_estimate(high, 1)}"


def has_headline(score: Score) -> bool:
    """Tell whether a score is told as a number in a headline: not where its interval is wider than 20 points."""
    return score.value is not None and (score.high or 0.0) - (score.low or 0.0) <= WIDEST_HEADLINE


def headline_text(score: Score) -> str:
    """Return a score for a headline, or its interval where that is too wide for a single number."""
    if has_headline(score) or score.value is None:
        return score_text(score.value)
    return f"在 {interval_text(score.low, score.high)} 之间（区间宽过 {WIDEST_HEADLINE:g} 分，不报单个分数），"


def distance_text(code: Code | None) -> str:
    """Return the distance to the next band, such as 距黄码 1.3 分; empty where there is no score."""
    if code is None or code.next_band is None or code.distance is None:
        return ""
    text = rounded_estimate(code.distance, 1)
    return f"距{code.next_band.zh}{'不到 0.1' if text == '0.0' else f' {text}'} 分"


def code_text(shape: str | None, word: str | None) -> str:
    """Return the shape and the word: such as ■ 红码."""
    return f"{shape} {word}" if word else ""


def change_text(change: float | None) -> str:
    """Return a difference of scores such as +1.2 or 0.0."""
    if change is None:
        return NO_DATA
    text = rounded_estimate(abs(change), 1)
    if float(text) == 0:
        return "0.0"
    return f"{'+' if change > 0 else '−'}{text}"


def yoy_text(change: ScoreChange, base: str) -> str:
    """Compare a score with that of a month of the year before, with the verdict."""
    if change.change is None or change.low is None or change.high is None:
        return f"与 {base} 不可比：{change.reason}"
    ends = f"{change_text(change.low)} 至 {change_text(change.high)}"
    raw = "" if change.raw is None else f"，直接相减 {change_text(change.raw)}"
    return f"比 {base} {change_text(change.change)} 分（95% 区间 {ends}{raw}），{change.verdict.phrase}"


def base_month_text(trend: IndexTrend) -> str:
    """Return the month that the last one is compared with: such as 2025-10."""
    return month_text(trend.months[-1] - MONTHS_OF_A_YEAR)


def trend_text(trend: IndexTrend) -> str:
    """Say how an index has changed, or why it has no score."""
    reason = trend.scores[-1].reason
    return f"{UNRATED}：{reason}" if reason else yoy_text(trend.change, base_month_text(trend))


def basis_text(score: Score) -> str:
    """Say that a score rests on one KPI alone, on how many records, and that these are few; empty otherwise."""
    counted = [only for only in score.parts if only.share is not None]
    if len(counted) != 1:
        return ""
    (only,) = counted
    counts = "/".join(
        rounded(amount, 0) for amount in (only.figure.numerator, only.figure.denominator) if amount is not None
    )
    few = "" if has_headline(score) else f"，数太少，区间宽过 {WIDEST_HEADLINE:g} 分，不宜看单个分数"
    return f"只凭{only.zh}一项（{counts}）{few}"


def trend_title(trend: IndexTrend) -> str:
    """Return an index's message: its score, and whether it has changed."""
    score, base = trend.scores[-1], base_month_text(trend)
    if score.value is None:
        return f"{trend.index.zh}{UNRATED}：{score.reason}"
    verdict = {
        Verdict.RISE: f"比 {base} 确有上升",
        Verdict.FALL: f"比 {base} 确有下降",
        Verdict.UNCLEAR: f"与 {base} 比看不出升降",
    }.get(trend.change.verdict, f"与 {base} 不可比")
    if not has_headline(score):
        return f"{trend.index.zh}{headline_text(score)}{verdict}"
    return f"{trend.index.zh} {score_text(score.value)} 分，{verdict}"


def code_label(code: Code | None) -> str:
    """Return a code in words, empty where the index has none."""
    return code_text(code.shape, code.word) if code else ""


def known_weight_text(score: Score) -> str:
    """Return the share of the weights that have figures."""
    return f"{weight_percent(score.known_weight)}%"


def weight_percent(share: float) -> str:
    """Return a share of the weights in percent, such as 60, or 59.6: in whole numbers that would seem to be enough."""
    return rounded_estimate(share * 100, 1).removesuffix(".0")
