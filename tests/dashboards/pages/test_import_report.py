"""The days that a file speaks of: one span of a single period, each of several, and how many of very many."""

from __future__ import annotations

from core.intake.importer import ImportReport
from core.time.reporting_calendar import CALENDAR
from dashboards.pages.steward.import_report import MOST_PERIODS, covered_text

JULY = 2026 * 12 + 6


def _report(*months: int) -> ImportReport:
    spans = [CALENDAR.month_days(month) for month in months]
    return ImportReport("ledger", "表", 1, 1, 0, 0, [], (spans[0][0], spans[-1][1]), periods=spans)


def test_several_months_are_named_and_one_is_its_days() -> None:
    assert covered_text(_report(JULY), CALENDAR) == "文件所说的日子：2026-07-01 至 2026-07-31。"
    assert covered_text(_report(JULY, JULY + 2), CALENDAR) == "文件逐期说的是：2026年7月、2026年9月。"


def test_very_many_are_counted() -> None:
    months = range(JULY, JULY + MOST_PERIODS + 1)
    assert covered_text(_report(*months), CALENDAR) == "文件逐期说的是：2026年7月至2027年1月，共 7 期。"
