"""Lines beside the hours: is the newest day, or the day so far, like other such days?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from core.catalogue.kpi_model import Kpi
from core.features.expected_range.types import DayKind, ExpectedRange, RangeState
from core.time.days import CHINA
from dashboards.i18n.words import chief as chief_words

TONES = {RangeState.FAR_ABOVE: "alarm", RangeState.WITHIN: "quiet"}


def lines(answers: Sequence[ExpectedRange], unit: str) -> list[dict[str, str]]:
    """Return a line a day with its tone: `alarm` only where somebody must look at it."""
    today = datetime.now(CHINA).date()
    return [
        {"text": _text(answer, unit, today), "tone": TONES.get(answer.state, "unusual")}
        for answer in answers
        if answer.state is not None
    ]


def day_text(answer: ExpectedRange, kpi: Kpi) -> str:
    """Return whether a day of a KPI is like others, for a place that does not name it; empty where it is not known."""
    return "".join(chief_words.OF_KPI.format(kpi=kpi.label, text=line["text"]) for line in lines([answer], kpi.unit))


def _text(answer: ExpectedRange, unit: str, today: date) -> str:
    assert answer.range is not None and answer.state is not None  # those without say nothing
    sentence = chief_words.USUAL[answer.state].format(
        day=_day(answer, today),
        value=f"{answer.value:,}",
        low=f"{answer.range.low:,}",
        high=f"{answer.range.high:,}",
        unit=unit,
        by_then="" if answer.hour is None else chief_words.BY_THEN,
    )
    return sentence + ("" if answer.kind is DayKind.ORDINARY else chief_words.LIKE_DAYS)


def _day(answer: ExpectedRange, today: date) -> str:
    """Return the day in words, and the hour up to which it is counted."""
    near = {today: chief_words.TODAY, today - timedelta(days=1): chief_words.YESTERDAY}
    day = near.get(answer.day) or f"{answer.day.month}月{answer.day.day}日{chief_words.WEEKDAYS[answer.day.weekday()]}"
    if answer.hour is None:
        return f"{day} "
    return (chief_words.TODAY_UNTIL if answer.day == today else chief_words.UNTIL_HOUR).format(
        day=day, hour=answer.hour
    )
