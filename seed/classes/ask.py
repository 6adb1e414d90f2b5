"""Makes the questions of a class from a lesson: what everybody may see, with the figures asked about, and the key.

They are worked out when the class is opened and kept: nothing of a class changes while the bureau's time runs on.
"""

from __future__ import annotations

from urllib.parse import urlencode

from seed.bureau import Plan
from seed.classes.exhibits import exhibits
from seed.classes.model import AskedQuestion, ClassError, ClassQuestion
from seed.lessons.classroom import Classroom
from seed.lessons.key import lesson_key, needs_bureau
from seed.lessons.key_line import KeyLine
from seed.lessons.lesson_model import Lesson, LessonError
from seed.lessons.question import RULES, AnswerForm, Ask


def fits(lesson: Lesson, plan: Plan) -> bool:
    """Return True if a lesson can be asked on a bureau: its own by any seed, or one that asks about no bureau."""
    if not needs_bureau(lesson):
        return True
    bureau, stories = lesson.text.bureau, sorted(story.kind for story in plan.stories)
    return (plan.size, plan.as_of, stories) == (bureau.size, bureau.as_of, sorted(wish.kind for wish in lesson.wishes))


def asked_questions(lesson: Lesson, room: Classroom) -> list[AskedQuestion]:
    """Return the questions of a lesson on the bureau that stands there. Raises ClassError (Chinese) if it has none."""
    try:
        lines = lesson_key(lesson, room if needs_bureau(lesson) else None)
    except LessonError as error:
        raise ClassError(str(error)) from error
    return [AskedQuestion(_question(line, room), line) for line in lines]


def _question(line: KeyLine, room: Classroom) -> ClassQuestion:
    asked = line.question
    return ClassQuestion(
        text=asked.text,
        form=line.form,
        points=asked.points,
        page=asked.page + _query(line),
        options=line.options,
        unit=_unit(line, room),
        is_whole=not RULES[asked.ask].needs_bureau,
        exhibits=exhibits(line, room),
    )


def _query(line: KeyLine) -> str:
    """Return what an address says of the KPI and the period, which the pages understand."""
    question = line.question
    is_of_period = "period" in RULES[question.ask].needs  # else it is the period of figures beside the question alone
    chosen = {"kpi": question.kpi, "period": question.period if is_of_period else None}
    named = {name: value for name, value in chosen.items() if value is not None}
    return f"?{urlencode(named)}" if named else ""


def _unit(line: KeyLine, room: Classroom) -> str:
    """Return the unit of a number that is asked for, where its answer is in the KPI's own."""
    if line.form is AnswerForm.NUMBER and line.question.ask is Ask.FIGURE and line.question.kpi is not None:
        return room.engine.catalogue.kpis[line.question.kpi].unit
    return ""
