"""Results of a class: how each question was answered, what was misread most, marks by seat and by team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from seed.classes import read
from seed.classes.marks import is_marked, points
from seed.classes.model import ClassQuestion, ClassState, Seat, Stage
from seed.classes.teams import TeamsAnswer, compare_teams
from seed.lessons.key_line import KeyLine, mark
from seed.lessons.question import AnswerForm

if TYPE_CHECKING:
    from sqlite3 import Connection

MOST_BARS = 8  # of a spread without options; the rest is one bar


class SpreadBar(NamedTuple):
    """Number of people who gave one response, or several `kinds` together; `is_right` is None where nobody marks it."""

    label: str
    people: int
    is_right: bool | None
    kinds: int = 0


class QuestionResult(NamedTuple):
    """Answers to a question, counted. `misread` is the wrong response given most often, with its count."""

    number: int
    question: ClassQuestion
    line: KeyLine
    stage: Stage
    answered: int
    right: int | None
    bars: tuple[SpreadBar, ...]
    misread: SpreadBar | None


class SeatResult(NamedTuple):
    """The points of a seat and its responses by question; own words are None: they never stand beside a name."""

    seat: Seat
    points: int
    responses: Mapping[int, str | None]

    @property
    def answered(self) -> int:
        """The number of questions that it has answered."""
        return len(self.responses)


class ClassResults(NamedTuple):
    """All results of a class.

    `most` are the points that could be had of the questions released so far, `marked` their number. `mean` is of the
    seats that have answered anything; None where there are none. `written` has, by question, what people wrote in their
    own words.
    """

    state: ClassState
    questions: tuple[QuestionResult, ...]
    seats: tuple[SeatResult, ...]
    most: int
    marked: int
    mean: Fraction | None
    teams: TeamsAnswer | None
    written: dict[int, tuple[str, ...]]

    @property
    def taking_part(self) -> list[SeatResult]:
        """The seats that have answered anything."""
        return [result for result in self.seats if result.answered]


def class_results(connection: Connection, class_id: int, now: int) -> ClassResults:
    """Return the results of a class as it stands; of the questions that were released."""
    state = read.class_by_id(connection, class_id)
    given: dict[int, dict[int, str]] = {}
    for answer in read.answers(connection, class_id):
        given.setdefault(answer.question, {})[answer.seat] = answer.response
    questions = []
    for asked in read.question_states(connection, class_id, now):
        if asked.stage is not Stage.WAITING:
            question = read.question(connection, class_id, asked.number)
            line = read.key_of(connection, class_id, asked.number)
            questions.append(_question(asked.number, question, line, asked.stage, given.get(asked.number, {})))
    marked = [result for result in questions if is_marked(result.line)]
    seats = [_seat(seat, questions, given) for seat in read.seats(connection, class_id)]
    present = [result for result in seats if result.answered]
    mean = Fraction(sum(result.points for result in present), len(present)) if present else None
    most = sum(result.line.question.points for result in marked)
    teams = compare_teams([(result.seat.team or "", result.points) for result in present]) if state.teams else None
    written = {
        result.number: () if is_marked(result.line) else tuple(given.get(result.number, {}).values())
        for result in questions
    }
    return ClassResults(state, tuple(questions), tuple(seats), most, len(marked), mean, teams, written)


def _seat(seat: Seat, questions: Sequence[QuestionResult], given: Mapping[int, Mapping[int, str]]) -> SeatResult:
    total, responses = 0, dict[int, str | None]()
    for result in questions:
        response = given.get(result.number, {}).get(seat.number)
        if is_marked(result.line):
            total += points(result.line, response)
        if response is not None:
            responses[result.number] = response if is_marked(result.line) else None
    return SeatResult(seat, total, responses)


def _question(
    number: int, question: ClassQuestion, line: KeyLine, stage: Stage, given: dict[int, str]
) -> QuestionResult:
    bars = spread(line, list(given.values()))
    right = sum(bar.people for bar in bars if bar.is_right) if is_marked(line) else None
    wrong = [bar for bar in _counted(line, list(given.values())) if bar.is_right is False]
    misread = max(wrong, key=lambda bar: bar.people, default=None)
    return QuestionResult(number, question, line, stage, len(given), right, bars, misread)


def spread(line: KeyLine, responses: list[str]) -> tuple[SpreadBar, ...]:
    """Return how many gave which response: all options of a choice, else the most frequent, and the rest as one."""
    if line.form is AnswerForm.TEXT:
        return ()
    counted = _counted(line, responses)
    if line.form in (AnswerForm.CHOICE, AnswerForm.MONTH):
        by_label = {bar.label: bar for bar in counted}
        return tuple(by_label.get(option, _bar(line, option, 0)) for option in line.options)
    rest = counted[MOST_BARS:]
    if not rest:
        return tuple(counted)
    return (*counted[:MOST_BARS], SpreadBar("", sum(bar.people for bar in rest), None, len(rest)))


def _counted(line: KeyLine, responses: list[str]) -> list[SpreadBar]:
    """Return each response with its count, the most frequent first."""
    return [_bar(line, response, count) for response, count in Counter(responses).most_common()]


def _bar(line: KeyLine, response: str, count: int) -> SpreadBar:
    return SpreadBar(response, count, mark(line, response).is_right if is_marked(line) else None)
