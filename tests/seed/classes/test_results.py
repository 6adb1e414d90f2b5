"""Marks, spreads and teams: what a class has had, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.store.sqlite import connect
from dashboards.classroom.files import results_document, results_sheet
from dashboards.classroom.results_text import results_text
from seed.classes import store
from seed.classes.marks import Score, score_so_far
from seed.classes.model import Stage
from seed.classes.results import MOST_BARS, ClassResults, class_results, spread
from seed.classes.teams import compare_teams
from tests.support.class_world import NOW, TRAINER, demo, opened, questions, seated

if TYPE_CHECKING:
    from sqlite3 import Connection

HOW: dict[str, Any] = {"actor": TRAINER, "now": NOW}
RIGHT = ["不能判断", "12", "丙所、甲所、乙所", "我想是春节"]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(demo(tmp_path), read_only=False)) as connection:
        yield connection


def held(connection: Connection, given: dict[str, list[str | None]], *, truths: int = 4) -> ClassResults:
    """A class in which these people gave these responses, question by question; so many truths were shown."""
    state = opened(connection)
    seats = dict(zip(given, seated(connection, state, *given), strict=True))
    for number in range(1, 5):
        store.release(connection, state.id, number, None, **HOW)
        for name, responses in given.items():
            if (response := responses[number - 1]) is not None:
                store.give_answer(connection, seats[name], number, response, now=NOW)
        store.move_on(connection, state.id, number, Stage.CLOSED, **HOW)
        if number <= truths:
            store.move_on(connection, state.id, number, Stage.TRUTH, **HOW)
    return class_results(connection, state.id, NOW)


def test_points_are_those_of_the_key_and_own_words_have_none(connection: Connection) -> None:
    results = held(
        connection,
        {
            "全对": [*RIGHT],
            "敢说": ["确有上升", "12.5", "乙所、甲所、丙所", None],
            "差一对": ["不能判断", None, "甲所、丙所、乙所", None],
            "没来": [None, None, None, None],
        },
    )
    assert [result.points for result in results.seats] == [100, 0, 30 + 16, 0]  # an order by its pairs: 50 × ⅓
    assert (results.most, results.marked, len(results.taking_part)) == (100, 3, 3)
    assert results.mean == Fraction(146, 3)
    assert [row.right for row in results.questions] == [2, 1, 1, None]
    misread = results.questions[0].misread
    assert misread is not None and (misread.label, misread.people) == ("确有上升", 1)
    assert results.written[4] == ("我想是春节",) and not results.written[1]


def test_one_is_told_only_the_points_of_truths_that_were_shown(connection: Connection) -> None:
    results = held(connection, {"全对": [*RIGHT]}, truths=1)
    assert score_so_far(connection, results.seats[0].seat, NOW) == Score(30, 30, 1)


def test_a_spread_has_every_option_or_the_most_frequent_and_the_rest() -> None:
    verdict, figure, _, words = (asked.line for asked in questions())
    bars = spread(verdict, ["不能判断", "确有上升", "不能判断"])
    assert [(bar.label, bar.people, bar.is_right) for bar in bars] == [
        ("确有上升", 1, False),
        ("确有下降", 0, False),
        ("基本持平", 0, False),
        ("不能判断", 2, True),
    ]
    many = spread(figure, [str(number) for number in range(20)] + ["12", "12"])
    assert (many[0].label, many[0].people, many[0].is_right) == ("12", 3, True)
    assert len(many) == MOST_BARS + 1 and (many[-1].people, many[-1].kinds, many[-1].is_right) == (12, 12, None)
    assert spread(words, ["一", "二"]) == ()


def test_results_say_what_was_misread_most_and_files_carry_names_only_where_they_say_so(
    connection: Connection,
) -> None:
    results = held(
        connection,
        {
            "张一": [*RIGHT],
            "张二": ["确有上升", "12", RIGHT[2], None],
            "张三": ["确有上升", "12", None, None],
        },
    )
    text = results_text(results)
    assert text.lead.startswith("3 人交过卷，3 问计分，满分 100 分")
    assert text.most_misread == "误读最多的是第 1 问：2 人答“确有上升”，应为“不能判断”。"
    sheet = results_sheet(results, "教官")
    assert sheet.headers == ["名字", "得分", "答了", "第 1 问", "第 2 问", "第 3 问", "第 4 问"]
    assert sheet.rows[0] == ["张一", 100, 4, *RIGHT[:3], "已交"]  # own words never stand beside a name
    assert sheet.rows[2] == ["张三", 20, 2, "确有上升", "12", None, None]
    assert "演示数据" in sheet.remarks and "下载的文件请自行删除" in sheet.remarks[-1]
    printed = str(results_document(results))
    assert "应为“不能判断”" in printed and not any(seat.seat.name in printed for seat in results.seats)


def test_no_question_is_called_the_one_misread_most_where_two_are_alike(connection: Connection) -> None:
    wrong = ["确有上升", "12", RIGHT[2], None], [RIGHT[0], "11", RIGHT[2], None]
    results = held(connection, {"张一": list(wrong[0]), "张二": list(wrong[1])})
    assert [row.right for row in results.questions[:2]] == [1, 1]
    assert results_text(results).most_misread == ""


def test_a_class_without_answers_has_no_mean(connection: Connection) -> None:
    results = class_results(connection, opened(connection).id, NOW)
    assert results.mean is None and results_text(results).lead == "还没有人交过卷。"


def test_teams_are_told_apart_only_where_chance_would_not_do_it() -> None:
    unclear = compare_teams([("一", 60), ("一", 40), ("二", 50), ("二", 70), ("二", 30)])
    assert unclear.chance is not None and not unclear.is_clear
    assert [(team.name, team.size, team.mean) for team in unclear.means] == [
        ("一", 2, Fraction(50)),
        ("二", 3, Fraction(50)),
    ]
    clear = compare_teams(
        [*(("一", 90 + number) for number in range(6)), *(("二", 20 + number) for number in range(6))]
    )
    assert clear.is_clear and clear.means[0].name == "一"
    alone = compare_teams([("一", 90), ("二", 10)])
    assert alone.chance is None and not alone.is_clear


def test_teams_of_equals_are_called_different_no_more_often_than_promised() -> None:
    import numpy as np

    dice, called = np.random.default_rng(7), 0
    for _ in range(60):
        marks = [(team, int(dice.choice([0, 30, 50, 80, 100]))) for team in "甲乙丙" for _ in range(6)]
        called += compare_teams(marks).is_clear
    assert called <= 8  # 3 are expected of 60; more than 8 come once in 200 such trials
