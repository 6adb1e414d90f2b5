"""Statistics of rates beside their standards.

The p is that of the exact interval (core/judgement/rates.py, `exact_interval`): the probability of so low a rate
were the standard just met, with the dispersion of the windows before it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaincc

from core.catalogue.kpi_model import Kpi, Standard
from core.features.signals.amount_series import AmountSeries, Flags, Ints
from core.features.signals.expected_counts import student_tail
from core.features.signals.scan_statistics import YEAR, ScanStatistics
from core.judgement.dispersion import Dispersion, rate_dispersion
from core.metrics.arrays import Floats


def p_of_miss(standard: Standard, top: Ints, bottom: Ints, spread: Dispersion) -> Floats:
    """Return the probability of a rate so far on the wrong side of the standard, were it just met."""
    hits, size = top / spread.phi, bottom / spread.phi
    misses = np.maximum(size - hits, 0.0)
    if standard.op == ">=":
        tail = np.where(misses > 0, betaincc(hits + 1, np.maximum(misses, 1e-9), standard.value), 1.0)
    else:
        tail = np.where(hits > 0, betainc(np.maximum(hits, 1e-9), misses + 1, standard.value), 1.0)
    return student_tail(np.where(size > 0, tail, 1.0), spread.df)


def standard_statistics(kpis: list[Kpi], series: AmountSeries, applies: Flags, end: int, length: int) -> ScanStatistics:
    """Test one window of rates, where a standard applies (KPI, unit); observed is the denominator, expected the rate.

    The series has numerator and denominator of each KPI, one after the other.
    """
    now, complete = series.sums(end - length, end), series.are_complete(end - length, end)
    ends = end - length * np.arange(1, YEAR // length + 1)
    past, past_complete = series.sums(ends - length, ends), series.are_complete(ends - length, ends)
    observed, rates, ps = [], [], []
    for row, kpi in enumerate(kpis):
        first, last = series.first + end - length, series.first + end - 1
        standard, pair = kpi.with_standard_of(last).standard, slice(2 * row, 2 * row + 2)
        is_judged = standard is not None and kpi.standard_turn(first, last) is None
        (top, bottom), tested = now[pair], complete[pair].all(0) & applies[row] & is_judged
        tops, bottoms = (np.where(past_complete[pair].all(0), amounts, 0)[..., None] for amounts in past[pair])
        p = p_of_miss(standard, top, bottom, rate_dispersion(tops, bottoms)) if standard else np.ones(len(top))
        observed.append(bottom)
        rates.append(top / np.maximum(bottom, 1))
        ps.append(np.where(tested & (bottom > 0), p, np.nan))
    return ScanStatistics(np.stack(observed)[None], np.stack(rates)[None], np.stack(ps)[None])
