"""标准是否达到: apart from whether it gets better.

What is counted in full (stocks, force shares) meets a standard by plain comparison. A rate of what happened is what
chance made of a working level, so it meets one only where its whole 95% interval does: Wilson's for a rate, Garwood's
exact one for a count (1936), both widened by φ. A percentile's is read from its bins. Each standard is one question
of one figure, at 95%; no family of them is corrected for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtr

from core.catalogue.model import Kpi, Standard
from core.judgement import verdict_text
from core.judgement.case import ComparedFigure
from core.judgement.counts import CONFIDENCE, t_quantile, wilson_interval
from core.judgement.dispersion import Dispersion
from core.judgement.quantiles import value_at_share
from core.judgement.rates import exact_interval, rate_interval
from core.metrics.arrays import Floats
from core.metrics.types import StandardAnswer, StandardStatus
from core.store.units import UnitRef

WHOLE = ("bureau", "county")


def applies_to(kpi: Kpi, unit: UnitRef) -> bool:
    """Whether the KPI's standard speaks of such a unit.

    What is counted in full are force shares, and their standards (doc001) speak of a bureau as a whole: a station's
    own force is all in the station, and how many of it are community officers is the bureau's to balance.
    """
    return kpi.standard is not None and (kpi.basis != "stock" or unit.kind in WHOLE)


def status_of(standard: Standard, low: float, high: float) -> StandardStatus:
    """By an interval; its ends are equal for what is counted in full."""
    at_least = standard.op == ">="
    if low >= standard.value if at_least else high <= standard.value:
        return StandardStatus.MET
    if high < standard.value if at_least else low > standard.value:
        return StandardStatus.MISSED
    return StandardStatus.UNDECIDED


def count_interval(count: ArrayLike, spread: Dispersion, level: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Garwood's interval of a count, on the effective count."""
    events, tail = np.asarray(count, float) / spread.phi, ndtr(-t_quantile(spread.df, level))
    low = np.where(events > 0, gammaincinv(np.where(events > 0, events, 1.0), tail), 0.0)
    high = gammaincinv(events + 1, 1 - tail)
    return low * spread.phi, high * spread.phi


def answer_standard(
    kpi: Kpi, side: ComparedFigure, edges: tuple[int, ...], spread: Dispersion | None, level: float = CONFIDENCE
) -> StandardAnswer:
    """Whether a KPI's standard is met; without `spread` it is counted in full. The verdict is by the `level`.

    The interval that is told is always that of 95%, so that a figure has one interval wherever it is shown.
    """
    assert kpi.standard is not None  # asked only of KPIs that have one
    value = side.figure.value
    if value is None:
        reason = side.figure.reason or ""
        return StandardAnswer(StandardStatus.UNDECIDED, None, None, "none", reason, f"尚难判定：{reason}。")
    ends = None if spread is None else figure_interval(kpi, side, edges, spread, CONFIDENCE)
    asked = ends if spread is None or level == CONFIDENCE else figure_interval(kpi, side, edges, spread, level)
    verdict = status_of(kpi.standard, *(asked or (value, value)))
    reason = verdict_text.COUNTED if ends is None else _why(verdict)
    low, high = ends or (None, None)
    sentence = verdict_text.standard_sentence(kpi, value, verdict, ends)
    return StandardAnswer(verdict, low, high, verdict_text.standard_tone(verdict), reason, sentence)


def _why(verdict: StandardStatus) -> str:
    return "区间跨着标准" if verdict is StandardStatus.UNDECIDED else "整个区间都在标准的一边"


def figure_interval(
    kpi: Kpi, side: ComparedFigure, edges: tuple[int, ...], spread: Dispersion, level: float
) -> tuple[float, float]:
    """The figure's own interval, of a KPI that counts what happened."""
    if kpi.kind == "rate":
        of_level = rate_interval if level == CONFIDENCE else exact_interval  # a search asks far out in the tails
        low, high = of_level(side.fraction, spread, level)
        return float(low), float(high)
    if kpi.kind == "percentile":
        assert kpi.quantile is not None  # the catalogue's checks require it of a percentile
        shares = wilson_interval(kpi.quantile, sum(side.bins) / spread.phi, t_quantile(spread.df, level))
        first, last = (value_at_share(side.bins, edges, float(share)) / kpi.scale for share in shares)
        return first, last
    low, high = count_interval(side.numerator, spread, level)
    each = kpi.scale / (side.figure.denominator or 1.0)
    return float(low) * each, float(high) * each
