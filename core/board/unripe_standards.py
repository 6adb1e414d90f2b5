"""Standards of cohorts to which outcomes are still to come: 60% of October's disputes by its end misses no standard.

Outcomes only add up. So what lies below a least, or still within a most, is answered by what it may yet come to: the
upper end of its interval, raised by LEEWAY times what earlier months of its age had still to come on average
(core/metrics/cohort_maturity.py), since a unit with more work open than others has more to come than they had. Where
that turns the answer, it is 尚难判定.
"""

from __future__ import annotations

from dataclasses import replace

from core.catalogue.kpi_model import Kpi, Standard
from core.judgement.verdict_text import STANDARD_TONES, standard_sentence
from core.metrics.display import UNRIPE
from core.metrics.types import Figure, Ripeness, StandardAnswer, StandardStatus

LEEWAY = 2.0  # times the average of earlier months (内部默认口径)
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
    if ripeness.still_to_come is None:
        return None
    gain = LEEWAY * ripeness.still_to_come / 100
    return highest + gain if kpi.kind == "rate" else highest * (1 + gain)


def _may_turn(standard: Standard, status: StandardStatus, reached: float | None) -> bool:
    """Tell whether more outcomes may turn an answer: they lift what misses a least, and what keeps within a most."""
    if standard.op == ">=":
        return status is StandardStatus.MISSED and (reached is None or reached >= standard.value)
    return status is StandardStatus.MET and (reached is None or reached > standard.value)
