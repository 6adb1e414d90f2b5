"""Standards of cohorts to which outcomes are still to come: 60% of October's disputes by its end misses no standard.

Outcomes only add up. So what lies below a least, or still within a most, is answered by what it may yet come to: the
upper end of its interval, and of what is open above it LEEWAY times the share that earlier months of its age settled
later (core/metrics/cohort_maturity.py), since units differ in how fast they settle. A count has COUNT_LEEWAY times what
earlier months gained. Where that turns the answer, it is 尚难判定.

Of those said to miss, 1.3% or less came to meet beyond doubt where 85% settle in the end, and 3.1% or less where 97%
do, of which nothing is said before the third month. Twice the points that earlier months gained let up to 30% through,
and left three to five times as many open that missed in the end (benchmarks/unripe.py).
"""

from __future__ import annotations

from dataclasses import replace

from core.catalogue.kpi_model import Kpi, Standard
from core.judgement.verdict_text import STANDARD_TONES, standard_sentence
from core.metrics.display import UNRIPE
from core.metrics.types import Figure, Ripeness, StandardAnswer, StandardStatus

LEEWAY = 1.5  # times the share of what is open that earlier months settled later (内部默认口径)
COUNT_LEEWAY = 2.0  # times the average growth of earlier months, of a count (内部默认口径)
OUTCOMES_TO_COME = f"{UNRIPE}：办结还会陆续报来"


def ripened_answer(kpi: Kpi, figure: Figure, answer: StandardAnswer) -> StandardAnswer:
    """Return the answer to a cohort's standard, taken back where outcomes still to come may turn it."""
    ripeness = figure.ripeness
    if kpi.standard is None or figure.exact is None or ripeness is None or ripeness.is_ripe:
        return answer
    highest = figure.value if answer.high is None else answer.high
    if highest is None or not _may_turn(kpi.standard, answer.status, reach(kpi, highest, ripeness)):
        return answer
    status = StandardStatus.UNDECIDED
    interval = None if answer.low is None or answer.high is None else (answer.low, answer.high)
    sentence = standard_sentence(kpi, figure.exact, status, interval)
    return replace(answer, status=status, tone=STANDARD_TONES[status], reason=OUTCOMES_TO_COME, sentence=sentence)


def reach(kpi: Kpi, highest: float, ripeness: Ripeness) -> float | None:
    """Return what the upper end of a figure may come to; None where it is not known how much is still to come."""
    if kpi.kind == "rate":
        share = ripeness.settled_later
        return None if share is None else highest + (1 - highest) * min(LEEWAY * share, 1.0)
    gain = ripeness.still_to_come
    return None if gain is None else highest * (1 + COUNT_LEEWAY * gain / 100)


def _may_turn(standard: Standard, status: StandardStatus, reached: float | None) -> bool:
    """Tell whether more outcomes may turn an answer: they lift what misses a least, and what keeps within a most."""
    if standard.op == ">=":
        return status is StandardStatus.MISSED and (reached is None or reached >= standard.value)
    return status is StandardStatus.MET and (reached is None or reached > standard.value)
