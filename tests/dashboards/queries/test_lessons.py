"""Lessons for the trainer: what the form writes is a file that can be read, and a key comes with its bureau."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.store.open import open_store
from core.store.trail import trail_lines
from dashboards.queries import demo_lessons
from dashboards.queries.demo_lessons import LessonError
from dashboards.registry import ENTRIES
from seed.lessons.lesson import lessons, parse_lesson
from seed.lessons.question import RULES, Ask
from seed.lessons.write_lesson import lesson_toml
from tests.support.small_files import largest_file

PAGES = {entry.address for entry in ENTRIES}
BUREAU: dict[str, Any] = {"size": "small", "seed": 4, "as_of": date(2026, 10, 31), "stories": ["doubled"]}
FIGURE = {"text": "十月有几起？", "ask": "figure", "points": 60, "page": "indicators", "kpi": "alerts_total"}
QUESTIONS: list[dict[str, Any]] = [
    FIGURE | {"period": "2026-10"},
    {"text": "哪个所的“警情”重了？", "ask": "planted", "points": 40, "page": "signals", "story": "doubled"},
]


def test_every_lesson_is_read_as_it_was_written() -> None:
    for name, lesson in lessons().items():
        assert parse_lesson(name, lesson_toml(lesson.text), PAGES).text == lesson.text, name


def test_a_new_lesson_ends_on_the_day_of_most_shipped_ones() -> None:
    assert demo_lessons.usual_day() == BUREAU["as_of"]


def test_a_lesson_of_the_form_is_kept_beside_the_database_and_offered(tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    text = demo_lessons.draft("我的课", "看看", BUREAU, QUESTIONS)
    saved = demo_lessons.save(database, "我的课", text, PAGES)
    assert [question.text for question in saved.text.questions] == [question["text"] for question in QUESTIONS]
    offered = demo_lessons.all_lessons(database)
    assert list(offered)[-1] == "我的课" and set(offered) == {*lessons(), "我的课"}
    assert next(iter(offered.values())).text.bureau.size == "small"
    assert demo_lessons.is_own("我的课") and not demo_lessons.is_own("spring")
    demo_lessons.delete(database, "我的课")
    assert set(demo_lessons.all_lessons(database)) == set(lessons())


def test_a_lesson_that_finds_no_room_stays_as_it_was(tmp_path: Path) -> None:
    database, text = tmp_path / "demo.db", demo_lessons.draft("我的课", "看看", BUREAU, QUESTIONS)
    demo_lessons.save(database, "我的课", text, PAGES)
    with largest_file(50), pytest.raises(LessonError, match=r"我的课\.toml：文件超过了系统允许的大小，请"):
        demo_lessons.save(database, "我的课", text.replace("看看", "再看看"), PAGES)
    assert demo_lessons.all_lessons(database)["我的课"].text.aim == "看看"


@pytest.mark.parametrize("name", ["../上面", "a/b", "", "spring", "长" * 41])
def test_a_lesson_has_a_name_of_its_own_that_is_no_path(name: str, tmp_path: Path) -> None:
    text = demo_lessons.draft("我的课", "看看", BUREAU, QUESTIONS)
    with pytest.raises(LessonError, match="编号"):
        demo_lessons.save(tmp_path / "demo.db", name, text, PAGES)
    assert not list(tmp_path.rglob("*.toml"))


def test_what_is_missing_in_the_form_is_named(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="questions 一个也没有"):
        demo_lessons.draft("我的课", "看看", BUREAU, [])
    text = demo_lessons.draft("我的课", "看看", BUREAU, [FIGURE])
    with pytest.raises(LessonError, match="第 1 问 period（期间）缺少"):
        demo_lessons.save(tmp_path / "demo.db", "我的课", text, PAGES)


def test_a_file_that_does_not_fit_is_named_and_not_offered(tmp_path: Path) -> None:
    folder = tmp_path / demo_lessons.FOLDER
    folder.mkdir()
    (folder / "坏的.toml").write_text('zh = "坏的"', "utf-8")
    assert set(demo_lessons.all_lessons(tmp_path / "demo.db")) == set(lessons())
    assert any(fault.startswith("坏的：aim") for fault in demo_lessons.unfit(tmp_path / "demo.db"))


def test_the_form_offers_every_kind_of_question_but_the_printed_figure() -> None:
    assert set(demo_lessons.ask_kinds()) == {ask.value for ask in RULES} - {Ask.CLAIM.value}


@pytest.mark.slow
def test_the_bureau_of_a_lesson_is_made_once_and_has_its_key(demo_db: Path, tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    lesson = parse_lesson("我的课", demo_lessons.draft("我的课", "看看", BUREAU, QUESTIONS), PAGES)
    with pytest.raises(LessonError, match="不是"):
        demo_lessons.key(demo_db, lesson)
    file = demo_lessons.make_bureau(database, lesson, lambda _step, _done: None)
    made_at = file.stat().st_mtime_ns
    assert demo_lessons.make_bureau(database, lesson, lambda _step, _done: None) == file
    assert file.stat().st_mtime_ns == made_at
    assert demo_lessons.stands(file, lesson) and not demo_lessons.stands(demo_db, lesson)
    figure, planted = demo_lessons.key(file, lesson)
    assert figure.answer.endswith("起") and planted.answer in planted.options
    demo_lessons.note_opened(file, lesson, "教官")
    with closing(open_store(file, read_only=True)) as store:
        assert any(line.action == "answer" and "我的课" in line.detail for line in trail_lines(store.conn, 3))
