"""The key of a lesson: answers and explanations from the engine and from the generator's truth, never typed."""

from __future__ import annotations

from collections.abc import Callable

from seed.bureau import Plan
from seed.lessons import figure_keys, station_keys, truth_keys, verdict_keys
from seed.lessons.classroom import Classroom
from seed.lessons.key_line import KeyLine
from seed.lessons.lesson_model import Lesson, LessonError
from seed.lessons.question import RULES, Ask, Question

__all__ = ["Classroom", "KeyLine", "lesson_key", "needs_bureau", "question_key"]

_METHODS: dict[Ask, Callable[[Question, Classroom], KeyLine]] = {
    Ask.VERDICT: verdict_keys.verdict,
    Ask.SENTENCE: verdict_keys.sentence,
    Ask.RANGE: verdict_keys.day_range,
    Ask.FIGURE: figure_keys.figure,
    Ask.STATION: station_keys.station,
    Ask.ORDER: station_keys.station_order,
    Ask.MONTH: figure_keys.chart_month,
    Ask.RETURN: station_keys.returned,
    Ask.STAY: station_keys.stayed,
    Ask.REVERSAL: station_keys.reversal,
    Ask.AVERAGE: station_keys.average,
    Ask.SKEW: figure_keys.skew,
    Ask.PLANTED: truth_keys.planted,
    Ask.DAY: truth_keys.first_day,
    Ask.STRAYS: truth_keys.strays,
    Ask.MISSED: truth_keys.missed,
    Ask.CHANCE: truth_keys.chance,
}


def lesson_key(lesson: Lesson, room: Classroom | None) -> list[KeyLine]:
    """The key of a lesson in a database. Raises LessonError (Chinese) if the database is another lesson's.

    By any seed: the answers are those of the bureau that stands there. Questions about printed figures need none.
    """
    if room is not None:
        require_same_bureau(lesson, room.plan)
    elif needs_bureau(lesson):
        raise LessonError(f"这一课要有它的演示库，先造一个：{lesson.command}")
    return [question_key(question, room) for question in lesson.text.questions]


def needs_bureau(lesson: Lesson) -> bool:
    """Return True if a lesson asks about a bureau, and not only about printed figures."""
    return any(RULES[question.ask].needs_bureau for question in lesson.text.questions)


def question_key(question: Question, room: Classroom | None) -> KeyLine:
    """The key of one question. Raises LessonError (Chinese) if this bureau has no answer to it."""
    if question.ask is Ask.CLAIM:
        return verdict_keys.printed_claim(question)
    if question.ask is Ask.TEXT:
        return truth_keys.in_own_words(question, room)
    assert room is not None  # lesson_key has seen to it
    return _METHODS[question.ask](question, room)


def require_same_bureau(lesson: Lesson, plan: Plan) -> None:
    """Raises LessonError (Chinese) unless a plan is of the lesson's bureau, by whatever seed, or any bureau does."""
    if not needs_bureau(lesson):
        return
    bureau = lesson.text.bureau
    kinds = sorted(wish.kind for wish in lesson.wishes)
    if (plan.size, plan.as_of, sorted(story.kind for story in plan.stories)) != (bureau.size, bureau.as_of, kinds):
        raise LessonError(f"这个演示库不是“{lesson.text.zh}”这一课的，先造一个：{lesson.command}")
