"""Range of a count of one or more days, from the model of the days before them."""

from __future__ import annotations

import numpy as np

from core.features.expected_range.day_kinds import DayKinds
from core.features.expected_range.day_model import FIT_DAYS, DayModel
from core.features.expected_range.types import CountRange
from core.judgement.count_quantile import count_quantile, widened_probability
from core.metrics.arrays import Flags, Floats

TAIL = 0.015  # on each side: 97 of 100 days lie within, so that an estimated range keeps 95
FAR_TAIL = 0.001  # above: once in three years of days
WEEKS_BACK = 104  # of which the strays of sums are measured


def range_of(
    counts: Floats,
    known: Flags,
    kinds: DayKinds,
    model: DayModel,
    days: int,
    share: float = 1.0,
    share_phi: float = 1.0,
) -> CountRange:
    """Return the range of the sum of the first days after the history, or of the `share` of one that is over.

    `share_phi` is the variance over the mean that past days showed up to the same hour.
    """
    size = len(counts)
    ahead = slice(size, size + days)
    mean = float(model.mean[ahead].sum()) * share
    special = bool((~kinds.ordinary[ahead]).any())
    phi, df = _dispersion(counts, known, kinds, model, days)
    phi = max(phi, model.special_phi) if special else phi
    phi = max(1 + (phi - 1) * share, share_phi)
    # Days of one festival share like days: their errors are taken to go together.
    own = float((model.mean[ahead] * share * np.sqrt(model.mean_variance[ahead])).sum()) ** 2
    ratio = phi * (1 + own / max(mean, 1e-9))
    probabilities = (widened_probability(tail, df) for tail in (TAIL, 1 - TAIL, 1 - FAR_TAIL))
    low, high, far = (count_quantile(mean, ratio, probability) for probability in probabilities)
    return CountRange(low, mean, high, far + 1)


def _dispersion(counts: Floats, known: Flags, kinds: DayKinds, model: DayModel, days: int) -> tuple[float, float]:
    """Return φ of sums of so many days, and its degrees of freedom; sums of ordinary days that are over."""
    recent = int(np.sum(np.isfinite(model.mean[: len(counts)][-FIT_DAYS:])))
    if days == 1:
        return model.phi, max(recent - 1, 8)
    size = len(counts)
    usable = known & kinds.ordinary[:size] & np.isfinite(model.mean[:size])
    ends = np.arange(size, days - 1, -days)[:WEEKS_BACK]
    running, running_mean = (
        np.concatenate([[0.0], np.cumsum(np.where(usable, values, 0.0))]) for values in (counts, model.mean[:size])
    )
    running_days = np.concatenate([[0], np.cumsum(usable)])
    whole = running_days[ends] - running_days[ends - days] == days
    sums = (running[ends] - running[ends - days])[whole]
    means = (running_mean[ends] - running_mean[ends - days])[whole]
    if len(sums) < 8:
        return model.phi * days**0.5, 8.0
    return max(1.0, float((np.square(sums - means) / np.maximum(means, 1e-9)).mean())), float(len(sums) - 1)
