"""A KPI of units by week, with the weeks in which instructions about it were sent, and gaps of windows to like units.

A gap is a unit's change against the same weeks of one or two earlier years, less the change of the like units that
were under no instruction in these weeks: a difference in differences (Card and Krueger, American Economic Review
84, 1994), with controls that are not under treatment themselves (Callaway and Sant'Anna, Journal of Econometrics
225, 2021). Of counts it is a logarithm of ratios (½ added: Haldane 1956), of rates a difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.metrics.arrays import Flags, Floats, Ints

YEAR = 52  # weeks: the same weekdays
RECENT_LAG = 5  # weeks between a week and the year that it is compared with
EFFECT_WEEKS = 12  # weeks after the week of sending that a unit counts as under the instruction
MIN_GROUP = 7  # like units: a group needs six others, or all units are compared
MIN_CONTROLS = 3  # units under no instruction somewhere in a window
MIN_BASE = 8.0  # counts (of rates records) of the controls in the base


class WeeklyPanel(NamedTuple):
    """Amounts by (unit, week): `denominators` of a rate, None of a count; `sent` where an instruction was sent.

    `known` says where the figure is complete; `groups` has a number a unit, the same for like units.
    """

    numerators: Floats
    denominators: Floats | None
    known: Flags
    sent: Flags
    groups: Ints

    @property
    def is_rate(self) -> bool:
        """True of a rate, whose gaps are differences."""
        return self.denominators is not None


Base = Callable[[WeeklyPanel, Floats, int], tuple[Floats, Floats]]  # panel, amounts, weeks of a window


class WindowGaps(NamedTuple):
    """Gaps by (unit, week) of a window set by that week, NaN where there is none, and the variance of plain chance."""

    size: Floats
    variance: Floats


class WindowSums(NamedTuple):
    """Amounts of a window by (unit, week) and of the same weeks of earlier years (yearly means); of the controls too.

    `years` is the mean number of earlier years behind a base.
    """

    now: Floats
    base: Floats
    control_now: Floats
    control_base: Floats
    years: Floats


def is_treated(panel: WeeklyPanel) -> Flags:
    """True in the weeks in which a unit is under an instruction."""
    padded = np.pad(panel.sent, ((0, 0), (EFFECT_WEEKS, 0)))
    treated: Flags = sliding_window_view(padded[:, :-1], EFFECT_WEEKS, axis=1).max(-1)
    return treated


def exposure_after(panel: WeeklyPanel) -> Floats:
    """The share of the weeks after each week in which the unit is under an instruction."""
    treated = is_treated(panel).astype(float)
    return np.nan_to_num(_window(treated, 1, EFFECT_WEEKS) / EFFECT_WEEKS)


def is_clean(panel: WeeklyPanel, before: int) -> Flags:
    """True where nothing was sent to the unit in a week and so many weeks before it.

    What is sent later does not count: to leave out whoever is picked later would leave out those who got worse.
    """
    padded = np.pad(panel.sent, ((0, 0), (before, 0)))
    clean: Flags = ~sliding_window_view(padded, before + 1, axis=1).max(-1)
    return clean


def yearly_base(panel: WeeklyPanel, amounts: Floats, length: int) -> tuple[Floats, Floats]:
    """Return by (unit, week) the mean of the same week of one or two earlier years, and how many years there are."""
    total, years = np.zeros(amounts.shape), np.zeros(amounts.shape)
    for back in (YEAR, 2 * YEAR):
        if back < amounts.shape[1]:
            known = panel.known[:, :-back]
            total[:, back:] += np.where(known, amounts[:, :-back], 0.0)
            years[:, back:] += known
    return total / np.maximum(years, 1), years


def recent_base(panel: WeeklyPanel, amounts: Floats, length: int) -> tuple[Floats, Floats]:
    """Return by (unit, week) the mean week of the year up to five weeks before, and how many windows it has."""
    full_year = _window(panel.known.astype(float), -YEAR - RECENT_LAG, -RECENT_LAG - 1) == YEAR
    mean = _window(np.where(panel.known, amounts, 0.0), -YEAR - RECENT_LAG, -RECENT_LAG - 1) / YEAR
    return np.where(full_year, mean, 0.0), full_year * (YEAR / length)


def window_gaps(panel: WeeklyPanel, first: int, last: int, base: Base = yearly_base) -> WindowGaps:
    """The gaps of the window from `first` to `last` weeks after each week (before it, where negative)."""
    length = last - first + 1
    top = _sums(panel, panel.numerators, (first, last), base)
    level = _own_level(panel) * length
    years = np.maximum(top.years, 1.0)
    with np.errstate(all="ignore"):
        if panel.denominators is None:
            own = np.log(top.now + 0.5) - np.log(top.base * years + 0.5) + np.log(years)
            size = own - np.log(top.control_now + 0.5) + np.log(top.control_base + 0.5)
            chance = 1 / np.maximum(level, 0.5)
            variance = chance * (1 + 1 / years) + 1 / (top.control_now + 0.5) + 1 / (top.control_base * years + 0.5)
            enough = top.control_base >= MIN_BASE
        else:
            bottom = _sums(panel, panel.denominators, (first, last), base)
            own = (top.now + 1) / (bottom.now + 2) - (top.base + 1 / years) / (bottom.base + 2 / years)
            controls = top.control_now / bottom.control_now - top.control_base / bottom.control_base
            size = own - controls
            rate = np.clip(top.control_base / bottom.control_base, 0.02, 0.98)
            chance = 1 / np.maximum(level, 1.0)
            others = 1 / bottom.control_now + 1 / (bottom.control_base * years)
            variance = rate * (1 - rate) * (chance * (1 + 1 / years) + others)
            enough = (bottom.control_base >= MIN_BASE) & (bottom.now > 0) & (bottom.base > 0)
    usable = enough & np.isfinite(size) & np.isfinite(variance)
    return WindowGaps(np.where(usable, size, np.nan), np.where(usable, variance, np.nan))


def _own_level(panel: WeeklyPanel) -> Floats:
    """A unit's usual weekly number (of rates, of records): weights from it do not lean on what is judged."""
    amounts = panel.numerators if panel.denominators is None else panel.denominators
    level: Floats = np.where(panel.known, amounts, 0.0).sum(1) / np.maximum(panel.known.sum(1), 1)
    return level[:, None]


def control_matrix(groups: Ints) -> Floats:
    """Return by (unit, unit) 1 where the second is compared with the first."""
    alike: Flags = groups[:, None] == groups[None, :]
    enough = alike.sum(1, keepdims=True) >= MIN_GROUP
    return np.where(enough, alike, True) * (1.0 - np.eye(len(groups)))


def _sums(panel: WeeklyPanel, amounts: Floats, window: tuple[int, int], base_of: Base) -> WindowSums:
    first, last = window
    base, years = base_of(panel, amounts, last - first + 1)
    usable = panel.known & (years > 0)
    free = usable & ~is_treated(panel)
    others = control_matrix(panel.groups)
    enough = _window(others @ free.astype(float), first, last) >= MIN_CONTROLS * (last - first + 1)
    complete = _window(usable.astype(float), first, last) == last - first + 1

    def summed(values: Floats) -> Floats:
        return np.where(complete & enough, _window(values, first, last), np.nan)

    return WindowSums(
        summed(amounts),
        summed(base),
        summed(others @ np.where(free, amounts, 0.0)),
        summed(others @ np.where(free, base, 0.0)),
        np.nan_to_num(summed(years.astype(float)) / (last - first + 1), nan=1.0),
    )


def _window(values: Floats, first: int, last: int) -> Floats:
    """Return sums over weeks w + first … w + last, NaN where the window leaves the panel."""
    weeks = values.shape[1]
    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    starts, ends = np.arange(weeks) + first, np.arange(weeks) + last + 1
    inside = (starts >= 0) & (ends <= weeks)
    sums: Floats = running[:, np.clip(ends, 0, weeks)] - running[:, np.clip(starts, 0, weeks)]
    return np.where(inside, sums, np.nan)
