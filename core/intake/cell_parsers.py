"""One cell's text → its value, by the type of its column. A cell that breaks a rule raises CellError."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.full_width import half_width
from core.intake.counts import LARGEST_COUNT, parse_count
from core.intake.fields import Field
from core.intake.identifiers import identifier, one_line
from core.intake.lookup import MeasureLookup, OfficerLookup, UnitLookup
from core.intake.refusal import CellError
from core.intake.sheet import Parser
from core.intake.text_matching import NearestWords, match_key
from core.intake.time_parsing import ParsedTime, parse_day, parse_time
from core.time.days import day_of_time, minute_text, to_time
from core.time.period_context import NO_CONTEXT, PeriodContext
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

YEAR_SUFFIX = "年"
YOUNGEST_OFFICER, OLDEST_OFFICER = 16, 100
FLAGS = {"是": 1, "1": 1, "true": 1, "否": 0, "0": 0, "false": 0}
_REPEATING = ("unit", "officer", "choice", "flag", "measure", "period", "day")  # few values, many cells


@dataclass(frozen=True)
class ParseContext:
    """Surroundings that cells are read against."""

    now: int
    units: UnitLookup
    officers: OfficerLookup
    measures: MeasureLookup
    calendar: ReportingCalendar = CALENDAR
    period: PeriodContext = NO_CONTEXT  # what the file says around its periods


def cell_parsers(fields: list[Field], context: ParseContext) -> dict[str, Parser]:
    """A parser for each column."""
    return {field.name: _parser(field, context) for field in fields}


def _parser(field: Field, context: ParseContext) -> Parser:
    makers: dict[str, Callable[[], Parser]] = {
        "id": lambda: partial(identifier, longest=field.longest),
        "ref": lambda: partial(identifier, longest=field.longest),
        "text": lambda: partial(one_line, longest=field.longest),
        "unit": lambda: context.units.find,
        "officer": lambda: context.officers.find,
        "measure": lambda: context.measures.find,
        "time": lambda: partial(_past_time, now=context.now),
        "day": lambda: parse_day,
        "past_day": lambda: partial(_past_day, now=context.now),
        "year": lambda: partial(_birth_year, now=context.now),
        "period": lambda: partial(_period, context=context),
        "choice": lambda: _choice(field),
        "flag": lambda: _flag,
        "count": lambda: partial(parse_count, unit=field.unit, most=field.most or LARGEST_COUNT),
    }
    parser = makers[field.type]()
    return _remembering(parser) if field.type in _REPEATING else parser


def _remembering(parse: Parser) -> Parser:
    parsed: dict[str, Any] = {}

    def remembered(text: str) -> Any:  # the value's type is the column's
        if text not in parsed:
            parsed[text] = parse(text)
        return parsed[text]

    return remembered


def _past_time(text: str, *, now: int) -> ParsedTime:
    moment = parse_time(text)
    if moment.seconds > now:
        raise CellError("时间在将来", f"核对日期，不得晚于导入时（{minute_text(now)}）")
    return moment


def _past_day(text: str, *, now: int) -> int:
    day = parse_day(text)
    if day > day_of_time(now):
        raise CellError("日期在将来", f"核对日期，不得晚于 {to_time(now):%Y-%m-%d}；到那天之后再导入")
    return day


def _period(text: str, *, context: ParseContext) -> tuple[int, int]:
    try:
        period = parse_period(text, context.calendar, context.period)
    except PeriodTextError as error:
        raise CellError(error.rule, error.mend) from error
    if period[1] > day_of_time(context.now):
        raise CellError("期间尚未结束", f"等期满再报，或写明起止日，截止日不晚于 {to_time(context.now):%Y-%m-%d}")
    return period


def _birth_year(text: str, *, now: int) -> int:
    digits = half_width(text).removesuffix(YEAR_SUFFIX)
    year = int(digits) if re.fullmatch(r"[0-9]{4}", digits) else 0
    this_year = to_time(now).year
    if not this_year - OLDEST_OFFICER <= year <= this_year - YOUNGEST_OFFICER:
        raise CellError("不是合理的出生年份", "只写四位年份，如 1985（不要写出生月日）")
    return year


def _flag(text: str) -> int:
    value = FLAGS.get(match_key(text))
    if value is None:
        raise CellError("只能是“是”或“否”", "写 是/否（也可写 1/0、true/false）")
    return value


def _choice(field: Field) -> Parser:
    named = {match_key(word): code for code, words in field.words.items() for word in words}
    named |= {match_key(word): code for code, label in field.choices.items() for word in (label, code)}
    near = NearestWords(field.choices.values())

    def parse(text: str) -> str:
        code = named.get(match_key(text))
        if code is None:
            raise CellError("不在可选值之内", near.suggestion(text, f"可选：{'、'.join(field.choices.values())}"))
        return code

    return parse
