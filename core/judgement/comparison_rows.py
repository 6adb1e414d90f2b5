"""All the stations' comparisons at once, as rows of numbers: the same statistics as of a single case.

A search needs no more than p of most stations, and after a write only of those whose figures changed (`ResultCache`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.judgement import counts, rates
from core.judgement.dispersion import Dispersion
from core.judgement.dispersion_history import DispersionHistory
from core.judgement.figure_column import FigureColumn
from core.metrics.arrays import Flags, Floats, Ints
from core.metrics.result_cache import ResultCache, RowsKey

ColumnPair = tuple[FigureColumn, FigureColumn]  # now, base
UNTESTED_ROW = (0.0, 1.0, 0.0, 1.0, 1.0, 1.0)  # stands where nothing is tested


class TestResults(NamedTuple):
    """By (unit, comparison): p and the least attainable p; by unit: p against both bases; NaN where not tested."""

    p: Floats
    min_attainable_p: Floats
    joint_p: Floats


class ComparisonRows(NamedTuple):
    """By (unit, test): numerator and denominator (or exposure) now and then, φ, its degrees of freedom; what is tested.

    The last test is that against both bases, if `has_joint_test`.
    """

    kpi: Kpi
    numbers: Floats
    is_tested: Flags
    has_joint_test: bool


def comparison_rows(name: str, kpi: Kpi, pairs: Sequence[ColumnPair], history: DispersionHistory) -> ComparisonRows:
    """Return a KPI's tests: each comparison, and the window against the first two bases where these do not overlap."""
    is_tested = [_is_tested(kpi, *pair) for pair in pairs]
    edges = [nearest_edges(kpi, *pair) if kpi.kind == "percentile" else None for pair in pairs]
    dispersions = [
        history.dispersions(name, days)
        if pair_edges is None
        else history.dispersions_within(name, pair_edges, index, days)
        for index, (pair_edges, days) in enumerate(zip(edges, map(_longer, pairs), strict=True))
    ]
    tests = [
        (*_fraction(kpi, now, pair_edges), *_fraction(kpi, base, pair_edges), *dispersion)
        for (now, base), pair_edges, dispersion in zip(pairs, edges, dispersions, strict=True)
    ]
    has_joint_test = len(pairs) > 1 and _are_separate(pairs[0], pairs[1])
    if has_joint_test:
        second = _fraction(kpi, pairs[1][1], edges[0])
        numerator, denominator, base_numerator, base_denominator, phi, df = tests[0]
        joint_base = base_numerator + second[0], base_denominator + second[1]
        tests.append((numerator, denominator, *joint_base, phi, df))
        is_tested.append(is_tested[0] & is_tested[1])
    numbers, tested = np.stack([np.stack(test, -1) for test in tests], 1), np.stack(is_tested, -1)
    return ComparisonRows(kpi, np.where(tested[..., None], numbers, UNTESTED_ROW), tested, has_joint_test)


def run_tests(rows: ComparisonRows, cache: ResultCache, key: RowsKey) -> TestResults:
    """Test all rows; recompute only those whose inputs changed."""
    compute = _test_rates if rows.kpi.kind in ("rate", "percentile") else _test_counts
    results = cache.compute_rows(key, rows.numbers.reshape(-1, len(UNTESTED_ROW)), compute)
    by_test = np.where(rows.is_tested[..., None], results.reshape(*rows.is_tested.shape, 2), np.nan)
    single = by_test[:, : by_test.shape[1] - rows.has_joint_test]
    joint_p = by_test[:, -1, 0] if rows.has_joint_test else np.full(len(by_test), np.nan)
    return TestResults(single[..., 0], single[..., 1], joint_p)


def _longer(pair: ColumnPair) -> int:
    """Return the days of the longer window of two."""
    return max(column.window.days for column in pair)


def _is_tested(kpi: Kpi, now: FigureColumn, base: FigureColumn) -> Flags:
    """Return where there is a test: figures, and no printed ones whose age is not known (see BoardBuilder.change)."""
    is_tested: Flags = ~(np.isnan(now.value) | np.isnan(base.value))
    if kpi.kind == "percentile":
        is_tested &= base.value != 0
    if kpi.basis == "cohort":
        has_change = (base.value != 0) | (kpi.kind == "rate")
        is_tested &= ~(has_change & (now.is_from_ledger | base.is_from_ledger))
    return is_tested


def _fraction(kpi: Kpi, column: FigureColumn, edges: Ints | None) -> tuple[Floats, Floats]:
    """Return a rate's numerator and denominator; a percentile's number within an edge, of all; a count, exposure."""
    if edges is not None:
        running = np.cumsum(column.numerator, axis=1)
        return np.take_along_axis(running, edges[:, None], 1)[:, 0].astype(float), running[:, -1].astype(float)
    numerator = column.numerator[:, 0].astype(float)
    if kpi.kind == "rate":
        return numerator, np.ones_like(numerator) if column.denominator is None else column.denominator.astype(float)
    divisor = 1.0 if column.denominator is None else column.denominator.astype(float)
    return numerator, np.broadcast_to(column.window.days * divisor, numerator.shape).astype(float)


def nearest_edges(kpi: Kpi, now: FigureColumn, base: FigureColumn) -> Ints:
    """Return by unit the bin whose upper edge lies nearest to the percentile of both windows together."""
    running = np.cumsum(now.numerator + base.numerator, axis=1)
    shares = running[:, :-1] / np.maximum(running[:, -1:], 1)
    edges: Ints = np.argmin(np.abs(shares - (kpi.quantile or 0.0)), axis=1)
    return edges


def _are_separate(first: ColumnPair, second: ColumnPair) -> bool:
    """Return True where two comparisons have one window, and bases that do not overlap."""
    base, other = first[1].window, second[1].window
    return (base.last < other.first or other.last < base.first) and first[0].window == second[0].window


def _test_counts(rows: Floats) -> Floats:
    now, now_days, base, base_days, phi, df = rows.T
    return np.stack(counts.p_and_min_attainable((now, base), (now_days, base_days), Dispersion(phi, df)), -1)


def _test_rates(rows: Floats) -> Floats:
    numerator, denominator, base_numerator, base_denominator, phi, df = rows.T
    now, base = (numerator, denominator), (base_numerator, base_denominator)
    return np.stack(rates.p_and_min_attainable(now, base, Dispersion(phi, df)), -1)


def exact_intervals(
    column: FigureColumn, kpi: Kpi, dispersion: Dispersion, confidence: float, cache: ResultCache, key: RowsKey
) -> tuple[Floats, Floats]:
    """Return by unit the exact interval of a rate; NaN where there is no figure."""
    has_figure = ~np.isnan(column.value)
    numbers = np.stack([*_fraction(kpi, column, None), *dispersion, np.full(len(has_figure), confidence)], -1)
    numbers = np.where(has_figure[:, None], numbers, (0.0, 1.0, 1.0, 1.0, confidence))

    def compute(rows: Floats) -> Floats:
        numerator, denominator, phi, df, levels = rows.T
        return np.stack(rates.exact_interval((numerator, denominator), Dispersion(phi, df), levels), -1)

    ends = np.where(has_figure[:, None], cache.compute_rows(key, numbers, compute), np.nan)
    return ends[:, 0], ends[:, 1]
