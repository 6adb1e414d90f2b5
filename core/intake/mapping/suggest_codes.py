"""Say which of their words is which choice of ours, and how they write dates: for certain, or as a question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.full_width import half_width
from core.intake.cell_parsers import FLAGS
from core.intake.lookup import UnitLookup
from core.intake.mapping.dates import date_reader
from core.intake.mapping.likeness import likest
from core.intake.mapping.model import DateOrder
from core.intake.mapping.names import DATED, KindNames
from core.intake.mapping.proposal import Question
from core.intake.mapping.samples import Samples, choice_words, is_date, unit_test
from core.intake.text_matching import match_key

MOST_ASKED = 60  # words asked about in one column; the rest are asked about when the file is read
_FIRST_OF_MONTH = re.compile(r"[0-9]{4}[-/.年]0?[0-9]{1,2}[-/.月]0?1日?(?: 0?0:00(?::00)?)?")
_ORDERS: tuple[DateOrder, ...] = ("digits", "serial", "dmy", "mdy")


def suggest_codes(
    names: KindNames, samples: Samples, field: str, header: str
) -> tuple[dict[str, list[str]], list[Question]]:
    """Their words by choice of ours, so far as the catalogue knows them; the others are asked about."""
    words, is_flag = choice_words(names, field), names.fields[field].type == "flag"
    found: dict[str, list[str]] = {}
    unknown: list[str] = []
    for text in samples.values(header):
        if words.own(text) or (is_flag and match_key(text) in FLAGS):
            continue
        code = words.synonym(text)
        if code:
            found.setdefault(code, []).append(text)
        else:
            unknown.append(text)
    questions = [Question(("codes", field), "", (text,), "归哪一项", words.near(text)) for text in unknown[:MOST_ASKED]]
    if len(unknown) > MOST_ASKED:
        left = f"还有 {len(unknown) - MOST_ASKED} 种写法没有列出，这一列可能不是选项"
        questions.append(Question(("codes", field), "", (), left))
    return found, questions


def suggest_units(samples: Samples, header: str, lookup: UnitLookup, units: list[str]) -> Iterator[Question]:
    """Asks about the names that are no unit's own; a unit is never proposed for its likeness, only named beside."""
    is_unit = unit_test(lookup)
    unknown = [text for text in samples.values(header) if not is_unit(text)]
    for text in unknown[:MOST_ASKED]:
        yield Question(("units",), "", (text,), "是哪个单位", tuple(likest(text, units)))


def suggest_date_order(
    names: KindNames, samples: Samples, field: str, header: str
) -> tuple[DateOrder | None, list[Question]]:
    """Return the order of day, month and year in a column, where the year is not first and only one order fits."""
    declared = names.fields[field]
    if declared.type not in DATED or not samples.values(header):
        return None, []
    if declared.type == "period":
        if samples.share(header, lambda text: _FIRST_OF_MONTH.fullmatch(half_width(text)) is not None) == 1:
            why = "都写在一号：若说的是整月（表格把 2026-10 改成了 2026/10/1），去掉行首的 #；若真是那一天，删去这行"
            return None, [Question(("dates",), field, ("month",), why)]
        return None, []
    if samples.share(header, is_date) > 0:
        return None, []
    fitting = [order for order in _ORDERS if _fits(samples, header, order)]
    if len(fitting) == 1:
        return fitting[0], []
    why = "日和月分不清：两种写法都说得通，请问清再选一行"
    return None, [Question(("dates",), field, (order,), why) for order in fitting]


def _fits(samples: Samples, header: str, order: DateOrder) -> bool:
    read = date_reader(order)
    return samples.share(header, lambda text: is_date(read(text))) == 1
