"""Texts that the trainer's pages and the projector are drawn from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.classroom.presence import PRESENCE
from dashboards.classroom.room import version_of
from dashboards.server.shown_database import shown_path
from seed.classes import read
from seed.classes.model import ClassState, QuestionState, Seat, Stage
from seed.classes.results import spread

if TYPE_CHECKING:
    from sqlite3 import Connection

    from seed.lessons.lesson_model import Lesson

NEXT = {
    Stage.WAITING: (Stage.OPEN,),
    Stage.OPEN: (Stage.CLOSED,),
    Stage.CLOSED: (Stage.SPREAD, Stage.TRUTH),
    Stage.SPREAD: (Stage.TRUTH,),
    Stage.TRUTH: (),
}


class SeatLine(NamedTuple):
    """A participant as the trainer sees them: is the browser there, and has the question of the moment an answer."""

    seat: Seat
    is_there: bool
    has_answered: bool


class Offer(NamedTuple):
    """Lessons that can be asked on the bureau that stands there, and the others."""

    bureau: str
    as_of: date | None
    fitting: list[Lesson]
    others: list[Lesson]


def _lessons() -> dict[str, Lesson]:
    """Return the shipped lessons and the trainer's own, which lie beside the database shown, by name."""
    from dashboards.queries.demo_lessons import all_lessons  # here, because a server that holds no class needs none

    return all_lessons(shown_path())


def offer() -> Offer:
    """Return what can be asked on the bureau shown. Raises StoreError (Chinese) if it cannot be opened."""
    from core.store.open import open_store  # here, because a server that holds no class needs none of it
    from seed.classes.ask import fits
    from seed.lessons.key import needs_bureau
    from seed.plan_store import FillError, stored_plan

    store = open_store(shown_path(), read_only=True)
    try:
        try:
            plan = stored_plan(store)
        except FillError:
            return Offer(store.bureau, None, [], list(_lessons().values()))
        fitting: list[Lesson] = []
        others: list[Lesson] = []
        for lesson in _lessons().values():
            (fitting if fits(lesson, plan) else others).append(lesson)
        fitting.sort(key=needs_bureau, reverse=True)  # first what this bureau was made for
        return Offer(store.bureau, plan.as_of, fitting, others)
    finally:
        store.close()


def asked_of(lesson: str) -> tuple[str, list[Any]]:
    """Return the bureau's name and the questions of a lesson on it. Raises ClassError, StoreError, KeyError."""
    from core.engine import Engine
    from core.store.open import open_store
    from seed.classes.ask import asked_questions
    from seed.lessons.classroom import Classroom
    from seed.plan_store import stored_plan

    chosen = _lessons()[lesson]
    store = open_store(shown_path(), read_only=True)
    engine = Engine(store)
    try:
        return store.bureau, asked_questions(chosen, Classroom(engine, stored_plan(store)))
    finally:
        engine.close()


def control_texts(connection: Connection, class_id: int, now: int) -> dict[str, Any]:
    """Return what the page is drawn from on which the trainer runs a class."""
    state = read.class_by_id(connection, class_id)
    states = read.question_states(connection, class_id, now)
    newest = read.newest(states)
    rows = [
        {
            "asked": asked,
            "question": read.question(connection, class_id, asked.number),
            "line": read.key_of(connection, class_id, asked.number),
            "next": NEXT[asked.stage],
        }
        for asked in states
    ]
    waiting = next((asked.number for asked in states if asked.stage is Stage.WAITING), None)
    return {
        "state": state,
        "rows": rows,
        "newest": newest,
        "waiting": waiting,
        "is_open": state.is_open(now),
        "version": version_of(state, newest, now),
        "left": _left(newest, now),
        **live_texts(connection, state, newest),
    }


def _left(newest: QuestionState | None, now: int) -> int | None:
    if newest is None or newest.stage is not Stage.OPEN or newest.due_at is None:
        return None
    return max(0, newest.due_at - now)


def live_texts(connection: Connection, state: ClassState, newest: QuestionState | None) -> dict[str, Any]:
    """Return what changes while nothing moves on: who is there, and who has answered."""
    given = {
        answer.seat
        for answer in read.answers(connection, state.id)
        if newest is not None and answer.question == newest.number
    }
    people = [
        SeatLine(seat, PRESENCE.is_there(state.id, seat.number), seat.number in given)
        for seat in read.seats(connection, state.id)
    ]
    return {
        "people": people,
        "online": sum(line.is_there for line in people),
        "counts": read.answer_counts(connection, state.id),
        "newest": newest,
    }


def board_texts(connection: Connection, class_id: int, now: int) -> dict[str, Any]:
    """Return what the projector shows: nothing of a key before its truth is shown, and never a name."""
    state = read.class_by_id(connection, class_id)
    states = read.question_states(connection, class_id, now)
    newest = read.newest(states)
    texts: dict[str, Any] = {
        "state": state,
        "count": len(states),
        "asked": newest,
        "is_open": state.is_open(now),
        "version": version_of(state, newest, now),
        "left": _left(newest, now),
        "question": None,
        "bars": (),
        "line": None,
        **live_texts(connection, state, newest),
    }
    if newest is None:
        return texts
    texts["question"] = read.question(connection, class_id, newest.number)
    if newest.stage in (Stage.SPREAD, Stage.TRUTH):
        line = read.key_of(connection, class_id, newest.number)
        responses = [a.response for a in read.answers(connection, class_id) if a.question == newest.number]
        bars = spread(line, responses)
        if newest.stage is Stage.TRUTH:
            texts |= {"bars": bars, "line": line}
        else:
            texts["bars"] = tuple(bar._replace(is_right=None) for bar in bars)
    return texts
