"""Say how often a code is wrong, and what it finds: `python -m benchmarks.codes`.

Counties of eighteen stations among which there is no difference: every station has the same true rates, and so the
same true score, and only chance sets them apart. Any station with a green or a red code (红榜、黑榜) outside the band
of the true score is a false one. The same is asked with every true score moved right beside a bound, which
is the worst case there is. Then one station is made truly bad, and it is counted how often it is found. The
numbers of records are those of a generated county in three months; chance is binomial, or wilder by φ. The engine's
own functions do the scoring: dispersion from 36 months behind, posteriors, their sum, the code.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.catalogue.index_model import Bands
from core.catalogue.load import load_catalogue
from core.features.indices.codes import code_of
from core.features.indices.points import is_rising, points_of, value_at
from core.features.indices.posteriors import percentile_below, pooled_rate, rate_below
from core.features.indices.score_distribution import (
    Contribution,
    ScoreDistribution,
    contribution_density,
    sum_distribution,
)
from core.features.indices.types import Code, CodeState, Score
from core.judgement import dispersion
from core.judgement.season_layout import apply_layout, months_behind, season_layout
from core.metrics.types import UnitRef, Window
from core.time.days import month_days
from core.time.reporting_calendar import CALENDAR

Floats = NDArray[np.float64]
STATIONS = 18
MONTH = 2026 * 12 + 9
CATALOGUE = load_catalogue()
INDEX, BANDS = CATALOGUE.indices["peace"], CATALOGUE.bands["three_colours"]
# True rate, and records of an urban, a town and a rural station in three months.
TRUTH: dict[str, tuple[float, tuple[int, int, int]]] = {
    "onscene_completion_rate": (0.92, (387, 155, 64)),
    "non_police_diversion_rate": (0.71, (254, 96, 42)),
    "dispute_resolution_rate": (0.78, (61, 36, 31)),
    "key_dispute_resolution_rate": (0.67, (3, 1, 1)),
    "hazard_rectification_rate": (0.90, (6, 7, 5)),
    "sweep_disposal_rate": (0.95, (31, 13, 9)),
    "case_filing_on_time_rate": (0.944, (52, 14, 6)),
    "case_investigation_on_time_rate": (0.915, (49, 15, 6)),
    "case_conclusion_on_time_rate": (0.895, (50, 16, 6)),
    "satisfaction_rate": (0.983, (26, 27, 27)),
    "callback_satisfaction_rate": (0.985, (72, 69, 74)),
    "community_rating_rate": (0.98, (23, 25, 26)),
    "double_ten_done_rate": (0.953, (960, 840, 720)),
}
ARRIVALS = (710, 271, 111)
# How long alerts take to be reached: shares of the bins of `alert_response` in a generated county.
BINS = np.array(
    [
        0,
        17,
        142,
        378,
        617,
        759,
        767,
        677,
        577,
        515,
        397,
        311,
        277,
        210,
        160,
        124,
        95,
        77,
        70,
        42,
        42,
        29,
        33,
        14,
        12,
        13,
        22,
        16,
        14,
        7,
        28,
        3,
        4,
        2,
        0,
    ]
)
BAD = -0.15
P90 = "response_time_p90"
HAIR = 0.01


@dataclass(frozen=True)
class Drawn:
    """One board: scores with their law, and the true score of each station."""

    scores: list[Score]
    law: ScoreDistribution
    true: Floats


def true_points(shift: float) -> dict[str, float]:
    """Return what each KPI's true level scores, of a station whose rates are `shift` off the others'."""
    points_by_kpi = {
        kpi: points_of(INDEX.parts[kpi], CATALOGUE.kpis[kpi], rate + shift) for kpi, (rate, _) in TRUTH.items()
    }
    arrivals = CATALOGUE.kpis["response_time_p90"]
    return points_by_kpi | {P90: points_of(INDEX.parts[P90], arrivals, _percentile(BINS, 0.9) / arrivals.scale)}


def _edges() -> list[int]:
    bins = CATALOGUE.measures[CATALOGUE.kpis[P90].numerator].bins
    assert bins is not None
    return bins.edges


def _percentile(bins: NDArray[np.int64], quantile: float) -> float:
    running = np.cumsum(bins)
    places = np.array([0, *_edges()], float)
    return float(np.interp(quantile * running[-1], np.concatenate([[0], running[:-1]]), places))


def _months(rng: np.random.Generator, rates: Floats, size: Floats, wild: float, months: int) -> tuple[Floats, Floats]:
    """Numerators and denominators by (station, month); `wild` is the variance of a month's rate over the binomial's."""
    bottoms = rng.poisson(size[:, None] / INDEX.months, (STATIONS, months))
    share = np.broadcast_to(rates[:, None], bottoms.shape)
    if wild > 1:
        inside = np.clip((np.maximum(bottoms, 2) - wild) / (wild - 1), 0.5, None)
        share = rng.beta(share * inside, (1 - share) * inside)
    return rng.binomial(bottoms, share).astype(float), bottoms.astype(float)


def draw(rng: np.random.Generator, wild: float, bad: float) -> Drawn:
    """One board; station 0 has its rates moved by `bad`."""
    first, last = month_days(MONTH - INDEX.months + 1)[0], month_days(MONTH)[1]
    months = months_behind(Window(first, last), CALENDAR)
    place = season_layout(Window(first, last), months, [True] * len(months), CALENDAR)
    shift = np.zeros(STATIONS)
    shift[0] = bad
    shares, laws = {}, {}
    setting = np.repeat([0, 1, 2], STATIONS // 3)
    counted: dict[str, NDArray[np.bool_]] = {}
    kept_rates: dict[str, tuple[Floats, Floats, Floats]] = {}
    for kpi, (rate, sizes) in TRUTH.items():
        tops, bottoms = _months(rng, rate + shift, np.array(sizes, float)[setting], wild, len(months))
        phi = dispersion.rate_dispersion(apply_layout(tops, place), apply_layout(bottoms, place)).phi
        top, bottom = tops[:, -INDEX.months :].sum(1), bottoms[:, -INDEX.months :].sum(1)
        kept_rates[kpi], counted[kpi] = (top, bottom, phi), bottom >= INDEX.least
    arrivals = np.stack([rng.multinomial(rng.poisson(ARRIVALS[s]), BINS / BINS.sum()) for s in setting])
    counted[P90] = arrivals.sum(1) >= INDEX.least
    weights = {kpi: INDEX.parts[kpi].weight * counted[kpi] for kpi in [*kept_rates, P90]}
    whole_weight = np.sum(list(weights.values()), axis=0)
    for kpi, (top, bottom, phi) in kept_rates.items():
        shares[kpi] = weights[kpi] / whole_weight
        laws[kpi] = _law(kpi, top, bottom, phi, counted[kpi], shares[kpi])
    shares[P90] = weights[P90] / whole_weight
    laws[P90] = _arrivals_law(arrivals, shares[P90])
    got = {kpi: _points(kpi, kept_rates[kpi][0], kept_rates[kpi][1]) for kpi in kept_rates}
    arrival = CATALOGUE.kpis[P90]
    reached = [_percentile(row, 0.9) / arrival.scale for row in arrivals]
    got[P90] = np.array([points_of(INDEX.parts[P90], arrival, one) for one in reached])
    sums = np.sum([shares[kpi] * got[kpi] for kpi in shares], axis=0)
    fair, off = true_points(0.0), true_points(bad)
    true = np.array([sum(shares[kpi][i] * (off if i == 0 else fair)[kpi] for kpi in shares) for i in range(STATIONS)])
    law = sum_distribution([Contribution.by_unit(density) for density in laws.values()], np.zeros(STATIONS))
    return Drawn([_score(float(one)) for one in sums], law, true)


def _points(kpi_id: str, top: Floats, bottom: Floats) -> Floats:
    index_part, kpi = INDEX.parts[kpi_id], CATALOGUE.kpis[kpi_id]
    return np.array([points_of(index_part, kpi, a / b) if b else 0.0 for a, b in zip(top, bottom, strict=True)])


def _law(kpi_id: str, top: Floats, bottom: Floats, phi: Floats, counts: NDArray[np.bool_], shares: Floats) -> Floats:
    index_part, kpi = INDEX.parts[kpi_id], CATALOGUE.kpis[kpi_id]
    centre = pooled_rate(top[counts], bottom[counts])
    return contribution_density(lambda s: rate_below(top, bottom, phi, centre, value_at(index_part, kpi, s)), shares)


def _arrivals_law(bins: NDArray[np.int64], shares: Floats) -> Floats:
    index_part, kpi = INDEX.parts[P90], CATALOGUE.kpis[P90]
    assert not is_rising(index_part, kpi)

    def below(scores: Floats) -> Floats:
        return 1 - percentile_below(
            bins, _edges(), 0.9, np.ones(STATIONS), value_at(index_part, kpi, scores) * kpi.scale
        )

    return contribution_density(below, shares)


def _score(value: float) -> Score:
    unit = UnitRef(id=1, code="", name="", kind="station", parent=None, setting=None)
    return Score("peace", unit, value, None, None, 1.0, (), None)


def codes(drawn: Drawn, bands: Bands, *, stood_before: bool = False) -> list[Code]:
    """The codes of a board; `stood_before` as if each had stood the month before, so that all stay that may stay."""

    def last_month(score: Score) -> Code | None:
        band = bands.band_of(score.value or 0.0)
        return Code(CodeState.GRADED, band, (band,), 1.0, "") if stood_before else None

    return [
        code_of(score, drawn.law, row, bands, STATIONS, last_month(score)) for row, score in enumerate(drawn.scores)
    ]


def boards(number: int, seed: int, wild: float, bad: float = 0.0) -> Iterator[Drawn]:
    """Boards, each with a stream of its own."""
    return (draw(np.random.default_rng([seed, index]), wild, bad) for index in range(number))


def wrong(drawn: Drawn, bands: Bands, *, stood_before: bool = False) -> bool:
    """Tell whether any station is in the best or the worst band, and its true score is not."""
    ends = (bands.steps[0].code, bands.steps[-1].code)
    pairs = zip(codes(drawn, bands, stood_before=stood_before), drawn.true, strict=True)
    return any(c.band and c.band.code in ends and c.band.code != bands.band_of(float(t)).code for c, t in pairs)


def report(number: int, seed: int = 1) -> list[tuple[str, float]]:
    """Return what is printed: a name and a share of boards."""
    results = []
    for name, wild in (("binomial chance", 1.0), ("twice as wild", 2.0)):
        drawn = list(boards(number, seed, wild))
        results += [
            (f"{name}: any station falsely red or green, bands as shipped", _share([wrong(d, BANDS) for d in drawn])),
            (
                f"{name}: … as if every code had stood before",
                _share([wrong(d, BANDS, stood_before=True) for d in drawn]),
            ),
            (f"{name}: … red, the true score of all right above the bound", _share([_at(d, 1) for d in drawn])),
            (f"{name}: … green, the true score of all right below the bound", _share([_at(d, 2) for d in drawn])),
            (f"{name}: stations with a code at all", _share([bool(c.band) for d in drawn for c in codes(d, BANDS)])),
            (
                f"{name}: … as if every code had stood before",
                _share([bool(c.band) for d in drawn for c in codes(d, BANDS, stood_before=True)]),
            ),
        ]
    bad = list(boards(number, seed + 1, 1.0, BAD))
    summary = (
        f"a station whose rates are 15 points lower (true score {np.mean([d.true[0] for d in bad]):.0f}) found red"
    )
    results.append((summary, _share([codes(d, BANDS)[0].word == BANDS.steps[0].zh for d in bad])))
    return results


def _at(drawn: Drawn, station: int) -> bool:
    """False codes where the true score of every station lies a hair inside the band above (or below) a bound."""
    bound = BANDS.steps[station].from_
    away = bound + (HAIR if station == 1 else -HAIR) - drawn.true
    scores = [replace(score, value=(score.value or 0.0) + off) for score, off in zip(drawn.scores, away, strict=True)]
    return wrong(Drawn(scores, replace(drawn.law, fixed=drawn.law.fixed + away), drawn.true + away), BANDS)


def _share(flags: list[bool]) -> float:
    return float(np.mean(flags))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=400)
    options = parser.parse_args()
    print(f"{options.boards} boards of {STATIONS} stations")
    for name, share in report(options.boards):
        print(f"{share:7.1%}  {name}")


if __name__ == "__main__":
    main()
