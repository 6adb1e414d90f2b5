"""From scores to codes: a band is given only where the evidence holds the score in it.

The best and the worst band name a unit before others: one of them asks 1 − (1 − sure) ÷ units of the evidence, so that
of all the units on one list any is wrongly named in at most 1 − sure of the lists (Bonferroni). One between them asks
`sure` of each unit. The best and the worst also have twice the leeway (see score_distribution.py): benchmarks/codes.py
shows why. A middle band is no word for not knowing: where no band is sure, the answer is 尚难判定 with the bands that
are possible.

A code that stood the month before is kept while its error stays within STAY times what it took to enter (95% to enter,
80% to stay), so that it does not come and go by a hair. The month before is computed from its own data, beginning
three months back without a code: the answer depends on the data alone, never on who looked when.
"""

from __future__ import annotations

from core.catalogue.index_model import Band, Bands
from core.features.indices.score_distribution import ScoreDistribution
from core.features.indices.types import Code, CodeState, Score
from core.metrics.display import rounded_estimate

EXTREME_LEEWAY = 2.0
STAY = 4.0  # times the error that entering allows
MONTHS_BEHIND = 3  # months whose codes come before


def is_extreme(bands: Bands, band: Band) -> bool:
    """Tell whether it is the best or the worst band."""
    return band.code in (bands.steps[0].code, bands.steps[-1].code)


def required_confidence(bands: Bands, band: Band, units: int) -> float:
    """Return how sure a unit's band must be, on a list of so many units."""
    return 1 - (1 - bands.sure) / max(units, 1) if is_extreme(bands, band) else bands.sure


def code_of(
    score: Score, distribution: ScoreDistribution, row: int, bands: Bands, units: int, previous: Code | None = None
) -> Code:
    """Return the code of a unit, the `row`-th of the distribution, on a list of so many units, given last month's."""
    if score.value is None:
        return Code(CodeState.UNRATED, None, (), None, score.reason or "")
    band = bands.band_of(score.value)
    confidence, required = _chance(distribution, row, bands, band), required_confidence(bands, band, units)
    next_band, distance = _next_band(bands, band, score.value)
    if confidence >= required:
        reason = f"在“{band.zh}”一档的把握 {_percent(confidence)}"
        return Code(CodeState.GRADED, band, (band,), confidence, reason, next_band, distance)
    if previous is not None and previous.band == band and 1 - confidence <= STAY * (1 - required):
        reason = f"沿用上月的{band.zh}：把握 {_percent(confidence)}，新定要 {_percent(required)}"
        return Code(CodeState.GRADED, band, (band,), confidence, reason, next_band, distance)
    chances: dict[str, float] = {step.code: _chance(distribution, row, bands, step) for step in bands.steps}
    possible = _possible(bands, chances, band, 1 - required)
    labels = "或".join(step.zh for step in possible)
    reason = f"证据不足以定档：可能是{labels}；{band.zh}的把握 {_percent(confidence)}，要 {_percent(required)}"
    return Code(CodeState.UNDECIDED, None, possible, confidence, reason, next_band, distance)


def rests_on_month_before(score: Score, code: Code, bands: Bands, units: int) -> bool:
    """Tell of a code that was given without last month's whether with it there might be another."""
    if score.value is None or code.state != CodeState.UNDECIDED or code.confidence is None:
        return False
    required = required_confidence(bands, bands.band_of(score.value), units)
    return 1 - code.confidence <= STAY * (1 - required)


def _next_band(bands: Bands, band: Band, score: float) -> tuple[Band, float]:
    """Return the neighbouring band that is nearest to the score, and the points to it."""
    at = bands.steps.index(band)
    ways = [(step, step.from_ - score) for step in bands.steps[at + 1 : at + 2]]
    ways += [(step, score - band.from_) for step in bands.steps[max(at - 1, 0) : at]]
    return min(ways, key=lambda way: way[1])


def _chance(distribution: ScoreDistribution, row: int, bands: Bands, band: Band) -> float:
    """Return the probability, with leeway, that the score lies in a band."""
    top, leeway = bands.top_of(band), EXTREME_LEEWAY if is_extreme(bands, band) else 1.0
    below_top = 1.0 if top == float("inf") else distribution.surely_below(row, top, leeway)
    above_start = distribution.surely_above(row, band.from_, leeway) if band.from_ > 0 else 1.0
    return max(below_top + above_start - 1, 0.0)


def _possible(bands: Bands, chances: dict[str, float], own: Band, rare: float) -> tuple[Band, ...]:
    """Return the band of the score and every other that is not too unlikely; at least two, or it would be a code."""
    likely = [step for step in bands.steps if step.code == own.code or chances[step.code] > rare / 2]
    if len(likely) < 2:
        others = (step for step in bands.steps if step.code != own.code)
        likely.append(max(others, key=lambda step: chances[step.code]))
    return tuple(sorted(likely, key=lambda step: step.from_))


def _percent(chance: float) -> str:
    """Return a percentage, never 100% nor 0%: nothing that was estimated is certain."""
    if chance > 0.999:
        return "99.9% 以上"
    return "不到 0.1%" if chance < 0.001 else f"{rounded_estimate(chance * 100, 1)}%"
