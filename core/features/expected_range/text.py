"""Words of usual ranges."""

from __future__ import annotations

from core.features.expected_range.types import DayKind, ExpectedRange

WEEKDAYS = "一二三四五六日"
KIND_NOTES = {
    DayKind.ORDINARY: "",
    DayKind.HOLIDAY: "节假日，与往年同一节日比",
    DayKind.MAKE_UP: "调休上班，与此前的调休日比",
    DayKind.SPRING: "春节前后，与往年离春节同样远的日子比",
}
NO_SEASON = "历史不足两年，不含季节"


def span_text(answer: ExpectedRange) -> str:
    """Return the days judged, such as 2026-10-31（周六）."""
    if answer.is_undated:
        return "—"
    day = f"{answer.day}（周{WEEKDAYS[answer.day.weekday()]}）"
    if answer.hour is not None:
        return f"{day}截至 {answer.hour}:00"
    return day if answer.first == answer.last else f"{answer.first_day} 至 {answer.day}"


def range_text(answer: ExpectedRange) -> str:
    """Return the range, such as 71–120."""
    return "—" if answer.range is None else f"{answer.range.low:,}–{answer.range.high:,}"


def range_note(answer: ExpectedRange) -> str:
    """Return the reason why there is none, or what the range is compared with where that is not plain."""
    if answer.reason is not None:
        return answer.reason
    return "；".join(filter(None, (KIND_NOTES[answer.kind], "" if answer.seasonal else NO_SEASON)))
