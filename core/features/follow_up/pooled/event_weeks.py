"""Weeks around the sending, pooled: of counts observed ÷ expected, of rates the difference in rates.

What is expected in a week is the unit's own mean of the same weeks of earlier years times the ratio of the like units
that are under no instruction in that week to their own means. Sums are taken over instructions before the ratio is
formed, so that single weeks with few or no records carry their weight and no more; the intervals leave out whole units
(jackknife) and use Student's t.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from core.features.follow_up.pooled.effect import ALPHA, MIN_CLUSTERS, SentInstruction
from core.features.follow_up.pooled.weekly_panel import WeeklyPanel, control_matrix, is_treated, yearly_base
from core.metrics.arrays import Floats

FIRST_WEEK, LAST_WEEK = -8, 12
EVENT_WEEKS = np.arange(FIRST_WEEK, LAST_WEEK + 1)


class EventWeek(NamedTuple):
    """A week after the sending (before it, where negative): the pooled gap with its 95% interval."""

    week: int
    size: float
    low: float
    high: float


class EventSums(NamedTuple):
    """Observed, expected and records by (unit, event week); records are the expected of counts."""

    observed: Floats
    expected: Floats
    records: Floats


def event_sums(panel: WeeklyPanel, instructions: Sequence[SentInstruction]) -> EventSums:
    """The sums of a panel's instructions; those whose weeks are not all there are left out."""
    units, weeks = panel.numerators.shape
    amounts = panel.numerators if panel.denominators is None else panel.denominators
    others, free = control_matrix(panel.groups), panel.known & ~is_treated(panel)
    bases = [yearly_base(panel, values, 1) for values in (panel.numerators, amounts)]
    usable = panel.known & (bases[0][1] > 0)
    sums = [np.zeros((units, len(EVENT_WEEKS))) for _ in range(3)]
    for order in instructions:
        span = order.week + EVENT_WEEKS
        if span[0] < 0 or span[-1] >= weeks or not usable[order.unit, span].all():
            continue
        means, means_of_records = (base[:, span].mean(1) for base, _ in bases)
        now_free = free[:, span] * usable[:, span] * others[order.unit][:, None]
        controls, their_means = ((now_free * values).sum(0) for values in (panel.numerators[:, span], means[:, None]))
        if panel.denominators is None:
            if (their_means <= 0).any():
                continue
            expected = means[order.unit] * controls / their_means
            records = expected
        else:
            records = panel.denominators[order.unit, span]
            sizes = (now_free * panel.denominators[:, span]).sum(0)
            base_sizes = (now_free * means_of_records[:, None]).sum(0)
            if (sizes <= 0).any() or means_of_records[order.unit] <= 0:
                continue
            rate = means[order.unit] / means_of_records[order.unit] + controls / sizes - their_means / base_sizes
            expected = records * rate
        for total, values in zip(sums, (panel.numerators[order.unit, span], expected, records), strict=True):
            total[order.unit] += values
    return EventSums(*sums)


def event_weeks(sums: Sequence[EventSums], *, is_rate: bool) -> list[EventWeek]:
    """The pooled weeks of some panels; none where too few units have instructions."""
    if not sums:
        return []
    by_unit = np.sum([np.stack(panel_sums) for panel_sums in sums], axis=0)  # by (sum, unit, week)
    own = by_unit[1].sum(1)
    present = np.flatnonzero(own > 0)
    clusters = float(own.sum() ** 2 / np.square(own).sum()) if len(present) else 0.0
    if clusters < MIN_CLUSTERS:
        return []
    all_units = by_unit.sum(1)
    sizes = _gaps(all_units, is_rate)
    left_out = np.stack([_gaps(all_units - by_unit[:, unit], is_rate) for unit in present])
    share = (len(present) - 1) / len(present)
    errors = np.sqrt(share * np.square(left_out - left_out.mean(0)).sum(0))
    half_widths = errors * float(stdtrit(clusters - 1, 1 - ALPHA / 2))
    return [
        EventWeek(int(week), float(size), float(size - half), float(size + half))
        for week, size, half in zip(EVENT_WEEKS, sizes, half_widths, strict=True)
    ]


def _gaps(sums: Floats, is_rate: bool) -> Floats:
    observed, expected, records = sums
    if is_rate:
        differences: Floats = (observed - expected) / np.maximum(records, 1.0)
        return differences
    ratios: Floats = np.log((observed + 0.5) / (expected + 0.5))
    return ratios
