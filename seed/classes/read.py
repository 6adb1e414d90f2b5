"""Reads classes. What a participant may fetch is read by functions that never touch a key."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from core.access.tokens import digest
from seed.classes.model import ClassError, ClassQuestion, ClassState, QuestionState, Seat, Stage, StoredKey
from seed.lessons.key_line import KeyLine

if TYPE_CHECKING:
    from sqlite3 import Connection

_CLASS = "id, code, title, lesson, bureau, teams, opened_at, ends_at, ended_at, erase_at, erased_at, shut_at"
_SEAT = "class, number, name, team, joined_at"


class GivenAnswer(NamedTuple):
    """An answer as it is kept, and when it was given (epoch seconds)."""

    seat: int
    question: int
    response: str
    answered_at: int


def classes(connection: Connection) -> list[ClassState]:
    """Return all classes, the newest first."""
    return [_class(row) for row in connection.execute(f"SELECT {_CLASS} FROM class ORDER BY id DESC")]


def class_by_id(connection: Connection, class_id: int) -> ClassState:
    """Return a class. Raises ClassError (Chinese) if there is none."""
    row = connection.execute(f"SELECT {_CLASS} FROM class WHERE id = ?", [class_id]).fetchone()
    if row is None:
        raise ClassError("没有这个课堂。")
    return _class(row)


def class_by_code(connection: Connection, code: str) -> ClassState | None:
    """Return the class of a code, if there is one."""
    row = connection.execute(f"SELECT {_CLASS} FROM class WHERE code = ?", [code]).fetchone()
    return _class(row) if row else None


def any_open(connection: Connection, now: int) -> bool:
    """Return True while any class is open."""
    row = connection.execute("SELECT 1 FROM class WHERE ended_at IS NULL AND erased_at IS NULL AND ends_at > ?", [now])
    return row.fetchone() is not None


def _class(row: tuple[object, ...]) -> ClassState:
    state = ClassState(*row)  # type: ignore[arg-type]  # the columns are those of the tuple
    return state._replace(teams=tuple(json.loads(str(state.teams))))


def seat_of_token(connection: Connection, token: str) -> Seat | None:
    """Return the seat that a browser's token is of, if it is of any."""
    row = connection.execute(f"SELECT {_SEAT} FROM class_seat WHERE token = ?", [digest(token)]).fetchone()
    return Seat(*row) if row else None


def seat(connection: Connection, class_id: int, number: int) -> Seat | None:
    """Return who has a seat of a class, if anybody has."""
    row = connection.execute(
        f"SELECT {_SEAT} FROM class_seat WHERE class = ? AND number = ?", [class_id, number]
    ).fetchone()
    return Seat(*row) if row else None


def seats(connection: Connection, class_id: int) -> list[Seat]:
    """Return the seats of a class in the order in which they were taken."""
    rows = connection.execute(f"SELECT {_SEAT} FROM class_seat WHERE class = ? ORDER BY number", [class_id])
    return [Seat(*row) for row in rows]


def question_states(connection: Connection, class_id: int, now: int) -> list[QuestionState]:
    """Return how far each question has come; one whose time is over is closed, whether anybody has said so or not."""
    rows = connection.execute(
        "SELECT number, stage, released_at, due_at FROM class_question WHERE class = ? ORDER BY number", [class_id]
    )
    return [_question_state(row, now) for row in rows]


def _question_state(row: tuple[int, str, int | None, int | None], now: int) -> QuestionState:
    state = QuestionState(row[0], Stage(row[1]), row[2], row[3])
    is_over = state.stage is Stage.OPEN and state.due_at is not None and now >= state.due_at
    return state._replace(stage=Stage.CLOSED) if is_over else state


def newest(states: list[QuestionState]) -> QuestionState | None:
    """Return the question that was released last; None in the lobby."""
    released = [state for state in states if state.released_at is not None and state.stage is not Stage.WAITING]
    return max(released, key=lambda state: (state.released_at or 0, state.number), default=None)


def question(connection: Connection, class_id: int, number: int) -> ClassQuestion:
    """Return a question as everybody may see it."""
    row = connection.execute(
        "SELECT content FROM class_question WHERE class = ? AND number = ?", [class_id, number]
    ).fetchone()
    if row is None:
        raise ClassError("没有这一问。")
    return ClassQuestion.model_validate_json(row[0])


def key_of(connection: Connection, class_id: int, number: int) -> KeyLine:
    """Return the key of a question: for the trainer, for marking, and for everybody once its truth is shown."""
    row = connection.execute(
        "SELECT key FROM class_question WHERE class = ? AND number = ?", [class_id, number]
    ).fetchone()
    if row is None:
        raise ClassError("没有这一问。")
    return StoredKey.model_validate_json(row[0]).line()


def answer_of(connection: Connection, seat: Seat, number: int) -> GivenAnswer | None:
    """Return what a seat has answered to a question, if anything."""
    row = connection.execute(
        "SELECT seat, question, response, answered_at FROM class_answer WHERE class = ? AND question = ? AND seat = ?",
        [seat.class_id, number, seat.number],
    ).fetchone()
    return _answer(row) if row else None


def answers(connection: Connection, class_id: int) -> list[GivenAnswer]:
    """Return all answers in a class, question by question, in the order of the seats."""
    rows = connection.execute(
        "SELECT seat, question, response, answered_at FROM class_answer WHERE class = ? ORDER BY question, seat",
        [class_id],
    )
    return [_answer(row) for row in rows]


def answer_counts(connection: Connection, class_id: int) -> Counter[int]:
    """Return how many have answered each question."""
    rows = connection.execute("SELECT question, count(*) FROM class_answer WHERE class = ? GROUP BY 1", [class_id])
    return Counter(dict(rows.fetchall()))


def _answer(row: tuple[int, int, str, int]) -> GivenAnswer:
    return GivenAnswer(*row)
