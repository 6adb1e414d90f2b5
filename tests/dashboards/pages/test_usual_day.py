"""Lines beside the hours: quiet where nobody need act, red only far above the usual range."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from core.catalogue.load import load_catalogue
from core.features.expected_range.types import CountRange, DayKind, ExpectedRange
from core.metrics.types import UnitRef, Window
from core.time.days import CHINA, day_number
from dashboards.pages.chief import attention, usual_day
from dashboards.queries import usual_ranges
from dashboards.queries.background import PendingResult

UNIT = UnitRef(1, "U", "局", "bureau", None)
RANGE = CountRange(67, 94.2, 121, 140)


def line(value: int, day: date, hour: int | None = None, kind: DayKind = DayKind.ORDINARY) -> dict[str, str]:
    number = day_number(day)
    answer = ExpectedRange("alerts_valid", UNIT, number, number, value, RANGE, None, hour, kind)
    (only,) = usual_day.lines([answer], "起")
    return only


@pytest.mark.parametrize(
    ("value", "text", "tone"),
    [
        (89, "10月31日周六 89 起，通常 67–121", "quiet"),
        (66, "10月31日周六 66 起，少于通常的 67–121", "unusual"),
        (122, "10月31日周六 122 起，多于通常的 67–121", "unusual"),
        (140, "▲ 10月31日周六 140 起，远多于通常的 67–121，请核实", "alarm"),
    ],
)
def test_a_day_is_told_by_its_place_in_the_range(value: int, text: str, tone: str) -> None:
    assert line(value, date(2026, 10, 31)) == {"text": text, "tone": tone}


def test_near_days_have_their_names_and_a_day_so_far_its_hour() -> None:
    today = datetime.now(CHINA).date()
    assert line(80, today, 14)["text"] == "今日截至 14:00：80 起，同时段通常 67–121"
    assert line(80, today - timedelta(days=1))["text"] == "昨日 80 起，通常 67–121"
    assert line(80, date(2026, 1, 5), 9)["text"] == "1月5日周一 截至 9:00：80 起，同时段通常 67–121"


def test_a_festival_says_what_it_is_compared_with() -> None:
    assert line(80, date(2026, 10, 1), kind=DayKind.HOLIDAY)["text"].endswith("（与往年同样的日子比）")


def test_what_has_no_range_has_no_line() -> None:
    assert usual_day.lines([ExpectedRange("alerts_valid", UNIT, 0, 0, None, None, "没有")], "起") == []


def of_day(day: date, value: int = 80) -> ExpectedRange:
    return ExpectedRange("alerts_valid", UNIT, day_number(day), day_number(day), value, RANGE)


def test_the_strip_names_the_kpi_of_a_day() -> None:
    yesterday, kpi = datetime.now(CHINA).date() - timedelta(days=1), load_catalogue().kpis["alerts_valid"]
    assert usual_day.day_text(of_day(yesterday), kpi) == "有效警情：昨日 80 起，通常 67–121"
    assert usual_day.day_text(ExpectedRange("alerts_valid", UNIT, 0, 0, None, None, "没有"), kpi) == ""


def test_the_strip_says_the_newest_day_when_it_is_known_and_nothing_of_an_older_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newest, pending = Window(1, 20).end, PendingResult(of_day(Window(1, 20).end))
    of_today = SimpleNamespace(as_of=newest)

    def text(period_end: int, answer: PendingResult[ExpectedRange] | None) -> str:
        monkeypatch.setattr(usual_ranges, "newest_day", lambda unit, kpi: answer)
        board = SimpleNamespace(
            kpis=["alerts_valid"], units=[UNIT], period=Window(1, period_end), board_of=lambda _: of_today
        )
        return attention._day(board, load_catalogue(), attention._newest_day(board))  # type: ignore[arg-type]

    assert "80 起" in text(20, pending)
    assert text(10, pending) == "", "a wall of days that are over"
    assert text(20, None) == text(20, PendingResult(failed=True)) == ""
    assert text(20, PendingResult(of_day(Window(1, 19).end))) == ""
