"""Faults of files that look right: another name of the bureau, months made into days, numbers that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.intake.counts import parse_count
from core.intake.refusal import CellError
from tests.support.intake_world import ALERT, BUREAU, FLOW, LEDGER, UNITS, alert, bring, empty_store, peopled_store


def test_the_bureaus_own_row_with_another_name_is_refused(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    (code,) = store.db.execute("SELECT code FROM unit WHERE parent IS NULL").fetchone()
    report = bring(store, "units", [UNITS[0], [code, "别的县公安局", "局", "", ""]])
    assert report.refused_rows == 1 and BUREAU in report.refused[0].rule
    assert report.unchanged == 0
    same = bring(store, "units", [UNITS[0], [code, BUREAU, "局", "", ""], *UNITS[1:]])
    assert not same.refused and same.unchanged == 1
    store.close()


@pytest.mark.parametrize(
    ("periods", "is_told"),
    [
        (["2026-09-01", "2026-10-01"], True),
        (["2026-10-01", "2026/10/1"], True),
        (["2026-10-01", "2026-10-02"], False),
        (["2026-09", "2026-10"], False),
        (["2026-10-01"], False),
    ],
)
def test_months_that_became_days_are_told(tmp_path: Path, periods: list[str], is_told: bool) -> None:
    store = peopled_store(tmp_path)
    stations = ["甲溪派出所", "乙坪派出所"]
    rows = [[station, period, FLOW, "3", "月报"] for station, period in zip(stations, periods, strict=False)]
    report = bring(store, "ledger", [LEDGER, *rows])
    assert report.new == len(rows)
    assert any("1 日" in warning for warning in report.warnings) is is_told
    store.close()


def test_a_number_beyond_what_can_be_is_refused(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    header = [*ALERT, "到场用时(秒)"]
    report = bring(
        store, "alert", [header, [*alert("A1"), "86400"], [*alert("A2"), "86401"], [*alert("A3"), "1000000000"]]
    )
    assert (report.new, report.refused_rows) == (1, 2)
    assert {refusal.rule for refusal in report.refused} == {"数值过大"}
    assert "86400" in report.refused[0].mend
    store.close()


@pytest.mark.parametrize("text", ["2026-10-01 00:00", "2026/10/1", "2026年10月", "2026-10-01"])
def test_a_date_in_a_column_of_numbers_is_called_one(text: str) -> None:
    with pytest.raises(CellError) as refused:
        parse_count(text)
    assert refused.value.rule == "是日期，不是数"
