"""Texts of a participant's page at a moment: nothing of a key before its truth is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seed.classes import read
from seed.classes.marks import is_marked, score_so_far, told_mark
from seed.classes.model import ORDER_SEPARATOR, ClassState, QuestionState, Seat, Stage

if TYPE_CHECKING:
    from sqlite3 import Connection


def room_version(connection: Connection, class_id: int, now: int) -> str:
    """Return what changes when the pages of a class have to be drawn anew."""
    state = read.class_by_id(connection, class_id)
    return version_of(state, read.newest(read.question_states(connection, class_id, now)), now)


def version_of(state: ClassState, newest: QuestionState | None, now: int) -> str:
    """Return the version of what everybody sees of a class."""
    if not state.is_open(now):
        return "ended"
    return f"{newest.number}-{newest.stage}-{newest.due_at or 0}" if newest else "lobby"


def room_texts(connection: Connection, seat: Seat, now: int) -> dict[str, Any]:
    """Return what the page of a seat is drawn from."""
    state = read.class_by_id(connection, seat.class_id)
    states = read.question_states(connection, seat.class_id, now)
    newest = read.newest(states)
    texts: dict[str, Any] = {
        "state": state,
        "seat": seat,
        "count": len(states),
        "version": version_of(state, newest, now),
        "is_open": state.is_open(now),
        "score": score_so_far(connection, seat, now),
        "asked": newest,
        "left": None,
        "question": None,
        "given": None,
        "line": None,
        "mark": None,
    }
    if newest is None:
        return texts
    given = read.answer_of(connection, seat, newest.number)
    response = given.response if given else None
    texts |= {
        "question": read.question(connection, seat.class_id, newest.number),
        "given": response,
        "left": None if newest.due_at is None else max(0, newest.due_at - now),
    }
    if newest.stage is Stage.TRUTH:
        line = read.key_of(connection, seat.class_id, newest.number)
        texts |= {"line": line, "mark": told_mark(line, response) if is_marked(line) else None}
    return texts


def place_of(option: str, response: str | None) -> int:
    """Return the place that somebody has given to an option of an order; 0 where there is none."""
    order = response.split(ORDER_SEPARATOR) if response else []
    return order.index(option) + 1 if option in order else 0
