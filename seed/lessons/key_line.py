"""A question with its answer, and the marks of what somebody answers."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from seed.lessons.question import AnswerForm, Question

SEPARATORS = re.compile(r"[、，,；;>→\s]+")
NUMBER = re.compile(r"(?P<number>[+-]?\d+(\.\d+)?)\D*")  # its unit may follow
NARROW = str.maketrans("０１２３４５６７８９．－−＋，", "0123456789.--+,")
LONGEST_TEXT, LONGEST_NUMBER = 2000, 20


class ResponseError(ValueError):
    """An answer that cannot be read as one to the question. The message is Chinese, for the screen."""


class KeyLine(NamedTuple):
    """A question with its answer, and why (Chinese).

    `options` are what a choice, a month or an order is made from, as they are shown: their order tells nothing.
    `accepted` are the options that are right (several where they are tied), an order's all, the first one first, or a
    day. `number` is the right number as it is printed. `points` of an answer in one's own words are the trainer's.
    """

    question: Question
    answer: str
    why: str
    options: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    number: Fraction | None = None

    @property
    def form(self) -> AnswerForm:
        """The way in which it is answered."""
        return self.question.form


class Mark(NamedTuple):
    """The points of a response; None where the trainer gives them."""

    points: int | None
    is_right: bool | None


def read_response(line: KeyLine, text: str) -> str:
    """Return a response in its plain form. Raises ResponseError (Chinese) if it cannot be an answer to this question.

    A choice and a month are one of the options, a number its digits, a day as 2026-10-01, an order its options in
    their order, between 、.
    """
    response = text.strip()
    if not response:
        raise ResponseError("还没有作答。")
    return _READERS[line.form](line, response)


def _read_option(line: KeyLine, text: str) -> str:
    if text not in line.options:
        raise ResponseError("请从给出的选项里选一个。")
    return text


def _read_number(_line: KeyLine, text: str) -> str:
    number = NUMBER.fullmatch(text.translate(NARROW).replace(",", ""))
    if number is None or len(number["number"]) > LONGEST_NUMBER:
        raise ResponseError("请填一个数，例如 12 或 95.3。")
    return number["number"]


def _read_day(_line: KeyLine, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ResponseError("请填一个日期，例如 2026-10-01。") from error


def _read_order(line: KeyLine, text: str) -> str:
    names = SEPARATORS.split(text)
    if sorted(names) != sorted(line.options):
        raise ResponseError(f"请把 {len(line.options)} 项都排上，每项一次，用顿号隔开。")
    return "、".join(names)


def _read_text(_line: KeyLine, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ResponseError(f"请写在 {LONGEST_TEXT} 字以内。")
    return text


_READERS = {
    AnswerForm.CHOICE: _read_option,
    AnswerForm.MONTH: _read_option,
    AnswerForm.NUMBER: _read_number,
    AnswerForm.DAY: _read_day,
    AnswerForm.ORDER: _read_order,
    AnswerForm.TEXT: _read_text,
}


def mark(line: KeyLine, response: str) -> Mark:
    """Return the marks of a response, as `read_response` returned it.

    All or nothing, but for an order: its pairs that stand the right way round, less those that do not, in proportion.
    """
    full = line.question.points
    if line.form is AnswerForm.TEXT:
        return Mark(None, None)
    if line.form is AnswerForm.ORDER:
        share = _order_share(line.accepted, tuple(response.split("、")))
        return Mark(int(full * share), share == 1)
    is_right = _is_right(line, response)
    return Mark(full if is_right else 0, is_right)


def _is_right(line: KeyLine, response: str) -> bool:
    tolerance = Fraction(str(line.question.tolerance))
    if line.form is AnswerForm.NUMBER:
        return line.number is not None and abs(Fraction(response) - line.number) <= tolerance
    if line.form is AnswerForm.DAY:
        day = date.fromisoformat(response)
        return any(abs((day - date.fromisoformat(right)).days) <= tolerance for right in line.accepted)
    return response in line.accepted


def _order_share(right: tuple[str, ...], chosen_order: tuple[str, ...]) -> Fraction:
    """Return the pairs in the right order less those that are not, as a share of all; at least 0."""
    pairs = list(combinations(right, 2))
    turned = sum(chosen_order.index(first) > chosen_order.index(second) for first, second in pairs)
    return max(Fraction(0), 1 - Fraction(2 * turned, len(pairs))) if pairs else Fraction(1)
