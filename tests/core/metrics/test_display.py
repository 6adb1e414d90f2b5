"""Figures and changes are rounded half up, once, from the fractions that the counts give."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.catalogue.kpi_model import Kpi
from core.metrics.display import (
    amount_estimate_text,
    bound_text,
    change_text,
    figure_text,
    most_decimals,
    rounded,
    rounded_rate,
    rounded_rate_estimate,
    signed,
    signed_estimate,
)
from core.metrics.kpi import kpi_change, kpi_figure
from core.metrics.measure_values import MeasureValue
from core.metrics.types import Change, ChangeUnit, Figure, Window
from tests.support.worlds import CATALOGUE

COUNT, RATE = CATALOGUE.kpis["dispute_alerts"], CATALOGUE.kpis["dispute_resolution_rate"]
OCTOBER, OCTOBER_BEFORE, SEPTEMBER = Window(1000, 1030), Window(635, 665), Window(970, 999)


def figure_of(kpi: Kpi, numerator: int, denominator: int = 0) -> Figure:
    amounts = {kpi.numerator: numerator, kpi.denominator: denominator}
    return kpi_figure(CATALOGUE, kpi, lambda measure: MeasureValue((amounts[measure],), OCTOBER.last), OCTOBER.last)


def change_of(kpi: Kpi, base: Figure, now: Figure, base_window: Window = OCTOBER_BEFORE) -> Change:
    return kpi_change(kpi, "yoy", (OCTOBER, now), (base_window, base))


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (23, 160, "14.38%"),  # 14.375 exactly; as a float 100 × 23 ÷ 160 is a hair below
        (9, 800, "1.13%"),  # 1.125
        (201, 32_000, "0.63%"),  # 0.628125
        (1, 3, "33.33%"),
        (0, 7, "0.00%"),
        (7, 7, "100.00%"),
    ],
)
def test_a_rate_is_rounded_half_up_from_its_counts(numerator: int, denominator: int, text: str) -> None:
    assert figure_text(RATE, figure_of(RATE, numerator, denominator)) == text


@pytest.mark.parametrize(
    ("base", "now", "text"),
    [
        (40, 17, "−57.5%"),
        (80, 87, "+8.8%"),  # 8.75
        (80, 73, "−8.8%"),  # −8.75, away from zero
        (800, 801, "+0.1%"),  # 0.125
        (2000, 2001, "+0.1%"),  # 0.05
        (2001, 2000, "−0.05%"),  # −0.04998
        (28_542, 28_543, "+0.004%"),
        (200, 200, "持平"),
    ],
)
def test_a_change_is_rounded_half_away_from_zero_from_its_counts(base: int, now: int, text: str) -> None:
    assert change_text(change_of(COUNT, figure_of(COUNT, base), figure_of(COUNT, now)), 1) == text


def test_a_change_of_rates_is_the_difference_of_the_fractions_and_not_of_what_is_printed() -> None:
    change = change_of(RATE, figure_of(RATE, 1, 3), figure_of(RATE, 23, 160))
    assert change.change == (Fraction(23, 160) - Fraction(1, 3)) * 100
    assert change_text(change, 2) == "−18.96 个百分点"  # the printed 14.38 − 33.33 would be −18.95


def test_a_change_per_day_is_exact_too() -> None:
    change = change_of(COUNT, figure_of(COUNT, 300), figure_of(COUNT, 310), SEPTEMBER)
    assert (change.per_day, change.change) == (Fraction(0), Fraction(10, 3))


def test_a_percentile_is_the_fraction_that_its_bins_give() -> None:
    name = next(name for name, kpi in CATALOGUE.kpis.items() if kpi.kind == "percentile" and kpi.quantile == 0.9)
    kpi, bins = CATALOGUE.kpis[name], CATALOGUE.measures[CATALOGUE.kpis[name].numerator].bins
    assert bins is not None
    amounts = (9, 1, *[0] * (len(bins.edges) - 1))
    figure = kpi_figure(CATALOGUE, kpi, lambda _: MeasureValue(amounts), OCTOBER.last)
    assert figure.exact == Fraction(bins.edges[0], kpi.scale)  # 9 of 10 lie below the first edge: 0.9 × 10 is just 9


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 4))
def test_rounding_agrees_with_decimals_of_many_digits(top: int, bottom: int, digits: int) -> None:
    with localcontext(prec=60):
        exact = (Decimal(top) / Decimal(bottom)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert rounded(Fraction(top, bottom), digits) == f"{exact or abs(exact):,}"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_none_is_0_and_only_all_is_100_percent(numerator: int, denominator: int) -> None:
    assume(numerator <= denominator)
    text = rounded_rate(Fraction(numerator, denominator), 2)
    assert (float(text) == 0, float(text) == 100) == (numerator == 0, numerator == denominator)


def test_a_rate_just_short_of_all_has_the_digits_that_say_so() -> None:
    assert rounded_rate(Fraction(99_999, 100_000), 2) == "99.999"
    assert rounded_rate(Fraction(1, 80_000), 2) == "0.001"
    assert rounded_rate_estimate(0.999_999_7, 2) == "99.99997"


def test_a_column_has_the_decimals_that_its_numbers_need() -> None:
    assert most_decimals([98.9, None, 100.0], 2) == 2
    assert most_decimals([98.9, 99.999, 0.00001], 2) == 5
    assert most_decimals([], 1) == 1
    assert most_decimals([96126.0, 120.0], 0) == 0, "a count has no decimals"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert (rounded(Fraction(-1, 100), 1), signed_estimate(-0.01, "%", 1)) == ("0.0", "0.0%")
    assert (signed(Fraction(0), "%", 1), signed_estimate(-0.0, "%", 1)) == ("0.0%", "0.0%")
    assert signed(Fraction(-5, 100), "%", 1) == "−0.1%"


def test_a_change_that_is_not_quite_none_says_so_however_wide_its_interval() -> None:
    assert signed(Fraction(-42, 100), ChangeUnit.POINTS, 0) == "−0.4 个百分点"
    assert signed(Fraction(42, 100), "%", 0) == "+0.4%"
    assert signed(Fraction(-4, 1000), ChangeUnit.POINTS, 1) == "−0.004 个百分点"
    change = change_of(RATE, figure_of(RATE, 9996, 10_000), figure_of(RATE, 9999, 10_000))
    assert change_text(change, 0) == "+0.03 个百分点"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (2, 5, "40.00%"),
        (9_999, 25_000, "39.996%"),  # misses 40%, and must not read as if it met it
        (39_999, 100_000, "39.999%"),
        (10_001, 25_000, "40.004%"),
        (39_994, 100_000, "39.99%"),
    ],
)
def test_a_figure_not_quite_at_its_standard_says_so(numerator: int, denominator: int, text: str) -> None:
    kpi = CATALOGUE.kpis["station_force_share"]
    assert kpi.standard is not None and kpi.standard.value == 0.4
    assert figure_text(kpi, figure_of(kpi, numerator, denominator)) == text


def test_an_estimate_that_its_own_rounding_tells_from_a_standard_stays_plain() -> None:
    kpi = CATALOGUE.kpis["onscene_completion_rate"]
    assert amount_estimate_text(kpi, 0.9 + 1e-12) == "90.00%"
    assert amount_estimate_text(kpi, 0.899_99) == "89.999%"


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        (0.4, "40"),
        (0.985, "98.5"),
        (0.99995, "99.995"),
        (0.12345, "12.345"),
        (1.0, "100"),
        (0.0, "0"),
        (1e-7, "0.00001"),
    ],
)
def test_a_declared_bound_is_printed_as_it_was_declared(bound: float, text: str) -> None:
    assert bound_text(bound) == text
