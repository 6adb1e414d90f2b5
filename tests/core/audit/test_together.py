"""Rows of one bulletin held against each other, case by case."""

from __future__ import annotations

import pytest

from core.audit.identities import identities
from tests.support.audit_rows import CATALOGUE, change, count, findings, rate


def resolution(reported: str, **row: object) -> dict[str, object]:
    return rate(reported, kpi="dispute_resolution_rate") | row


@pytest.mark.parametrize(
    ("total", "relation", "reported", "verdict"),
    [
        ("2.1万", "余", "98.9", "contradicted"),
        ("2.1万", "余", "98.7", "holds"),
        ("2.1万", "余", "98.67", "possible"),
        ("24261", "=", "98.9", "holds"),
        ("24260", "=", "98.9", "contradicted"),
        ("26571", "=", "98.9", "holds"),
        ("26572", "=", "98.9", "contradicted"),
        ("270", "=", "98.9", "contradicted"),
    ],
)
def test_rate_is_one_less_the_open_share(total: str, relation: str, reported: str, verdict: str) -> None:
    rows = [count("disputes_reported", total, relation=relation), count("disputes_outstanding", "279")]
    assert findings(*rows, resolution(reported))[2].verdict == verdict
    elsewhere = findings(*rows, resolution(reported, period="上期"))
    assert elsewhere[2].verdict == "not_checkable"


TEN = count("alerts_total", "10")
VALID, INVALID = "alerts_valid", "alerts_invalid"
SWEEPS = [count("sweeps_compared", "3"), count("sweeps_collected", "4")]


@pytest.mark.parametrize(
    ("open_", "reported", "verdict"),
    [
        ("10", "90.4", "possible"),
        ("10", "90.5", "possible"),
        ("10", "80.9", "contradicted"),
        ("10", "95.1", "contradicted"),
    ],
)
def test_open_ones_told_as_so_many_odd(open_: str, reported: str, verdict: str) -> None:
    """From 10 to 19 open ones of 100 to 199: between 81% and 94.97% resolved."""
    rows = [count("disputes_reported", "100", relation="余"), count("disputes_outstanding", open_, relation="余")]
    assert findings(resolution(reported), *rows)[0].verdict == verdict


def test_between_two_whole_numbers_there_is_nothing() -> None:
    """3 open of 10 to 19: 70%, 72.7%, 75% and so on, never 71%."""
    rows = [count("disputes_reported", "10", relation="余"), count("disputes_outstanding", "3")]
    assert findings(resolution("71"), *rows)[0].verdict == "contradicted"
    assert findings(resolution("73"), *rows)[0].verdict == "possible"


def test_more_open_ones_than_there_are_is_told() -> None:
    rows = [count("disputes_reported", "5", relation="<="), count("disputes_outstanding", "6")]
    assert findings(resolution("90"), *rows)[0].verdict == "contradicted"
    rows = [count("disputes_reported", "20"), count("disputes_outstanding", "3", relation=">=")]
    assert findings(resolution("0"), *rows)[0].verdict == "possible"


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([TEN, count(VALID, "6"), count(INVALID, "4")], "holds"),
        ([TEN, count(VALID, "6"), count(INVALID, "5")], "contradicted"),
        ([TEN, count(VALID, "6"), count(INVALID, "3")], "contradicted"),
        ([TEN, count(VALID, "11")], "contradicted"),
        ([TEN, count(VALID, "9")], "not_checkable"),
        ([TEN | {"relation": "余"}, count(VALID, "9"), count(INVALID, "4")], "possible"),
        ([count("fast_service_items", "24"), count("service_items", "20")], "contradicted"),
        ([count("fast_service_items", "24"), count("service_items", "194")], "not_checkable"),
        ([rate("75", kpi="sweep_comparison_rate"), *SWEEPS], "holds"),
        ([rate("70", kpi="sweep_comparison_rate"), *SWEEPS], "contradicted"),
        ([change("-5.4"), count("alerts_total", "45")], "impossible"),
        ([change("-5.4"), count("alerts_total", "45"), count("alerts_total", "47")], "not_checkable"),
    ],
)
def test_rows_of_one_bulletin_together(rows: list[dict[str, object]], first: str) -> None:
    results = findings(*rows)
    assert results[0].verdict == first, results[0].reason


def test_identities_name_what_the_catalogue_has() -> None:
    assert identities(CATALOGUE).names() <= set(CATALOGUE.kpis) | set(CATALOGUE.measures)
