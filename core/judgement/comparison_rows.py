"""All the stations' comparisons at once, as rows of numbers: the same statistics as of a single case.

A search needs of most stations no more than p, and after a write only of those that it has touched (memory.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.catalogue.model import Kpi
from core.judgement import counts, rates
from core.judgement.dispersion import Dispersion
from core.judgement.dispersion_history import DispersionHistory, Flags, Ints
from core.judgement.figure_column import FigureColumn
from core.metrics.arrays import Floats
from core.metrics.result_cache import ResultCache

Pair = tuple[FigureColumn, FigureColumn]  # now, base
NOTHING = (0.0, 1.0, 0.0, 1.0, 1.0, 1.0)  # a row for what is not tried


class TestResults(NamedTuple):
    """By (unit, comparison): p and the least that could be; by unit: p against both bases; NaN where not tried."""

    p: Floats
    min_attainable_p: Floats
    joint_p: Floats


class ComparisonRows(NamedTuple):
    """By (unit, test): top and bottom (or exposure) now and then, φ, its degrees of freedom; and what is tried.

    The last test is that against both bases, if `joint`.
    """

    kpi: Kpi
    numbers: Floats
    is_tested: Flags
    has_joint_test: bool


def comparison_rows(name: str, kpi: Kpi, pairs: Sequence[Pair], history: DispersionHistory) -> ComparisonRows:
    """The tests of a KPI: each comparison, and one of the window against the first two bases where they are apart."""
    tried = [_tried(kpi, *pair) for pair in pairs]
    edges = [nearest_edges(kpi, *pair) for pair in pairs] if kpi.kind == "percentile" else []
    spreads = [
        history.dispersions_within(name, edges[at], str(at)) if edges else history.dispersions(name)
        for at in range(len(pairs))
    ]
    tests = [
        (*_part(kpi, now, edges[at] if edges else None), *_part(kpi, base, edges[at] if edges else None), *spreads[at])
        for at, (now, base) in enumerate(pairs)
    ]
    joint = len(pairs) > 1 and _apart(pairs[0], pairs[1])
    if joint:
        second = _part(kpi, pairs[1][1], edges[0] if edges else None)
        top, bottom, base_top, base_bottom, phi, df = tests[0]
        tests.append((top, bottom, base_top + second[0], base_bottom + second[1], phi, df))
        tried.append(tried[0] & tried[1])
    numbers, there = np.stack([np.stack(test, -1) for test in tests], 1), np.stack(tried, -1)
    return ComparisonRows(kpi, np.where(there[..., None], numbers, NOTHING), there, joint)


def run_tests(rows: ComparisonRows, memory: ResultCache, question: object) -> TestResults:
    """What the statistics say; after a write only of those rows that are other ones."""
    work = _of_rates if rows.kpi.kind in ("rate", "percentile") else _of_counts
    numbers = rows.numbers.reshape(-1, len(NOTHING))
    return _told(rows, memory.compute_rows(("p", question), numbers, work))


def _told(rows: ComparisonRows, results: Floats) -> TestResults:
    shaped = np.where(rows.is_tested[..., None], results.reshape(*rows.is_tested.shape, 2), np.nan)
    each = shaped[:, : shaped.shape[1] - rows.has_joint_test]
    both = shaped[:, -1, 0] if rows.has_joint_test else np.full(len(shaped), np.nan)
    return TestResults(each[..., 0], each[..., 1], both)


def _tried(kpi: Kpi, now: FigureColumn, base: FigureColumn) -> Flags:
    """Whether it is a test: there are figures, and no printed ones whose age is not known (see BoardMaker.change)."""
    there: Flags = ~(np.isnan(now.value) | np.isnan(base.value))
    if kpi.kind == "percentile":
        there &= base.value != 0
    if kpi.basis == "cohort":
        compared = (base.value != 0) | (kpi.kind == "rate")
        there &= ~(compared & (now.is_from_ledger | base.is_from_ledger))
    return there


def _part(kpi: Kpi, column: FigureColumn, edges: Ints | None) -> tuple[Floats, Floats]:
    """Top and bottom of a rate; of a percentile how many lie within an edge, of how many; a count and its exposure."""
    if edges is not None:
        running = np.cumsum(column.numerator, axis=1)
        return np.take_along_axis(running, edges[:, None], 1)[:, 0].astype(float), running[:, -1].astype(float)
    top = column.numerator[:, 0].astype(float)
    if kpi.kind == "rate":
        bottom = np.ones_like(top) if column.denominator is None else column.denominator.astype(float)
        return top, bottom
    each = 1.0 if column.denominator is None else column.denominator.astype(float)
    return top, np.broadcast_to(column.window.days * each, top.shape).astype(float)


def nearest_edges(kpi: Kpi, now: FigureColumn, base: FigureColumn) -> Ints:
    """By unit, the bin whose upper edge lies nearest to the percentile of both together."""
    running = np.cumsum(now.numerator + base.numerator, axis=1)
    share = running[:, :-1] / np.maximum(running[:, -1:], 1)
    found: Ints = np.argmin(np.abs(share - (kpi.quantile or 0.0)), axis=1)
    return found


def _apart(first: Pair, second: Pair) -> bool:
    one, two = first[1].window, second[1].window
    return (one.last < two.first or two.last < one.first) and first[0].window == second[0].window


def _of_counts(rows: Floats) -> Floats:
    now, day_now, base, day_base, phi, df = rows.T
    return np.stack(counts.p_and_min_attainable((now, base), (day_now, day_base), Dispersion(phi, df)), -1)


def _of_rates(rows: Floats) -> Floats:
    k1, n1, k0, n0, phi, df = rows.T
    return np.stack(rates.p_and_min_attainable((k1, n1), (k0, n0), Dispersion(phi, df)), -1)


def exact_intervals(
    column: FigureColumn, kpi: Kpi, spread: Dispersion, level: float, memory: ResultCache, question: object
) -> tuple[Floats, Floats]:
    """By unit, the exact interval of a rate at a level; NaN where there is no figure."""
    there = ~np.isnan(column.value)
    numbers = np.stack([*_part(kpi, column, None), *spread, np.full(len(there), level)], -1)
    numbers = np.where(there[:, None], numbers, (0.0, 1.0, 1.0, 1.0, level))

    def work(rows: Floats) -> Floats:
        top, bottom, phi, df, asked = rows.T
        return np.stack(rates.exact_interval((top, bottom), Dispersion(phi, df), asked), -1)

    ends = np.where(there[:, None], memory.compute_rows(("ends", question), numbers, work), np.nan)
    return ends[:, 0], ends[:, 1]
