"""Refusals by cause: counts of rows, the commonest first, and a few examples."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.intake import refusal_causes as refusal_causes_module
from core.intake.refusal import FileRefused, Refusal
from core.intake.refusal_causes import EXAMPLES, refusal_causes
from tests.support.intake_world import ALERT, alert, bring, peopled_store


def refusal(row: int, rule: str, value: str = "x") -> Refusal:
    return Refusal(row, "单位", value, rule, "改")


def test_causes_are_counted_by_rows_and_the_commonest_comes_first() -> None:
    refused = [refusal(2, "甲"), *[refusal(row, "乙", str(row)) for row in range(3, 9)], refusal(9, "甲")]
    first, second = refusal_causes(refused)
    assert (first.rule, first.rows, second.rule, second.rows) == ("乙", 6, "甲", 2)
    assert [one.row for one in first.examples] == [3, 4, 5] and len(first.examples) == EXAMPLES
    assert sum(cause.rows for cause in refusal_causes(refused)) == len(refused)


def test_a_row_that_breaks_a_rule_twice_is_one_row() -> None:
    (cause,) = refusal_causes([refusal(2, "甲", "a"), refusal(2, "甲", "b")])
    assert cause.rows == 1 and len(cause.examples) == 2


def test_nothing_refused_has_no_cause() -> None:
    assert refusal_causes([]) == []


def test_a_file_that_breaks_rules_without_end_is_refused_whole_with_the_causes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal_causes_module, "MOST_REFUSALS", 30)
    bad = [alert(f"A{number}", "无名所", "昨天") for number in range(100)]
    with closing(peopled_store(tmp_path)) as store:
        before = store.data_version()
        assert len(bring(store, "alert", [ALERT, *bad[:15]]).refused) == 30
        with pytest.raises(FileRefused) as refused:
            bring(store, "alert", [ALERT, *bad])
        assert store.data_version() == before
    whole, *causes = refused.value.refusals
    assert whole.row == 0 and "第 17 行" in whole.rule and "什么也没有写入" in whole.rule
    assert [(cause.row, cause.column) for cause in causes] == [(2, "单位"), (2, "接警时间")]
    assert "第 2 行等 16 行" in str(refused.value)
