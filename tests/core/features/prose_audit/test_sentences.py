"""Sentences of bulletins: what is found in each, what holds, what does not, and what is asked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.load import load_catalogue
from core.features.prose_audit.audit_content import audit_text
from core.features.prose_audit.types import TextBlock

CATALOGUE = load_catalogue()
SENTENCES = tomllib.loads((Path(__file__).parent / "data" / "sentences.toml").read_text("utf-8"))["sentence"]


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:30])
def test_a_sentence_is_read_as_people_mean_it(case: dict[str, Any]) -> None:
    findings, _ = audit_text(TextBlock("第 1 段", case["text"]), CATALOGUE)
    assert {finding.printed: str(finding.verdict) for finding in findings} == case["expected"]
    assert any(finding.question for finding in findings) == case.get("asks", False)
    assert all(finding.reason and finding.quote for finding in findings)


def test_figures_are_known_by_the_names_that_stand_before_them() -> None:
    text = "全市接报有效警情2,989起，上月2,897起；矛盾纠纷化解率60.68%，去年同期59.18%。"
    _, printed = audit_text(TextBlock("第 1 段", text), CATALOGUE)
    assert [(count.noun, count.text, count.base) for count in printed] == [
        ("有效警情", "2,989 起", ""),
        ("有效警情", "2,897 起", "环比"),
        ("矛盾纠纷化解率", "60.68%", ""),
        ("矛盾纠纷化解率", "59.18%", "同比"),
    ]
