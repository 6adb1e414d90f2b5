"""Decides whether a standard is met (标准是否达到), apart from whether the figure gets better.

What is counted in full (stocks, force shares) meets a standard by plain comparison. A rate of what happened is what
chance made of a working level, so it meets one only where its whole 95% interval does: Wilson's for a rate, Garwood's
exact one for a count (1936), both widened by φ. A percentile's is read from its bins. Each standard is one question
of one figure, at 95%; no family of them is corrected for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtr

from core.catalogue.kpi_model import Kpi, Standard
from core.judgement.case import ComparedFigure
from core.judgement.counts import CONFIDENCE, t_quantile, wilson_interval
from core.judgement.dispersion import Dispersion
from core.judgement.quantiles import value_at_share
from core.judgement.rates import exact_interval, rate_interval
from core.judgement.verdict_text import COUNTED_IN_FULL, STANDARD_TONES, standard_sentence
from core.metrics.arrays import Floats
from core.metrics.display import standard_text
from core.metrics.types import StandardAnswer, StandardStatus, Window
from core.store.units import UnitRef
from core.time.days import day_number

BUREAU_KINDS = ("bureau", "county")


def applies_to(kpi: Kpi, unit: UnitRef) -> bool:
    """Return True where the KPI's standard speaks of such a unit.

    What is counted in full are force shares, and their standards (doc001) speak of a bureau as a whole: a station's
    own force is all in the station, and how many of it are community officers is the bureau's to balance.
    """
    return kpi.standard is not None and (kpi.basis != "stock" or unit.kind in BUREAU_KINDS)


def turn_reason(kpi: Kpi, window: Window) -> str | None:
    """Say why a window across which the standard changed is not judged (Chinese); a stock has one day, and no such."""
    turn = None if kpi.basis == "stock" else kpi.standard_turn(window.first, window.last)
    if turn is None:
        return None
    new = kpi.with_standard_of(day_number(turn)).standard
    assert new is not None  # it began on that day
    return f"{turn.isoformat()} 起标准是 {standard_text(kpi, new)}，期间跨着这一天"


def status_of(standard: Standard, low: float, high: float) -> StandardStatus:
    """Return whether an interval meets a standard; its ends are equal for what is counted in full."""
    is_minimum = standard.op == ">="
    if low >= standard.value if is_minimum else high <= standard.value:
        return StandardStatus.MET
    if high < standard.value if is_minimum else low > standard.value:
        return StandardStatus.MISSED
    return StandardStatus.UNDECIDED


def count_interval(count: ArrayLike, dispersion: Dispersion, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Return Garwood's interval of a count, on the effective count."""
    events, tail = np.asarray(count, float) / dispersion.phi, ndtr(-t_quantile(dispersion.df, confidence))
    low = np.where(events > 0, gammaincinv(np.where(events > 0, events, 1.0), tail), 0.0)
    high = gammaincinv(events + 1, 1 - tail)
    return low * dispersion.phi, high * dispersion.phi


def answer_standard(
    kpi: Kpi,
    figure: ComparedFigure,
    edges: tuple[int, ...],
    dispersion: Dispersion | None,
    confidence: float = CONFIDENCE,
) -> StandardAnswer:
    """Answer a KPI's standard at a confidence; without `dispersion` it is counted in full.

    The interval in the answer is always that of 95%, so that a figure has one interval wherever it is shown.
    """
    assert kpi.standard is not None  # asked only of KPIs that have one
    exact, value = figure.figure.exact, figure.figure.value
    if exact is None or value is None:
        status, reason = StandardStatus.UNDECIDED, figure.figure.reason or ""
        return StandardAnswer(status, None, None, STANDARD_TONES[status], reason, f"{status}：{reason}。")
    interval = None if dispersion is None else figure_interval(kpi, figure, edges, dispersion, CONFIDENCE)
    deciding = interval
    if dispersion is not None and confidence != CONFIDENCE:
        deciding = figure_interval(kpi, figure, edges, dispersion, confidence)
    status = status_of(kpi.standard, *(deciding or (value, value)))
    reason = COUNTED_IN_FULL if interval is None else _reason(status)
    low, high = interval or (None, None)
    sentence = standard_sentence(kpi, exact, status, interval)
    return StandardAnswer(status, low, high, STANDARD_TONES[status], reason, sentence)


def _reason(status: StandardStatus) -> str:
    return "区间跨着标准" if status is StandardStatus.UNDECIDED else "整个区间都在标准的一边"


def figure_interval(
    kpi: Kpi, figure: ComparedFigure, edges: tuple[int, ...], dispersion: Dispersion, confidence: float
) -> tuple[float, float]:
    """Return the figure's own interval, of a KPI that counts what happened."""
    if kpi.kind == "rate":
        interval = rate_interval if confidence == CONFIDENCE else exact_interval  # a search asks far out in the tails
        low, high = interval(figure.fraction, dispersion, confidence)
        return float(low), float(high)
    if kpi.kind == "percentile":
        assert kpi.quantile is not None  # the catalogue's checks require it of a percentile
        size = sum(figure.bins) / dispersion.phi
        shares = wilson_interval(kpi.quantile, size, t_quantile(dispersion.df, confidence))
        lowest, highest = (value_at_share(figure.bins, edges, float(share)) / kpi.scale for share in shares)
        return lowest, highest
    low, high = count_interval(figure.numerator, dispersion, confidence)
    scale = kpi.scale / (figure.figure.denominator or 1.0)
    return float(low) * scale, float(high) * scale
