"""Marks: what can be read as an answer, what is right, and how near a number, a day or an order has to be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from seed.lessons.key_line import KeyLine, Mark, ResponseError, mark, read_response
from seed.lessons.question import Ask, Question


def line(ask: Ask, options: tuple[str, ...] = (), accepted: tuple[str, ...] = (), **more: object) -> KeyLine:
    number = more.pop("number", None)
    assert number is None or isinstance(number, Fraction)
    question = Question(text="一个问题", ask=ask, points=10, page="indicators", **more)  # type: ignore[arg-type]
    return KeyLine(question, "答案", "理由", options, accepted, number)


def marks(asked: KeyLine, response: str) -> Mark:
    return mark(asked, read_response(asked, response))


def test_a_choice_is_one_of_the_options_and_ties_are_all_right() -> None:
    station = line(Ask.STATION, ("甲所", "乙所", "丙所"), ("甲所", "乙所"))
    assert [marks(station, name).points for name in station.options] == [10, 10, 0]
    with pytest.raises(ResponseError, match="选项"):
        read_response(station, "丁所")
    with pytest.raises(ResponseError, match="还没有作答"):
        read_response(station, "  ")


@pytest.mark.parametrize(
    ("response", "points"), [("95.3", 10), ("95.25 %", 10), ("９５．３", 10), ("95.4", 0), ("−95.3", 0)]
)
def test_a_number_may_lie_off_by_its_tolerance(response: str, points: int) -> None:
    asked = line(Ask.FIGURE, tolerance=0.05, number=Fraction("95.3"))
    assert marks(asked, response).points == points


@pytest.mark.parametrize("response", ["九十五", "95 或 96", "1e9", "95.3.1"])
def test_what_is_no_number_is_not_read_as_one(response: str) -> None:
    with pytest.raises(ResponseError, match="填一个数"):
        read_response(line(Ask.FIGURE, number=Fraction(95)), response)


def test_thousands_are_read_with_their_commas() -> None:
    assert marks(line(Ask.FIGURE, number=Fraction(12_481)), "12,481 起").is_right


def test_a_day_may_lie_off_by_its_tolerance() -> None:
    asked = line(Ask.DAY, accepted=(date(2026, 10, 1).isoformat(),), tolerance=2)
    assert [marks(asked, f"2026-{day}").points for day in ("09-29", "10-03", "10-04")] == [10, 10, 0]
    with pytest.raises(ResponseError, match="日期"):
        read_response(asked, "国庆")


def test_an_order_is_marked_by_its_pairs() -> None:
    asked = line(Ask.ORDER, ("甲", "乙", "丙"), ("丙", "乙", "甲"))
    assert marks(asked, "丙、乙、甲") == Mark(10, True)
    assert marks(asked, "丙，甲，乙") == Mark(3, False)  # two pairs right, one wrong: a third
    assert marks(asked, "甲>乙>丙") == Mark(0, False)
    for response in ("丙、乙", "丙、乙、乙", "丙、乙、丁"):
        with pytest.raises(ResponseError, match="都排上"):
            read_response(asked, response)


def test_words_of_ones_own_are_the_trainers_to_mark() -> None:
    assert marks(line(Ask.TEXT), "因为是春节。") == Mark(None, None)
