"""Measurements of the alerts of a database: shares, curves, spread and the new year."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi, sqrt

import numpy as np

from seed import calibration as c
from seed.report.expected import festival_ratios, hour_curve
from seed.report.line import Measured
from seed.report.tally import Tally
from seed.streams import Floats, Ints

OTHER_PROFILE = "另一城市的口径，本库按安康设定"


def found_in_alerts(tally: Tally, levels: Floats) -> dict[str, Measured]:
    """Figures by the key of their target."""
    return dict([*_shares(tally), *_hours(tally), *_weeks(tally), *_years(tally, levels), *_spread(tally)]) | _festival(
        tally
    )


def share(numerator: int, denominator: int) -> Measured:
    """A share, and twice its standard error."""
    if not denominator:
        return Measured(None)
    p = numerator / denominator
    return Measured(p, 2 * sqrt(p * (1 - p) / denominator))


def variance_to_mean(counts: Ints) -> Floats:
    """Variance over mean of each row's days."""
    means = counts.mean(axis=1)
    ratios: Floats = counts.var(axis=1)[means > 0] / means[means > 0]
    return ratios


def _shares(tally: Tally) -> Iterator[tuple[str, Measured]]:
    numbers = dict(zip(c.CLASSES, tally.daily.sum(axis=(1, 2)).tolist(), strict=True))
    total = sum(numbers.values())
    for name, number in numbers.items():
        yield f"class:{name}", share(number, total)
    other = {
        "traffic": numbers["traffic"],
        "crime": numbers["criminal"] + numbers["public_order"],
        "invalid": numbers["invalid"],
    }
    for key, number in other.items():
        yield f"guangzhou:{key}", Measured(number / total if total else None, why=OTHER_PROFILE)


def _hours(tally: Tally) -> Iterator[tuple[str, Measured]]:
    for row, name in enumerate(c.CLASSES):
        hours, size = tally.hours[row].sum(axis=0), int(tally.hours[row].sum())
        if size:
            curve = hour_curve(name, tally.hours[row, 1].sum() / size)
            yield f"hours:{name}", Measured(float(np.abs(hours / size - curve).sum()) / 2, sqrt(24 / (2 * pi * size)))


def _weeks(tally: Tally) -> Iterator[tuple[str, Measured]]:
    weekend = (tally.days + 3) % 7 > 4
    for name, counts in zip(c.CLASSES, tally.by_day, strict=True):
        inside, outside = counts[weekend], counts[~weekend]
        if inside.sum() and outside.sum():
            ratio = float(inside.mean() / outside.mean())
            wild = max(1.0, float(counts.var() / counts.mean()))
            yield f"weekend:{name}", Measured(ratio, 2 * ratio * sqrt(wild * (1 / inside.sum() + 1 / outside.sum())))


def months_of_year(tally: Tally) -> Ints:
    """The month, 0 to 11, of each day."""
    months: Ints = tally.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return months


def year_curves(tally: Tally, levels: Floats) -> tuple[Floats, Floats]:
    """Calls by class and month of the year against an even year: in the records, and as expected."""
    month = months_of_year(tally)
    present = np.unique(month)

    def shape(values: Floats) -> Floats:
        by_month = np.array([values[:, month == m].mean(axis=1) for m in present]).T
        curve: Floats = by_month / np.maximum(by_month.mean(axis=1, keepdims=True), 1e-9)
        return curve

    return shape(tally.by_day.astype(np.float64)), shape(levels)


def _years(tally: Tally, levels: Floats) -> Iterator[tuple[str, Measured]]:
    drawn, expected = year_curves(tally, levels)
    for row, name in enumerate(c.CLASSES):
        size = tally.by_day[row].sum() / drawn.shape[1]
        if size:
            off = float(np.abs(drawn[row] / expected[row] - 1).mean())
            wild = float(np.median(variance_to_mean(tally.daily[row])))
            yield f"year:{name}", Measured(off, sqrt(2 / pi) * sqrt(max(1.0, wild) / size))


def _spread(tally: Tally) -> Iterator[tuple[str, Measured]]:
    weeks = tally.daily.shape[2] // 7
    for row, name in enumerate(c.CLASSES):
        yield f"dispersion:{name}", _median_spread(tally.daily[row])
        if name in ("criminal", "fire"):
            by_week = tally.daily[row][:, : weeks * 7].reshape(len(tally.stations), weeks, 7).sum(axis=2)
            yield f"empty:{name}", share(int((by_week == 0).sum()), by_week.size)
    yield "dispersion_all", _median_spread(tally.daily.sum(axis=0))
    valid = tally.daily[np.array([name != "invalid" for name in c.CLASSES])].sum(axis=(0, 2))
    counties = np.array(tally.counties)
    weekly = [float(valid[counties == county].sum()) * 7 / tally.daily.shape[2] for county in sorted(set(counties))]
    why = "" if len(weekly) > 1 else "只有一个县局，无从比较"
    yield "weekly_low", Measured(min(weekly), why=why)
    yield "weekly_high", Measured(max(weekly), why=why)


def _median_spread(counts: Ints) -> Measured:
    ratios = variance_to_mean(counts)
    if not len(ratios):
        return Measured(None)
    middle = float(np.median(ratios))
    return Measured(middle, 2.5 * middle * sqrt(2 / (counts.shape[1] * len(ratios))))


def _festival(tally: Tally) -> dict[str, Measured]:
    by_day = tally.by_day.astype(np.float64)
    ways = {"all": by_day.sum(axis=0), "traffic": by_day[c.CLASSES.index("traffic")]}
    ratios = {}
    for key, ratio in festival_ratios(tally, ways).items():
        way = ways[key.split(":")[1]]
        # Two or three new years of nine days and more, at least: the smallest window decides.
        ratios[key] = Measured(ratio, 2 * ratio * sqrt(2 / (way.mean() * 18)))
    return ratios
