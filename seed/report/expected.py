"""Expectations of the records: the calibration, taken on the days of a history."""

from __future__ import annotations

import numpy as np

from core.time.calendar import lunar_new_year
from seed import calibration as c
from seed.alerts import day_factors, shock_scale
from seed.bureau import Plan
from seed.report.tally import Tally
from seed.streams import Bools, Floats

BEFORE, SPANS = (-40, -13), {"before": (-12, -2), "dip": (-2, 6), "rebound": (7, 20)}


def day_levels(plan: Plan) -> Floats:
    """The level of each class (row) on each day of the history: season, weekday, lunar new year and trend."""
    monthly_levels = []
    for month in plan.months:
        years = (month - plan.months[0]) / 12
        monthly_levels.append(day_factors(month) * np.exp(np.array(c.CLASS_TREND) * (years - 1.5))[:, None])
    levels: Floats = np.concatenate(monthly_levels, axis=1)
    return levels[:, : (plan.as_of - plan.start).days + 1]


def hour_curve(name: str, weekend_share: float) -> Floats:
    """Shares of the hours of a class of alerts, weekends in their share."""
    hours = np.array(c.HOURS_WEEKDAY[name], dtype=np.float64)
    mixed: Floats = (1 - weekend_share) * hours + weekend_share * np.roll(hours, c.WEEKEND_SHIFT)
    shares: Floats = mixed / mixed.sum()
    return shares


def festival_days(tally: Tally, span: tuple[int, int]) -> Bools:
    """The days so many days after a lunar new year of which the whole season lies in the history."""
    days = tally.days
    chosen = np.zeros(len(days), dtype=bool)
    for year in range(1990, 2060):
        first = lunar_new_year(year)
        if first + BEFORE[0] >= days[0] and first + SPANS["rebound"][1] <= days[-1]:
            chosen |= (days >= first + span[0]) & (days <= first + span[1])
    return chosen


def festival(tally: Tally, levels: Floats) -> dict[str, float]:
    """Ratios at which the days around the new year should stand to the weeks before, by class and span."""
    weights = tally.daily.sum(axis=(1, 2)) / levels.mean(axis=1)
    ways = {"all": (weights[:, None] * levels).sum(axis=0), "traffic": levels[c.CLASSES.index("traffic")]}
    return festival_ratios(tally, ways)


def festival_ratios(tally: Tally, ways: dict[str, Floats]) -> dict[str, float]:
    """The mean level of each span over that of the weeks before."""
    base = festival_days(tally, BEFORE)
    return {
        f"festival:{name}:{span}": float(way[festival_days(tally, days)].mean() / way[base].mean())
        for name, way in ways.items()
        for span, days in SPANS.items()
        if base.any()
    }


def spread(plan: Plan, tally: Tally, levels: Floats) -> dict[str, float]:
    """Median variance/mean by class, and the share of weeks without an alert, at the level of these stations."""
    calm = shock_scale(c.SIZES[plan.size].calls)
    cv2 = (1 + 1 / (calm * c.SHOCK_DAY)) * (1 + 1 / (calm * c.SHOCK_CLASS_DAY)) * (1 + 1 / c.SHOCK_MONTH) - 1
    expected = {}
    for row, name in enumerate(c.CLASSES):
        means = tally.daily[row].mean(axis=1)
        wave = float(np.mean((levels[row] / levels[row].mean()) ** 2))
        expected[f"dispersion:{name}"] = float(np.median(1 + means * (wave * (1 + cv2) - 1)))
        if name in ("criminal", "fire"):
            expected[f"empty:{name}"] = float(np.mean((1 + means * cv2) ** (-7 / cv2)))
    return expected
