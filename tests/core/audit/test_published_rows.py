"""The 70 published figures with verdicts worked out by hand, and cases of other bulletins."""

from __future__ import annotations

import csv
import json
from functools import cache

import pytest
from click.testing import CliRunner

from core.audit.claim import COLUMNS
from dashboards.cli.command import cli
from tests.support.audit_rows import change, finding, rate
from tests.support.paths import AUDIT_DATA

FOLDER = AUDIT_DATA
CLAIMS = FOLDER / "claims.csv"


def expected() -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / "expected.csv").open(encoding="utf-8")))


@cache
def audited() -> dict[str, dict[str, object]]:
    result = CliRunner().invoke(cli, ["audit", str(CLAIMS), "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return {row["claim"]: row for row in json.loads(result.output)}


def test_the_seventy_are_all_there() -> None:
    rows = list(csv.DictReader(CLAIMS.open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 70
    assert [row["claim"] for row in rows] == [row["claim"] for row in expected()] == list(audited())


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["claim"])
def test_verdict_is_the_one_worked_out(row: dict[str, str]) -> None:
    result = audited()[row["claim"]]
    assert result["verdict"] == row["verdict"], f"{result['reason']} / {row['worked_out']}"


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("kaolao-alerts", ["45", "47 得 -4.3%", "48 得 -6.3%"]),
        ("jinhua-resolution", ["279", "21,000 至 21,999", "98.67%", "98.73%", "24,261 至 26,571"]),
        ("xiaoshan-digital-studios", ["328 ÷ 552", "59.42%", "应报 59%"]),
        ("xiaoshan-key-disputes", ["702 ÷ 816", "86.03%"]),
        ("jiaxing-clearance", ["百分点"]),
    ],
)
def test_the_arithmetic_is_told(claim: str, words: list[str]) -> None:
    reason = str(audited()[claim]["reason"])
    assert all(word in reason for word in words), reason


@pytest.mark.parametrize(
    ("now", "base", "reported", "verdict", "words"),
    [
        (70, 62, "13.9", "contradicted", "12.9"),  # 8/62 = 12.903%
        (70, 62, "12.9", "holds", "12.9"),
        (44, 46, "-4.4", "contradicted", "舍入了两次"),  # -2/46 = -4.348%; -4.35 rounded again
        (44, 46, "-4.3", "holds", "4.348%"),
        (162, 200, "-19", "holds", "-19%"),
        (162, 200, "-19.0", "holds", "-19%"),
    ],
)
def test_changes_with_both_counts(now: int, base: int, reported: str, verdict: str, words: str) -> None:
    result = finding(**change(reported, now, base))
    assert result.verdict == verdict and words in result.reason, result.reason


@pytest.mark.parametrize(
    ("reported", "verdict"), [("86", "holds"), ("86.0", "holds"), ("86.03", "holds"), ("86.1", "contradicted")]
)
def test_every_printed_digit_is_a_claim(reported: str, verdict: str) -> None:
    assert finding(**rate(reported, 702, 816)).verdict == verdict


def test_86_and_86_0_claim_different_things() -> None:
    assert finding(**rate("86", 703, 816)).verdict == "holds"  # 86.15%
    assert finding(**rate("86.0", 703, 816)).verdict == "contradicted"
