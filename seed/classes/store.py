"""Writes classes: opened, questions released and closed, answers kept, ended."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from core.store.trail import trail_transaction
from seed.classes import read
from seed.classes.entries import CODE_LENGTH, read_typed, tidy_title
from seed.classes.erase import DAY
from seed.classes.model import AskedQuestion, ClassError, ClassState, QuestionState, Seat, Stage, StoredKey
from seed.classes.transaction import ENDED, NO_SEAT, class_write, trail_count

if TYPE_CHECKING:
    from sqlite3 import Connection

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letters that are taken for others
MOST_CHANGES = 20  # of one answer: each is a line of the trail, which nobody shortens
HOUR = 3600
GRACE = 2  # seconds that an answer may be on its way when time is over


class ClassPlan(NamedTuple):
    """Plan of a class. After `hours` it ends by itself, `keep_days` later its names are erased."""

    title: str
    lesson: str
    bureau: str
    teams: tuple[str, ...]
    questions: Sequence[AskedQuestion]
    hours: int = 12
    keep_days: int = 30


def open_class(connection: Connection, plan: ClassPlan, *, actor: str, now: int) -> ClassState:
    """Open a class. Raises ClassError (Chinese); a real bureau has none."""
    _require_demo(connection)
    if not plan.questions:
        raise ClassError("这一课没有能问的题。")
    title = tidy_title(plan.title)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    ends_at = now + plan.hours * HOUR
    columns = "code, title, lesson, bureau, teams, opened_at, ends_at, erase_at"
    with trail_transaction(connection, actor=actor, action="class_open", detail=title, now=now):
        teams = json.dumps(plan.teams, ensure_ascii=False)
        values = [code, title, plan.lesson, plan.bureau, teams, now, ends_at, ends_at + plan.keep_days * DAY]
        (number,) = connection.execute(
            f"INSERT INTO class ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id", values
        ).fetchone()
        connection.executemany(
            "INSERT INTO class_question (class, number, content, key, stage) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    number,
                    place,
                    asked.question.model_dump_json(),
                    StoredKey.of(asked.line).model_dump_json(),
                    Stage.WAITING,
                )
                for place, asked in enumerate(plan.questions, 1)
            ],
        )
    return read.class_by_id(connection, number)


def _require_demo(connection: Connection) -> None:
    if connection.execute("SELECT value FROM meta WHERE key = 'demo'").fetchone() != (1,):
        raise ClassError("真实数据库没有课堂。")


def give_answer(connection: Connection, seat: Seat, number: int, typed: str, *, now: int) -> None:
    """Keep an answer, in place of the one before while the question is open. Raises ClassError (Chinese).

    The same once more writes nothing. Of a question that waits it says no more than that.
    """
    _require_asked(connection, seat, number, now)
    response = read_typed(read.key_of(connection, seat.class_id, number), typed)
    given = read.answer_of(connection, seat, number)
    if given is not None and given.response == response:
        return
    detail = f"第 {number} 问"
    with class_write(connection, seat.class_id, "class_answer", detail, now, actor=seat.actor):
        _require_asked(connection, seat, number, now)
        if given is not None and trail_count(connection, seat.actor, "class_answer", detail) > MOST_CHANGES + 1:
            raise ClassError(f"这一问已经改了 {MOST_CHANGES} 次，不能再改；交上的还在。")
        connection.execute(
            "INSERT INTO class_answer (class, question, seat, response, answered_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (class, question, seat) DO UPDATE SET response = excluded.response, "
            "answered_at = excluded.answered_at",
            [seat.class_id, number, seat.number, response, now],
        )


def _require_asked(connection: Connection, seat: Seat, number: int, now: int) -> None:
    """Raise ClassError (Chinese) unless a question is open, and the seat is still that person's."""
    if not read.class_by_id(connection, seat.class_id).is_open(now):
        raise ClassError(ENDED)
    if read.seat(connection, seat.class_id, seat.number) != seat:
        raise ClassError(NO_SEAT)
    state = _state(connection, seat.class_id, number, now - GRACE)
    if state.stage is not Stage.OPEN:
        raise ClassError("已经收卷，没有交上。" if state.stage is not Stage.WAITING else "这一问还没有放出。")


def release(connection: Connection, class_id: int, number: int, seconds: int | None, *, actor: str, now: int) -> None:
    """Release a question, or give it more time. Raises ClassError (Chinese) while another is open."""
    with class_write(connection, class_id, "class_release", f"第 {number} 问", now, actor=actor):
        states = read.question_states(connection, class_id, now)
        if any(state.stage is Stage.OPEN and state.number != number for state in states):
            raise ClassError("还有一问在作答，先收卷。")
        if _state(connection, class_id, number, now).stage is Stage.TRUTH:
            raise ClassError("答案已经公布，不能再放出。")
        connection.execute(
            "UPDATE class_question SET stage = ?, released_at = ?, due_at = ? WHERE class = ? AND number = ?",
            [Stage.OPEN, now, None if seconds is None else now + seconds, class_id, number],
        )


FOLLOWS = {
    Stage.CLOSED: (Stage.OPEN, Stage.CLOSED),
    Stage.SPREAD: (Stage.CLOSED,),
    Stage.TRUTH: (Stage.CLOSED, Stage.SPREAD),
}


def move_on(connection: Connection, class_id: int, number: int, stage: Stage, *, actor: str, now: int) -> None:
    """Take a question to a later stage. Raises ClassError (Chinese) if it does not follow."""
    with class_write(connection, class_id, f"class_{stage}", f"第 {number} 问", now, actor=actor):
        before = _state(connection, class_id, number, now).stage
        if before not in FOLLOWS.get(stage, ()):
            raise ClassError(f"这一问现在是“{before.label}”，不能到“{stage.label}”。")
        connection.execute(
            "UPDATE class_question SET stage = ? WHERE class = ? AND number = ?", [stage, class_id, number]
        )


def end_class(connection: Connection, class_id: int, *, actor: str, now: int) -> None:
    """End a class: nobody joins or answers any more."""
    with class_write(connection, class_id, "class_end", "", now, actor=actor):
        connection.execute("UPDATE class SET ended_at = ? WHERE id = ?", [now, class_id])


def note_export(connection: Connection, class_id: int, file: str, *, actor: str, now: int) -> None:
    """Note in the trail that the results were taken away as a file, before it is handed out."""
    with trail_transaction(connection, actor=actor, action="export", detail=f"课堂 {class_id}，{file}", now=now):
        pass


def _state(connection: Connection, class_id: int, number: int, now: int) -> QuestionState:
    for state in read.question_states(connection, class_id, now):
        if state.number == number:
            return state
    raise ClassError("没有这一问。")
