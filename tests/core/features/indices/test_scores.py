"""Scores keep their promises whatever the figures: between 0 and 100, better is never worse, nothing missing is 0."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import beta

from core.catalogue.index_model import Index, IndexPart
from core.catalogue.load import load_catalogue
from core.features.indices.codes import code_of, is_extreme, required_confidence
from core.features.indices.points import points_of, value_at
from core.features.indices.posteriors import percentile_below, pooled_rate, rate_below, ratio_below
from core.features.indices.score_distribution import (
    EDGES,
    Contribution,
    ScoreDistribution,
    contribution_density,
    difference_interval,
    sum_distribution,
)
from core.features.indices.scorer import Scorer, UnitSpan
from core.features.indices.types import Code, CodeState, Score
from core.judgement.dispersion import Dispersion
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValue
from core.metrics.types import UnitRef

CATALOGUE = load_catalogue()
BANDS = CATALOGUE.bands["three_colours"]
SPAN = AsOfSpan(20_000, 20_030, 20_030)
RATES = ("onscene_completion_rate", "satisfaction_rate", "double_ten_done_rate", "sweep_comparison_rate")
BUREAU = -1
Amounts = dict[str, tuple[int, int] | None]  # numerator and denominator by KPI; None where there is no figure


def index_of(weights: dict[str, float], least_known: float = 0.01) -> Index:
    index_parts = {kpi: IndexPart(weight=weight, floor=0.2, target=0.9) for kpi, weight in weights.items()}
    return Index(
        zh="试", en="t", remark="测试口径", units=["station"], parts=index_parts, known=least_known, override={}
    )


class Figures:
    """Stand-in for MeasureValues, DispersionHistory and SuppressionPolicy: the amounts given, one unit a row."""

    def __init__(self, units: list[Amounts]) -> None:
        self._units = units

    def get(self, measure: str, unit: int, span: AsOfSpan) -> MeasureValue:
        if unit == BUREAU:
            cells = [self.get(measure, row, span) for row in range(len(self._units))]
            return MeasureValue((sum(cell.amount for cell in cells if not cell.reason),), span.last)
        for kpi, amounts in self._units[unit].items():
            declared = CATALOGUE.kpis[kpi]
            if measure in declared.measures():
                if amounts is None:
                    return MeasureValue((), reason="没有数据")
                return MeasureValue((amounts[measure == declared.denominator],), span.last)
        raise AssertionError(measure)

    def dispersion(self, kpi: str, unit: int, edge: int | None) -> Dispersion:
        return Dispersion(np.float64(1.5) * np.ones(()), np.float64(20) * np.ones(()))

    def protected_kinds(self, kpis: tuple[str, ...], kinds: tuple[str, ...]) -> frozenset[tuple[str, str]]:
        return frozenset()

    @property
    def root(self) -> UnitRef:
        return UnitRef(BUREAU, "B", "局", "bureau", None)


def scored(index: Index, units: list[Amounts]) -> tuple[list[Score], ScoreDistribution]:
    stub = cast(Any, Figures(units))
    cells = [UnitSpan(UnitRef(at, str(at), f"所{at}", "station", None, None), SPAN) for at in range(len(units))]
    return Scorer(CATALOGUE, "t", index, stub, stub, stub, stub).score(cells)


@st.composite
def amounts(draw: st.DrawFn, *, missing: bool = True) -> Amounts:
    amounts_by_kpi: Amounts = {}
    for kpi in RATES:
        bottom = draw(st.integers(0, 400))
        amounts_by_kpi[kpi] = None if missing and draw(st.booleans()) else (draw(st.integers(0, bottom)), bottom)
    return amounts_by_kpi


@given(st.lists(st.sampled_from([0.0, 0.01, 0.07, 0.3, 0.95, 1.0]), min_size=1, max_size=4))
def test_a_density_is_that_of_all_edges_though_only_those_below_100_are_asked(shares: list[float]) -> None:
    def below(scores: NDArray[np.float64]) -> NDArray[np.float64]:
        return beta.cdf(scores / 100, 3, 2)

    given_shares = np.array(shares)
    density = contribution_density(below, given_shares)
    for row, share in enumerate(shares):
        scores = EDGES / share if share else np.zeros_like(EDGES)
        cumulative = np.where(scores >= 100, 1.0, below(np.minimum(scores, 100.0))) if share else np.ones_like(EDGES)
        cumulative[-1] = 1.0
        assert density[row, : len(EDGES)].tolist() == np.diff(cumulative, prepend=0.0).tolist()
        assert not density[row, len(EDGES) :].any()


weights = st.fixed_dictionaries({kpi: st.floats(0.01, 1000) for kpi in RATES})


@settings(max_examples=60, deadline=None)
@given(weights, st.lists(amounts(), min_size=1, max_size=4))
def test_a_score_is_the_sum_of_its_contributions_and_lies_between_0_and_100(
    given_weights: dict[str, float], units: list[Amounts]
) -> None:
    scores, distribution = scored(index_of(given_weights), units)
    for row, score in enumerate(scores):
        counted = [score_part for score_part in score.parts if score_part.share is not None]
        assert all(score_part.reason for score_part in score.parts if score_part.share is None)
        assert all((score_part.figure.denominator or 0) >= 10 for score_part in counted)
        assert score.known_weight == pytest.approx(
            sum(score_part.weight for score_part in counted) / sum(given_weights.values())
        )
        if score.value is None:
            assert score.reason
            continue
        assert 0 <= score.value <= 100 + 1e-9
        assert score.low is not None and score.high is not None
        assert 0 <= score.low <= score.value + 1e-9 and score.value <= score.high + 1e-9 and score.high <= 100 + 1e-9
        assert sum(score_part.share or 0 for score_part in counted) == pytest.approx(1)
        assert sum(score_part.contribution or 0 for score_part in counted) == pytest.approx(score.value)
        assert distribution.density[row].sum() == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(weights, amounts(missing=False), st.sampled_from(RATES), st.data())
def test_a_better_figure_never_scores_less(
    given_weights: dict[str, float], unit: Amounts, kpi: str, data: st.DataObject
) -> None:
    top, bottom = cast(tuple[int, int], unit[kpi])
    better = unit | {kpi: (data.draw(st.integers(top, bottom)), bottom)}
    (before, after), _ = scored(index_of(given_weights), [unit, better])
    assert (before.value is None) == (after.value is None)
    if before.value is not None and after.value is not None:
        assert after.value >= before.value - 1e-9


@settings(max_examples=40, deadline=None)
@given(weights, st.floats(0.01, 100), amounts())
def test_only_the_proportions_of_the_weights_matter(
    given_weights: dict[str, float], times: float, unit: Amounts
) -> None:
    (score,), _ = scored(index_of(given_weights), [unit])
    (scaled,), _ = scored(index_of({kpi: weight * times for kpi, weight in given_weights.items()}), [unit])
    assert (score.value is None) == (scaled.value is None)
    if score.value is not None:
        assert scaled.value == pytest.approx(score.value)


@settings(max_examples=40, deadline=None)
@given(weights, amounts(missing=False), st.sampled_from(RATES))
def test_what_is_missing_is_left_out_and_leaves_the_others_in_order(
    given_weights: dict[str, float], unit: Amounts, kpi: str
) -> None:
    (full, partial_score), _ = scored(index_of(given_weights), [unit, unit | {kpi: None}])
    contributions = [
        (score_part.contribution, remaining.contribution)
        for score_part, remaining in zip(full.parts, partial_score.parts, strict=True)
        if score_part.kpi != kpi and score_part.contribution is not None and remaining.contribution is not None
    ]
    assert sorted(range(len(contributions)), key=lambda i: (contributions[i][0], i)) == sorted(
        range(len(contributions)), key=lambda i: (contributions[i][1], i)
    ) or all(abs(a - b) < 1e-9 for a, b in contributions)
    left_out = next(score_part for score_part in partial_score.parts if score_part.kpi == kpi)
    assert left_out.share is None and left_out.contribution is None and left_out.reason == "没有数据"


def test_too_little_known_is_no_score_and_says_what_is_missing() -> None:
    unit: Amounts = dict.fromkeys(RATES) | {"satisfaction_rate": (95, 100)}
    (score,), _ = scored(index_of(dict.fromkeys(RATES, 1.0), least_known=0.6), [unit])
    assert score.value is None
    assert score.reason is not None and "25%" in score.reason and "双十条落实率" in score.reason


def test_a_figure_of_few_records_is_no_figure() -> None:
    unit: Amounts = {kpi: (0, 9) if kpi == "satisfaction_rate" else (90, 100) for kpi in RATES}
    (score,), _ = scored(index_of(dict.fromkeys(RATES, 1.0)), [unit])
    left_out = next(score_part for score_part in score.parts if score_part.kpi == "satisfaction_rate")
    assert left_out.reason == "基数过小：9，少于 10"
    assert score.value == pytest.approx(100)  # 0.9 is the target of the other three


@pytest.mark.parametrize(
    ("kpi", "value", "expected"),
    [
        ("satisfaction_rate", 0.85, 0),
        ("satisfaction_rate", 0.915, 50),
        ("satisfaction_rate", 0.98, 100),
        ("satisfaction_rate", 1.0, 100),
        ("satisfaction_rate", 0.1, 0),
        ("response_time_p90", 30, 0),
        ("response_time_p90", 20, 50),
        ("response_time_p90", 4, 100),
    ],
)
def test_points_go_straight_from_floor_to_target(kpi: str, value: float, expected: float) -> None:
    index_part = CATALOGUE.indices["peace"].parts[kpi]
    assert points_of(index_part, CATALOGUE.kpis[kpi], value) == pytest.approx(expected)
    if 0 < expected < 100:
        assert value_at(index_part, CATALOGUE.kpis[kpi], expected) == pytest.approx(value)


def test_met_is_all_or_nothing() -> None:
    index_part, kpi = IndexPart(weight=1, score="met"), CATALOGUE.kpis["station_force_share"]
    assert [points_of(index_part, kpi, value) for value in (0.3999, 0.4, 0.9)] == [0, 100, 100]


def _rate_points(top: float, size: float, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return rate_below([top], [size], [1.5], 0.8, 0.6 + 0.3 * scores / 100)


def test_the_law_of_a_sum_is_what_simulation_says() -> None:
    rng = np.random.default_rng(7)
    tops, sizes, shares = np.array([45.0, 80.0, 9.0]), np.array([50.0, 90.0, 12.0]), np.array([0.5, 0.3, 0.2])
    densities, drawn = [], np.zeros(200_000)
    for top, size, share in zip(tops, sizes, shares, strict=True):
        below = partial(_rate_points, top, size)
        densities.append(contribution_density(below, np.array([share])))
        prior = min(0.5 / 0.2, 10)
        level = rng.beta(top / 1.5 + prior * 0.8, (size - top) / 1.5 + prior * 0.2, len(drawn))
        drawn += share * np.clip((level - 0.6) / 0.3, 0, 1) * 100
    distribution = sum_distribution(map(Contribution.by_unit, densities), np.array([0.0]))
    for bound in (50, 60, 75, 90, 97):
        assert 1 - distribution.surely_above(0, bound, 0) == pytest.approx((drawn < bound).mean(), abs=0.006)
    low, high = distribution.rows([0]).intervals()[0]
    assert low <= np.quantile(drawn, 0.025) + 0.3 and high >= np.quantile(drawn, 0.975) - 0.3


def test_two_laws_that_are_the_same_differ_by_about_nothing() -> None:
    density = contribution_density(lambda s: np.asarray(beta.cdf(s / 100, 40, 20)), np.array([1.0]))
    distribution = sum_distribution([Contribution.by_unit(density)], np.array([0.0]))
    low, high = difference_interval(distribution, distribution, 0.95)
    assert low == pytest.approx(-high, abs=0.3)
    wide = beta.std(40, 20) * 100 * 2 * 1.96 * np.sqrt(2)
    assert high - low == pytest.approx(wide, rel=0.08)


def test_beliefs_by_a_second_library() -> None:
    value = np.array([[0.7, 0.9]])
    p_below = rate_below([18], [20], [2.0], 0.9, value)
    assert p_below == pytest.approx(beta.cdf(value, 9 + 4.5, 1 + 0.5))
    assert pooled_rate([0, 0], [5, 5]) == pytest.approx(0.5 / 11)
    assert np.all(np.diff(ratio_below([30], [10], [1.0], 3.0, np.linspace(0.5, 6, 40)[None, :])) >= 0)
    percentile_p = percentile_below([[10, 80, 10, 0]], [1, 2, 3], 0.9, [1.0], np.array([[0.5, 1.9, 2.0, 2.5, 3.0]]))[0]
    assert percentile_p == pytest.approx(sorted(percentile_p))
    assert percentile_p[0] < 0.001 and percentile_p[-1] > 0.999 and 0.4 < percentile_p[2] < 0.7


def score_and_distribution(score: float, width: float) -> tuple[Score, ScoreDistribution]:
    unit = UnitRef(1, "1", "一所", "station", None, None)
    low = score - width / 2
    density = contribution_density(lambda s: np.clip((s - low) / max(width, 1e-9), 0, 1), np.array([1.0]))
    distribution = sum_distribution([Contribution.by_unit(density)], np.array([0.0]))
    return Score("t", unit, score, None, None, 1.0, (), None), distribution


def code(score: float, width: float, units: int = 18) -> Code:
    scored_unit, distribution = score_and_distribution(score, width)
    return code_of(scored_unit, distribution, 0, BANDS, units)


def test_a_code_holds_only_where_the_evidence_does() -> None:
    assert [code(score, 4).word for score in (40, 75, 95)] == ["红码", "黄码", "绿码"]
    assert [code(score, 4).list for score in (40, 75, 95)] == ["黑榜", "黄榜", "红榜"]
    near = code(59, 10)
    assert (near.state, near.band, near.word, near.list) == (CodeState.UNDECIDED, None, "尚难判定", None)
    assert [band.zh for band in near.possible] == ["红码", "黄码"]
    assert {code(score, 40).state for score in (55, 75, 88)} == {CodeState.UNDECIDED}


def test_the_more_units_on_a_list_the_surer_the_ends_must_be() -> None:
    red, yellow, green = BANDS.steps
    assert [is_extreme(BANDS, band) for band in BANDS.steps] == [True, False, True]
    assert required_confidence(BANDS, red, 18) == pytest.approx(1 - 0.05 / 18)
    assert required_confidence(BANDS, green, 1) == pytest.approx(0.95)
    assert required_confidence(BANDS, yellow, 300) == pytest.approx(0.95)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 100), st.floats(0.5, 60), st.integers(1, 300))
def test_a_code_is_never_alone_a_colour(score: float, width: float, units: int) -> None:
    unit_code = code(score, width, units)
    assert unit_code.word and unit_code.shape and unit_code.reason
    assert (unit_code.band is None) == (unit_code.list is None) == (unit_code.state is not CodeState.GRADED)
    if unit_code.band:
        assert unit_code.band == BANDS.band_of(score)
    else:
        assert len(unit_code.possible) >= 2


def test_no_figures_no_code() -> None:
    unit = UnitRef(1, "1", "一所", "station", None, None)
    missing = Score("t", unit, None, None, None, 0.0, (), "缺数")
    unit_code = code_of(missing, score_and_distribution(50, 2)[1], 0, BANDS, 3)
    assert (unit_code.state, unit_code.word, unit_code.shape, unit_code.reason) == (
        CodeState.UNRATED,
        "暂不评定",
        "—",
        "缺数",
    )
