"""What a class shows of a bureau: figures of the engine that a question is about, and never its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from core.engine import Engine
from core.metrics.display import figure_text
from core.store.open import open_store
from core.time.days import day_number, first_second
from seed.classes.ask import asked_questions, fits
from seed.classes.model import AskedQuestion, ClassError, StoredKey
from seed.lessons.classroom import Classroom
from seed.lessons.lesson_model import Bureau, Lesson, LessonText
from seed.lessons.question import Ask, Pick, Question
from seed.plan_store import stored_plan

RATE, COUNT = "dispute_resolution_rate", "alerts_valid"


@pytest.fixture(scope="module")
def room(demo_db: Path) -> Iterator[Classroom]:
    with closing(open_store(demo_db, read_only=True)) as store:
        yield Classroom(Engine(store), stored_plan(store))


def asked(room: Classroom, ask: Ask, kpi: str | None = COUNT, **more: Any) -> AskedQuestion:
    fields = {"kpi": kpi, "period": "ytd", **more}
    question = Question.model_validate(
        {"text": "这一问是什么？", "ask": ask, "points": 10, "page": "indicators", **fields}
    )
    (found,) = asked_questions(lesson_of(room, question), room)
    return found


def lesson_of(room: Classroom, question: Question) -> Lesson:
    bureau = Bureau(size=room.plan.size, seed=1, as_of=room.plan.as_of)  # type: ignore[arg-type]
    return Lesson("own", LessonText(zh="一课", aim="试试", bureau=bureau, questions=(question,)))


def cells(found: AskedQuestion) -> list[str]:
    return [cell for exhibit in found.question.exhibits for row in exhibit.rows for cell in row]


@pytest.mark.parametrize("kpi", [RATE, COUNT])
def test_a_verdict_is_asked_with_both_periods_and_the_months_behind_them(room: Classroom, kpi: str) -> None:
    found = asked(room, Ask.VERDICT, kpi)
    table, months = found.question.exhibits
    board = room.board(found.line.question)
    change = board.changes[kpi, room.bureau.id, "yoy"]
    shown = room.engine.catalogue.kpis[kpi]
    assert [row[-1] for row in table.rows] == [
        figure_text(shown, board.figures[kpi, room.bureau.id]),
        figure_text(shown, change.base_figure),
    ]
    assert 12 <= len(months.rows) <= 24
    assert fromstring(months.svg).tag.endswith("svg") and "var(--fj-" in months.svg
    text = found.question.model_dump_json(exclude={"options"})
    assert not any(option in text for option in found.line.options)


def test_a_figure_is_asked_by_what_it_is_made_of(room: Classroom) -> None:
    rate = asked(room, Ask.FIGURE, RATE)
    ((_, numerator, denominator),) = rate.question.exhibits[0].rows
    exact = room.figure(rate.line.question)[1].exact
    assert exact is not None and int(numerator.replace(",", "")) / int(denominator.replace(",", "")) == float(exact)
    count = asked(room, Ask.FIGURE)
    parts = [int(row[1].removesuffix(" 起").replace(",", "")) for row in count.question.exhibits[0].rows]
    assert sum(parts) == count.line.number and count.question.unit == "起"
    for found in (rate, count):
        assert found.line.answer not in cells(found)


def test_a_forecast_is_asked_without_the_period_that_answers_it(room: Classroom) -> None:
    periods = {"before": "2026-07", "period": "2026-08", "after": "2026-09"}
    returned = asked(room, Ask.RETURN, **periods)
    stayed = asked(room, Ask.STAY, **{**periods, "before": None})
    for found in (returned, stayed):
        text = found.question.model_dump_json()
        assert found.question.exhibits and "2026-08" in text and "2026-09" not in text


@pytest.mark.parametrize(("ask", "kpi"), [(Ask.REVERSAL, RATE), (Ask.AVERAGE, RATE)])
def test_parts_are_shown_where_the_whole_is_asked(room: Classroom, ask: Ask, kpi: str) -> None:
    found = asked(room, ask, kpi)
    assert [row[0] for row in found.question.exhibits[0].rows] == [unit.name for unit in room.stations]
    assert not any(option in cells(found) for option in found.line.options)


@pytest.mark.parametrize(
    ("ask", "more"),
    [
        (Ask.STATION, {}),
        (Ask.STATION, {"pick": Pick.ABOVE}),
        (Ask.STATION, {"pick": Pick.HIGHEST_RATE}),
        (Ask.ORDER, {}),
        (Ask.MONTH, {}),
        (Ask.SENTENCE, {}),
        (Ask.STRAYS, {}),
        (Ask.SKEW, {}),
        (Ask.RANGE, {"day": date(2026, 10, 24)}),
        (Ask.TEXT, {}),
    ],
)
def test_every_kind_of_question_can_be_asked_and_its_key_is_kept_whole(
    room: Classroom, ask: Ask, more: dict[str, Any]
) -> None:
    found = asked(room, ask, **more)
    assert found.question.options == found.line.options
    assert StoredKey.model_validate_json(StoredKey.of(found.line).model_dump_json()).line() == found.line
    assert found.question.form is found.line.form


def test_figures_beside_a_question_are_every_stations(room: Classroom) -> None:
    found = asked(room, Ask.STRAYS, None, beside=(RATE, COUNT))
    rate, count = found.question.exhibits[-2:]
    assert (rate.title, count.title) == ("各所矛盾纠纷化解率，今年以来", "各所有效警情，今年以来")
    assert [row[0] for row in count.rows] == [unit.name for unit in room.stations]
    assert found.question.page == "indicators"  # its period is that of the figures beside it


def test_a_day_is_asked_beside_the_same_days_before(room: Classroom) -> None:
    found = asked(room, Ask.RANGE, day=date(2026, 10, 24))
    rows = found.question.exhibits[0].rows
    assert [row[0] for row in rows[:2]] == ["2026-10-24", "2026-10-17"] and len(rows) == 9
    (count,) = room.engine.store.conn.execute(
        "SELECT count(*) FROM fact_alert WHERE class <> 'invalid' AND occurred_at >= ? AND occurred_at < ?",
        [first_second(day_number(date(2026, 10, 24))), first_second(day_number(date(2026, 10, 25)))],
    ).fetchone()
    assert rows[0][1] == f"{count} 起"


def test_a_lesson_fits_its_own_bureau_alone(room: Classroom) -> None:
    question = Question(text="这一问是什么？", ask=Ask.FIGURE, points=10, page="indicators", kpi=COUNT, period="ytd")
    lesson = lesson_of(room, question)
    assert fits(lesson, room.plan)
    other = lesson.text.model_copy(update={"bureau": lesson.text.bureau.model_copy(update={"size": "county"})})
    assert not fits(Lesson("own", other), room.plan)
    with pytest.raises(ClassError, match="先造一个"):
        asked_questions(Lesson("own", other), room)
