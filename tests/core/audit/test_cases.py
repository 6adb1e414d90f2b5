"""Cases of every kind and relation that the audit knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.audit.claim import COLUMNS, read_claims
from tests.support.audit_rows import PLAIN, change, count, finding, rate

ROWS = [
    # counts
    (count("stations", "18", 18), "holds"),
    (count("stations", "18", 17), "contradicted"),
    (count("stations", "18", 18, 17), "contradicted"),  # a part above its whole
    (count("stations", "18", None, 17), "impossible"),
    (count("stations", "18", None, 20), "possible"),
    (count("stations", "18"), "not_checkable"),
    (count("stations", "18.5"), "impossible"),
    (count("stations", "-3"), "impossible"),
    (count("stations", "2.1万", 21_499), "holds"),
    (count("stations", "2.1万", 21_551), "contradicted"),
    (count("stations", "2.1", 21_499, unit="万起"), "holds"),
    (count("stations", "1,234", 1234), "holds"),
    (count("fines_yuan", "2255.5", unit="万元"), "not_checkable"),
    (count("stations", "123", 123), "holds"),
    (count("stations", "12³", 123), "not_checkable"),  # never 123
    (count("stations", "12 3", 123), "not_checkable"),
    (count("stations", "１２３", 123), "holds"),
    # 余: up to one unit of the last digit that is not a filling zero
    (count("stations", "2.1万", 21_999, relation="余"), "holds"),
    (count("stations", "2.1万", 22_000, relation="余"), "contradicted"),
    (count("stations", "2.1万", 20_999, relation="余"), "contradicted"),
    (count("stations", "790", 799, relation="余"), "holds"),
    (count("stations", "790", 800, relation="余"), "contradicted"),
    (count("stations", "100", 199, relation="余"), "holds"),
    (count("stations", "198", 200, relation="以上"), "holds"),
    (count("stations", "198", 197, relation=">="), "contradicted"),
    # rates
    (rate("98", 98, 100, relation=">="), "holds"),
    (rate("98", 979, 1000, relation="以上"), "contradicted"),
    (rate("98", 979, 1000, relation="以下"), "holds"),
    (rate("98", relation=">="), "not_checkable"),
    (rate("105"), "impossible"),
    (rate("-1"), "impossible"),
    (rate("105", 105, 100), "contradicted"),
    (rate("105", 105, 100, kpi="完成率"), "holds"),  # not the catalogue's: it may be of a plan
    (rate("100", 0, 0), "contradicted"),
    (rate("41.53", None, 100), "impossible"),
    (rate("41.53", None, 366), "possible"),  # 152/366
    (rate("72.95", 267), "possible"),
    (rate("72.95", 1), "impossible"),
    (rate("3", 1, unit="小时"), "not_checkable"),
    (rate("近九成"), "not_checkable"),
    (rate("5", 5, 1000, unit="‰"), "holds"),
    # exactly between two figures: half up and half even are both truthful
    (rate("13", 1, 8), "holds"),  # 12.5%
    (rate("12", 1, 8), "holds"),
    (rate("38", 3, 8), "holds"),  # 37.5%
    (rate("37", 3, 8), "contradicted"),
    (change("-38", 5, 8), "holds"),
    (change("-37", 5, 8), "holds"),  # half up, where that means upwards
    (change("-36", 5, 8), "contradicted"),
    (change("-37", 127, 200), "holds"),  # -36.5%
    (change("37", 11, 8), "contradicted"),
    # changes
    (change("-30", 70, 100, relation="以上"), "holds"),  # a fall of 30% or more
    (change("-30", 71, 100, relation="以上"), "contradicted"),
    (change("-30", 69, 100, relation="<="), "holds"),
    (change("-120"), "impossible"),
    (change("-100", 0), "possible"),
    (change("-100", 5, relation="<="), "impossible"),
    (change("20", 0), "impossible"),
    (change("20", 6, 0), "contradicted"),  # no percentage on a base of nothing
    (change("20", None, 5), "possible"),
    (change("25", None, 5), "impossible"),
    (change("5", 45, unit="个百分点"), "not_checkable"),
    (change("5", 45, 40, kpi="clearance_rate"), "not_checkable"),
]


@pytest.mark.parametrize(("row", "verdict"), ROWS, ids=lambda value: value if isinstance(value, str) else None)
def test_a_row_by_itself(row: dict[str, object], verdict: str) -> None:
    result = finding(**row)
    assert result.verdict == verdict, result.reason
    assert result.reason and not result.reason.endswith("。")


def test_the_part_is_never_sought_above_the_whole() -> None:
    above = finding(**rate("100", 1000)).solutions
    below = finding(**rate("100", None, 1000)).solutions
    assert above and below
    assert (above.integers, below.integers) == ((1000, 1005), (995, 1000))


@pytest.mark.parametrize(
    ("text", "value"), [("1,234", 1234), ("１２", 12), ("12³", None), ("1 2", None), ("1,2", None)]
)
def test_counts_beside_a_figure_are_digits_and_nothing_else(text: str, value: int | None) -> None:
    cells = PLAIN | {"claim": "c", "kpi": "stations", "kind": "count", "reported": "12", "numerator": text}
    claims, faults = read_claims(COLUMNS, [(2, [str(cells.get(name, "")) for name in COLUMNS])])
    assert [claim.numerator for claim in claims] == ([] if value is None else [value])
    assert [fault.column for fault in faults] == ([] if value else ["numerator"])


def test_a_target_is_not_checked() -> None:
    assert finding(**rate("40", 1, 2, kind="target")).verdict == "not_checkable"


def test_no_floating_point() -> None:
    for path in Path("core/audit").glob("*.py"):
        assert "float" not in path.read_text("utf-8").replace("floating point", ""), path
