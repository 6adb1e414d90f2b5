"""Classes in a database: who may join and answer when, what stays, and what goes for good."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.store.sqlite import connect, sqlite3
from core.store.trail import trail_lines
from core.store.trail_chain import chain_faults
from seed.classes import entries, erase, read, seats, store
from seed.classes.model import ClassError, ClassState, Stage
from seed.plan_store import FillError
from seed.reset import reset
from tests.support.class_world import NOW, TRAINER, demo, opened, seated

if TYPE_CHECKING:
    from sqlite3 import Connection

HOW: dict[str, Any] = {"actor": TRAINER, "now": NOW}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(demo(tmp_path), read_only=False)) as connection:
        yield connection


@pytest.fixture
def state(connection: Connection) -> ClassState:
    return opened(connection)


def stage(connection: Connection, state: ClassState, number: int = 1, now: int = NOW) -> Stage:
    return read.question_states(connection, state.id, now)[number - 1].stage


def test_a_real_database_takes_no_class_by_the_program_or_by_hand(tmp_path: Path) -> None:
    with closing(connect(demo(tmp_path, is_demo=False), read_only=False)) as real:
        with pytest.raises(ClassError, match="真实"):
            opened(real)
        with pytest.raises(sqlite3.IntegrityError, match="no classes"):
            real.execute(
                "INSERT INTO class (code, title, lesson, bureau, teams, opened_at, ends_at, erase_at) "
                "VALUES ('ABCDEFGH', 'x', 'x', 'x', '[]', 1, 2, 3)"
            )


def test_codes_are_long_random_and_read_however_they_are_typed(connection: Connection) -> None:
    codes = {opened(connection).code or "" for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code) == entries.CODE_LENGTH and set(code) <= set(store.ALPHABET) for code in codes)
    assert len(store.ALPHABET) ** entries.CODE_LENGTH > 10**11
    code = codes.pop()
    typed = f" {entries.shown_code(code).lower()} "
    assert entries.tidy_code(typed) == code
    assert entries.tidy_code("".join(chr(ord(letter) + 0xFEE0) for letter in code)) == code


@pytest.mark.parametrize("name", ["", " ", "x" * 17, "<b>李</b>", "a\u202eb", "李\n四", "'; DROP", "😀", "-李", "a/b"])
def test_names_that_could_pass_for_something_else_are_refused(
    connection: Connection, state: ClassState, name: str
) -> None:
    if name == "李\n四":
        assert seated(connection, state, name)[0].name == "李 四"
        return
    with pytest.raises(ClassError, match="名字"):
        seated(connection, state, name)


def test_a_name_is_one_persons_and_teams_are_those_of_the_class(connection: Connection) -> None:
    state = opened(connection, teams=("一组", "二组"))
    (seat,) = seated(connection, state, "Li Na", team="二组")
    assert (seat.number, seat.team) == (1, "二组")
    with pytest.raises(ClassError, match="已经有人用"):
        seated(connection, state, "li na", team="一组")
    for team in (None, "三组", ""):
        with pytest.raises(ClassError, match="选一个组"):
            seated(connection, state, "王强", team=team)
    assert read.seats(connection, state.id) == [seat]


def test_an_answer_counts_while_its_question_is_open_and_the_last_one_stays(
    connection: Connection, state: ClassState
) -> None:
    (seat,) = seated(connection, state, "王强")
    with pytest.raises(ClassError, match="没有放出"):
        store.give_answer(connection, seat, 1, "不能判断", now=NOW)
    store.release(connection, state.id, 1, 60, **HOW)
    for response in ("确有上升", "不能判断"):
        store.give_answer(connection, seat, 1, response, now=NOW + 30)
    assert [answer.response for answer in read.answers(connection, state.id)] == ["不能判断"]
    with pytest.raises(ClassError, match="选项"):
        store.give_answer(connection, seat, 1, "随便", now=NOW + 30)
    store.give_answer(connection, seat, 1, "确有下降", now=NOW + 60 + store.GRACE - 1)  # was on its way
    with pytest.raises(ClassError, match="收卷"):
        store.give_answer(connection, seat, 1, "不能判断", now=NOW + 60 + store.GRACE)
    assert stage(connection, state, now=NOW + 59) is Stage.OPEN
    assert stage(connection, state, now=NOW + 60) is Stage.CLOSED
    assert [answer.response for answer in read.answers(connection, state.id)] == ["确有下降"]


def test_questions_go_on_in_their_order_and_one_at_a_time(connection: Connection, state: ClassState) -> None:
    for early in (Stage.CLOSED, Stage.SPREAD, Stage.TRUTH):
        with pytest.raises(ClassError, match="未放出"):
            store.move_on(connection, state.id, 1, early, **HOW)
    store.release(connection, state.id, 1, None, **HOW)
    with pytest.raises(ClassError, match="先收卷"):
        store.release(connection, state.id, 2, None, **HOW)
    with pytest.raises(ClassError, match="作答中"):
        store.move_on(connection, state.id, 1, Stage.TRUTH, **HOW)
    for step in (Stage.CLOSED, Stage.SPREAD):
        store.move_on(connection, state.id, 1, step, **HOW)
    store.release(connection, state.id, 1, 60, **HOW)  # more time
    store.move_on(connection, state.id, 1, Stage.CLOSED, **HOW)
    store.move_on(connection, state.id, 1, Stage.TRUTH, **HOW)
    with pytest.raises(ClassError, match="已经公布"):
        store.release(connection, state.id, 1, 60, **HOW)
    with pytest.raises(ClassError, match="没有这一问"):
        store.release(connection, state.id, 9, 60, **HOW)


def test_while_the_door_is_shut_nobody_joins_and_who_is_in_goes_on(connection: Connection, state: ClassState) -> None:
    (seat,) = seated(connection, state, "王强")
    seats.move_door(connection, state.id, is_shut=True, **HOW)
    with pytest.raises(ClassError, match="已经关门"):
        seated(connection, state, "李娜")
    store.release(connection, state.id, 1, 60, **HOW)
    store.give_answer(connection, seat, 1, "不能判断", now=NOW)
    seats.move_door(connection, state.id, is_shut=False, **HOW)
    seated(connection, state, "李娜")
    assert [seat.name for seat in read.seats(connection, state.id)] == ["王强", "李娜"]
    assert [
        line.action for line in reversed(trail_lines(connection, 9)) if line.action in ("class_shut", "class_reopen")
    ] == ["class_shut", "class_reopen"]


def test_a_class_ends_by_hand_or_by_its_hour_and_then_takes_nothing(connection: Connection, state: ClassState) -> None:
    (seat,) = seated(connection, state, "王强")
    store.release(connection, state.id, 1, None, **HOW)
    later = state.ends_at
    with pytest.raises(ClassError, match="结束"):
        store.give_answer(connection, seat, 1, "不能判断", now=later)
    with pytest.raises(ClassError, match="结束"):
        seats.join(connection, state.code or "", "李娜", None, now=later)
    assert read.any_open(connection, NOW) and not read.any_open(connection, later)
    store.end_class(connection, state.id, **HOW)
    with pytest.raises(ClassError, match="结束"):
        store.give_answer(connection, seat, 1, "不能判断", now=NOW)
    assert not read.any_open(connection, NOW)


def test_every_act_is_a_line_of_the_trail_that_names_nobody(connection: Connection, state: ClassState) -> None:
    first, second = seated(connection, state, "王强", "李娜")
    store.release(connection, state.id, 4, None, **HOW)
    store.give_answer(connection, first, 4, "王强说：李娜在撒谎", now=NOW)
    seats.remove_seat(connection, state.id, second.number, **HOW)
    lines = trail_lines(connection, 20)
    acts = [(line.actor, line.action, line.detail) for line in lines][::-1][1:]
    assert acts == [
        (TRAINER, "class_open", "第一班"),
        ("class:1", "class_join", "课堂 1"),
        ("class:1", "class_join", "课堂 1"),
        (TRAINER, "class_release", "课堂 1，第 4 问"),
        ("class:1#1", "class_answer", "课堂 1，第 4 问"),
        (TRAINER, "class_remove", "课堂 1，2 号"),
    ]
    assert not any(name in f"{line}" for line in lines for name in ("王强", "李娜", "撒谎"))
    assert [seat.name for seat in read.seats(connection, state.id)] == ["王强"]


def test_what_is_refused_leaves_no_line(connection: Connection, state: ClassState) -> None:
    (seat,) = seated(connection, state, "王强")
    before = len(trail_lines(connection, 50))
    with pytest.raises(ClassError):
        store.give_answer(connection, seat, 1, "不能判断", now=NOW)
    with pytest.raises(ClassError):
        seated(connection, state, "王强")
    assert len(trail_lines(connection, 50)) == before


def test_names_and_answers_go_for_good_on_their_day(connection: Connection, state: ClassState) -> None:
    (seat,) = seated(connection, state, "独一无二的名字")
    store.release(connection, state.id, 4, None, **HOW)
    store.give_answer(connection, seat, 4, "独一无二的话", now=NOW)
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    assert state.erase_at == state.ends_at + 7 * erase.DAY
    assert erase.erase_overdue(connection, state.erase_at - 1) == []
    assert not erase.any_overdue(connection, state.erase_at - 1) and erase.any_overdue(connection, state.erase_at)
    assert erase.erase_overdue(connection, state.erase_at) == [state.id]
    (erased,) = read.classes(connection)
    assert (erased.code, erased.title, erased.erased_at) == (None, "第一班", state.erase_at)
    assert read.class_by_code(connection, state.code or "") is None
    for table in ("class_question", "class_seat", "class_answer"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()
    kept = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert not any(word.encode() in kept for word in ("独一无二的名字", "独一无二的话"))


def test_what_was_changed_or_taken_out_before_is_gone_with_the_rest(connection: Connection, state: ClassState) -> None:
    many = seated(connection, state, *(f"独一无二的{number}" for number in range(40)))
    store.release(connection, state.id, 4, None, **HOW)
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    for word in ("先说的话", "后说的话"):
        for seat in many:
            with closing(connect(path, read_only=False)) as own:  # as the server does, for each answer anew
                store.give_answer(own, seat, 4, f"{word}{seat.number}" * 20, now=NOW)
    with closing(connect(path, read_only=False)) as own:
        seats.remove_seat(own, state.id, 7, **HOW)
    connection.close()
    with closing(connect(path, read_only=False)) as own:
        erase.erase_class(own, state.id, **HOW)
    kept = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert not any(word.encode() in kept for word in ("独一无二的", "先说的话", "后说的话"))


def test_an_answer_on_its_way_is_not_the_next_ones_in_the_seat(connection: Connection, state: ClassState) -> None:
    _, gone = seated(connection, state, "王强", "李娜")
    store.release(connection, state.id, 1, None, **HOW)
    seats.remove_seat(connection, state.id, gone.number, **HOW)
    with pytest.raises(ClassError, match="没有这个座位"):
        store.give_answer(connection, gone, 1, "确有上升", now=NOW)
    (new,) = seated(connection, state, "赵敏")
    assert new.number == 3  # the trail knows people by their number alone
    with pytest.raises(ClassError, match="没有这个座位"):
        store.give_answer(connection, gone, 1, "确有上升", now=NOW)
    assert read.answers(connection, state.id) == []


def test_a_question_that_waits_tells_nothing_by_what_it_refuses(connection: Connection, state: ClassState) -> None:
    (seat,) = seated(connection, state, "王强")
    for typed in ("不能判断", "随便", "", "9" * 5000):
        with pytest.raises(ClassError, match="还没有放出"):
            store.give_answer(connection, seat, 1, typed, now=NOW)


def test_answers_without_end_do_not_fill_the_file(connection: Connection, state: ClassState) -> None:
    (seat,) = seated(connection, state, "王强")
    store.release(connection, state.id, 1, None, **HOW)
    store.give_answer(connection, seat, 1, "不能判断", now=NOW)
    before = len(trail_lines(connection, 999))
    for _ in range(5):
        store.give_answer(connection, seat, 1, "不能判断", now=NOW)  # the same once more
    assert len(trail_lines(connection, 999)) == before
    with pytest.raises(ClassError, match="不能再改"):
        for number in range(store.MOST_CHANGES + 1):
            store.give_answer(connection, seat, 1, ("确有上升", "不能判断")[number % 2], now=NOW)
    assert len(trail_lines(connection, 999)) == before + store.MOST_CHANGES


def test_time_is_not_put_back_while_a_class_is_open(connection: Connection, state: ClassState) -> None:
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    with pytest.raises(FillError, match="课堂还开着"):
        reset(path, actor=TRAINER, now=NOW, progress=lambda _step, _done: None)
    store.end_class(connection, state.id, **HOW)
    with pytest.raises(FillError, match="不是由生成器"):  # this file has no first day; a made-up bureau has
        reset(path, actor=TRAINER, now=NOW, progress=lambda _step, _done: None)


def test_many_answers_at_once_are_all_kept_and_the_chain_holds(connection: Connection) -> None:
    state = opened(connection)
    many = seated(connection, state, *(f"学员{number}" for number in range(40)))
    store.release(connection, state.id, 1, None, **HOW)
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])

    def answer(number: int) -> None:
        with closing(connect(path, read_only=False)) as own:
            store.give_answer(own, many[number], 1, "不能判断", now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, range(len(many))))
    assert read.answer_counts(connection, state.id) == {1: len(many)}
    assert not list(chain_faults(connection))
