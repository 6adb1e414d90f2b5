"""Marks of a class: what each seat has had of the questions that count."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seed.classes import read
from seed.classes.model import Seat, Stage
from seed.lessons.key_line import KeyLine, Mark, mark
from seed.lessons.question import AnswerForm

if TYPE_CHECKING:
    from sqlite3 import Connection


class Score(NamedTuple):
    """Points of somebody, of so many that there were, and in how many questions."""

    points: int
    most: int
    questions: int


def is_marked(line: KeyLine) -> bool:
    """Return True if a question counts: an answer in one's own words does not."""
    return line.form is not AnswerForm.TEXT


def points(line: KeyLine, response: str | None) -> int:
    """Return the points of a response; none was given counts as 0."""
    return (mark(line, response).points or 0) if response is not None else 0


def told_mark(line: KeyLine, response: str | None) -> Mark | None:
    """Return the mark that is told to somebody; None where nothing was given."""
    return None if response is None else mark(line, response)


def score_so_far(connection: Connection, seat: Seat, now: int) -> Score:
    """Return the score of a seat over the questions whose truth has been shown, so that it tells nothing before."""
    total, most, questions = 0, 0, 0
    for state in read.question_states(connection, seat.class_id, now):
        if state.stage is not Stage.TRUTH:
            continue
        line = read.key_of(connection, seat.class_id, state.number)
        if is_marked(line):
            given = read.answer_of(connection, seat, state.number)
            total += points(line, given.response if given else None)
            most, questions = most + line.question.points, questions + 1
    return Score(total, most, questions)
