"""Periods that columns of a wide table say by words such as 本月 are those up to the file's last day, or refused."""

from __future__ import annotations

import pytest

from core.intake.mapping.file_period import FilePeriod
from core.intake.refusal import FileRefused
from core.time.reporting_calendar import ReportingCalendar

CALENDAR = ReportingCalendar()


@pytest.mark.parametrize(
    ("title", "month", "quarter", "year"),
    [
        ("2026年10月", "2026-10-01..2026-10-31", "2026-10-01..2026-10-31", "2026-01-01..2026-10-31"),
        ("2026年1-8月", "2026-08-01..2026-08-31", "2026-07-01..2026-08-31", "2026-01-01..2026-08-31"),
        ("2026年三季度", "2026-09-01..2026-09-30", "2026-07-01..2026-09-30", "2026-01-01..2026-09-30"),
    ],
)
def test_this_month_quarter_and_year_run_up_to_the_last_day_of_the_file(
    title: str, month: str, quarter: str, year: str
) -> None:
    period = FilePeriod(title, None, CALENDAR)
    filled = [period.fill(place) for place in ("{month_to_date}", "{quarter_to_date}", "{year_to_date}")]
    assert filled == [month, quarter, year]


def test_they_are_those_of_the_bureaus_own_months() -> None:
    period = FilePeriod("2026年10月", None, ReportingCalendar(26))
    assert period.fill("{month_to_date}") == period.fill("{covers}") == "2026-09-26..2026-10-25"


def test_the_same_dates_a_year_before_are_refused_where_columns_are_of_other_spans_than_the_file() -> None:
    texts = {"盗窃/本年": "{year_to_date}", "盗窃/同期": "{last_year}"}
    with pytest.raises(FileRefused) as refusal:
        FilePeriod("2026年10月", None, CALENDAR).fill_all(texts)
    assert "看不出“同期”" in refusal.value.refusals[0].rule
    filled = FilePeriod("2026年1-10月", None, CALENDAR).fill_all(texts)
    assert filled == {"盗窃/本年": "2026-01-01..2026-10-31", "盗窃/同期": "2025-01-01..2025-10-31"}
