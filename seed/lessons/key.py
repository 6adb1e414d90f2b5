"""The key of a lesson: answers and explanations from the engine and from the generator's truth, never typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from core.audit.claim import Claim, ClaimKind
from core.audit.claim_check import check_claim
from core.audit.printed_figure import Relation, parse_figure
from core.engine import Engine
from core.metrics.display import figure_text
from core.metrics.types import Figure
from core.store.units import UnitRef
from seed.bureau import Plan
from seed.choices import shipped
from seed.lessons.lesson import Ask, Lesson, LessonError, Question
from seed.stories.answers import Answer
from seed.stories.answers import answer as story_answer


class KeyLine(NamedTuple):
    """A question with its answer, and why (Chinese)."""

    question: Question
    answer: str
    why: str


class Classroom(NamedTuple):
    """The bureau of a lesson as it stands: an open database and its plan."""

    engine: Engine
    plan: Plan


def lesson_key(lesson: Lesson, room: Classroom | None) -> list[KeyLine]:
    """The key of a lesson in a database. Raises LessonError (Chinese) if the database is another lesson's.

    By any seed: the answers are those of the bureau that stands there. Questions about printed figures need none.
    """
    if room is not None:
        _require_same_bureau(lesson, room.plan)
    elif any(question.ask is not Ask.CLAIM for question in lesson.text.questions):
        raise LessonError(f"这一课要有它的演示库，先造一个：{lesson.command}")
    return [KeyLine(question, *_METHODS[question.ask](question, room)) for question in lesson.text.questions]


def _require_same_bureau(lesson: Lesson, plan: Plan) -> None:
    bureau = lesson.text.bureau
    kinds = sorted(wish.kind for wish in lesson.wishes)
    if (plan.size, plan.as_of, sorted(story.kind for story in plan.stories)) != (bureau.size, bureau.as_of, kinds):
        raise LessonError(f"这个演示库不是“{lesson.text.zh}”这一课的，先造一个：{lesson.command}")


Method = Callable[[Question, "Classroom | None"], tuple[str, str]]


def _claim(question: Question, _room: Classroom | None) -> tuple[str, str]:
    printed = question.claim
    assert printed is not None  # the reader of the lesson has seen to it
    claim = Claim(
        row=1,
        claim="",
        source="",
        place="",
        period="",
        kpi=printed.kpi,
        kind=ClaimKind(printed.kind),
        numerator=printed.numerator,
        denominator=printed.denominator,
        relation=Relation.EQUAL,
        reported=printed.reported,
        unit=printed.unit,
        figure=parse_figure(printed.reported, printed.unit),
    )
    finding = check_claim(claim, shipped())
    return finding.verdict.label, finding.reason


def _verdict(question: Question, room: Classroom | None) -> tuple[str, str]:
    engine, kpi_id = _engine(room), question.kpi or ""
    root = engine.unit(None).id
    board = engine.board(root, question.period or "", _as_of(room), [kpi_id], units=[])
    judgement = board.judgements.get((kpi_id, root, question.change))
    if judgement is None:
        change = board.changes.get((kpi_id, root, question.change))
        return "没有可比的", (change.reason if change else None) or "这个期间没有这种比较。"
    return str(judgement.verdict), "".join(filter(None, (judgement.sentence, judgement.note)))


def _figure(question: Question, room: Classroom | None) -> tuple[str, str]:
    engine, kpi_id = _engine(room), question.kpi or ""
    figure = _figures(room, kpi_id, question.period, [])[engine.unit(None).id]
    counts = f"{figure.numerator:,}/{figure.denominator:,}" if figure.denominator else f"{figure.numerator or 0:,}"
    why = "，".join(filter(None, (counts, figure.note or figure.reason)))
    return figure_text(shipped().kpis[kpi_id], figure), f"{why}。"


def _return(question: Question, room: Classroom | None) -> tuple[str, str]:
    """Of the stations whose counts rose most, how many come down in the next period."""
    stations = [unit for unit in _engine(room).units.units.values() if unit.kind == "station"]
    first, second, third = (
        _counts(room, question.kpi or "", period, stations)
        for period in (question.before, question.period, question.after)
    )
    rose = sorted(stations, key=lambda unit: (-(second[unit.id] + 1) / (first[unit.id] + 1), unit.code))[: question.top]
    back = [unit for unit in rose if third[unit.id] < second[unit.id]]
    lines = "；".join(f"{unit.name} {first[unit.id]} → {second[unit.id]} → {third[unit.id]}" for unit in rose)
    if _plan(room).stories:
        return f"{len(back)} 个", f"{lines}。"
    return f"{len(back)} 个", f"{lines}。这个局没有埋故事：三段时间按同样的概率抽出，回落是因为挑的是升得最多的。"


def _planted(question: Question, room: Classroom | None) -> tuple[str, str]:
    plan = _plan(room)
    answers: list[Answer] = [story_answer(plan, story) for story in plan.stories if story.kind == question.story]
    return "；".join(answer.place for answer in answers), "".join(
        f"{answer.description}{answer.done}" for answer in answers
    )


_METHODS: dict[Ask, Method] = {
    Ask.CLAIM: _claim,
    Ask.VERDICT: _verdict,
    Ask.FIGURE: _figure,
    Ask.RETURN: _return,
    Ask.PLANTED: _planted,
}


def _engine(room: Classroom | None) -> Engine:
    assert room is not None  # lesson_key has seen to it
    return room.engine


def _plan(room: Classroom | None) -> Plan:
    assert room is not None
    return room.plan


def _as_of(room: Classroom | None) -> date:
    return _plan(room).as_of


def _figures(room: Classroom | None, kpi: str, period: str | None, units: list[UnitRef]) -> dict[int, Figure]:
    root, ids = _engine(room).unit(None).id, [unit.id for unit in units]
    board = _engine(room).board(root, period or "", _as_of(room), [kpi], units=ids)
    return {unit: board.figures[kpi, unit] for unit in [root, *ids]}


def _counts(room: Classroom | None, kpi: str, period: str | None, units: list[UnitRef]) -> dict[int, int]:
    figures = _figures(room, kpi, period, units)
    return {unit.id: figures[unit.id].numerator or 0 for unit in units}
