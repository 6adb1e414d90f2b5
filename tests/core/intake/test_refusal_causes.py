"""Refusals by cause: counts of rows, the commonest first, and a few examples."""

from __future__ import annotations

from core.intake.refusal import Refusal
from core.intake.refusal_causes import EXAMPLES, refusal_causes


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
