"""The published percentages, each in a sentence of its kind: found, and judged as was worked out by hand."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue
from core.features.prose_audit.audit_content import audit_text
from core.features.prose_audit.types import TextBlock
from tests.support.paths import AUDIT_DATA

CATALOGUE = load_catalogue()
SENTENCES = tomllib.loads((Path(__file__).parent / "data" / "published.toml").read_text("utf-8"))
INFERRED = {"zhuji-youth", "xiaoshan-key-disputes", "xiaoshan-digital-studios", "jinhua-resolution"}  # asked about


def rows(name: str) -> dict[str, dict[str, str]]:
    return {row["claim"]: row for row in csv.DictReader((AUDIT_DATA / name).open(encoding="utf-8"))}


CLAIMS, EXPECTED = rows("claims.csv"), rows("expected.csv")


def test_every_percentage_has_its_sentence() -> None:
    assert {name for name, row in CLAIMS.items() if row["unit"] == "%"} == set(SENTENCES)


@pytest.mark.parametrize("name", SENTENCES)
def test_a_percentage_is_found_and_judged(name: str) -> None:
    findings, _ = audit_text(TextBlock("第 1 段", SENTENCES[name]), CATALOGUE)
    printed = f"{CLAIMS[name]['reported']}%"
    (finding,) = (finding for finding in findings if finding.printed.removesuffix("以上") == printed)
    assert finding.verdict == EXPECTED[name]["verdict"], finding.reason
    assert bool(finding.question) == (name in INFERRED)
