"""From scores to codes: a band is given only where the evidence holds the score in it.

The best and the worst band name a unit before others: one of them asks 1 − (1 − sure) ÷ units of the evidence, so that
of all the units on one list any is wrongly named in at most 1 − sure of the lists (Bonferroni). One between them asks
`sure` of each unit. The best and the worst also have twice the leeway (see grid.py): benchmarks/codes.py shows why. A
middle band is no word for not knowing: where no band is sure, the answer is 尚难判定 with the bands that are possible.
"""

from __future__ import annotations

from core.catalogue.index_model import Band, Bands
from core.features.indices.grid import Law
from core.features.indices.types import Code, Score
from core.metrics.display import rounded

TWICE = 2.0


def extreme(bands: Bands, band: Band) -> bool:
    """Whether it is the best or the worst band."""
    return band.code in (bands.steps[0].code, bands.steps[-1].code)


def level_of(bands: Bands, band: Band, units: int) -> float:
    """How sure a unit's band must be, where so many units stand on one list."""
    return 1 - (1 - bands.sure) / max(units, 1) if extreme(bands, band) else bands.sure


def code_of(score: Score, law: Law, row: int, bands: Bands, units: int) -> Code:
    """The code of a unit, the `row`-th of the law, on a list of so many units."""
    if score.value is None:
        return Code("unrated", None, (), None, score.reason or "")
    band = bands.band_of(score.value)
    chances: dict[str, float] = {}
    for step in bands.steps:
        top, times = bands.top_of(step), TWICE if extreme(bands, step) else 1.0
        upto = 1.0 if top == float("inf") else law.surely_below(row, top, times)
        onward = law.surely_above(row, step.from_, times) if step.from_ > 0 else 1.0
        chances[step.code] = max(upto + onward - 1, 0.0)
    sure, level = chances[band.code], level_of(bands, band, units)
    if sure >= level:
        return Code("graded", band, (band,), sure, f"在“{band.zh}”一档的把握 {_percent(sure)}")
    possible = _possible(bands, chances, band, 1 - level)
    told = "或".join(step.zh for step in possible)
    reason = f"证据不足以定档：可能是{told}；{band.zh}的把握 {_percent(sure)}，要 {_percent(level)}"
    return Code("undecided", None, possible, sure, reason)


def _possible(bands: Bands, chances: dict[str, float], own: Band, rare: float) -> tuple[Band, ...]:
    """The band of the score and every other that is not too unlikely; at least two, or there would be a code."""
    likely = [step for step in bands.steps if step.code == own.code or chances[step.code] > rare / 2]
    if len(likely) < 2:
        likely.append(max((step for step in bands.steps if step.code != own.code), key=lambda s: chances[s.code]))
    return tuple(sorted(likely, key=lambda step: step.from_))


def _percent(chance: float) -> str:
    """Never 100%: nothing that was estimated is certain."""
    return "99.9% 以上" if chance > 0.999 else f"{rounded(chance * 100, 1)}%"
