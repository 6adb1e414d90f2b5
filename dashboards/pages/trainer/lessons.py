"""Lessons on the trainer's page: one is chosen, its bureau made, and its key shown when it is asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.components import table
from dashboards.i18n.words import lessons as words
from dashboards.i18n.words import trainer as trainer_words
from dashboards.pages.trainer.progress import rerun_with_message, work
from dashboards.queries import boards, database, demo_bureau, demo_lessons, demo_stories
from dashboards.queries.demo_clock import CLOCK_RUNS
from dashboards.queries.demo_lessons import KeyLine, Lesson, LessonError
from dashboards.registry import ENTRIES

_OPEN_KEY = "trainer_open_key"  # the lesson whose key is open


def draw() -> None:
    """Draw the lessons."""
    with st.container(border=True, key="lessons"):
        st.markdown(f"### {words.LESSONS}")
        offered = demo_lessons.all_lessons(database.shown_path())
        name = st.selectbox(
            words.LESSON, list(offered), format_func=lambda name: _name(name, offered[name]), key="lesson_choice"
        )
        if faults := demo_lessons.unfit(database.shown_path()):
            st.warning(words.UNFIT)
            st.text("\n".join(faults))
        lesson = offered[name]
        st.text(lesson.text.aim)
        st.caption(_bureau_text(lesson))
        _questions(lesson)
        _bureau_and_key(name, lesson)
        if demo_lessons.is_own(name) and st.button(words.DELETE_LESSON):
            demo_lessons.delete(database.shown_path(), name)
            rerun_with_message(words.LESSON_DELETED.format(name=name))


def _name(name: str, lesson: Lesson) -> str:
    return words.OWN_MARK.format(zh=lesson.text.zh) if demo_lessons.is_own(name) else lesson.text.zh


def _bureau_text(lesson: Lesson) -> str:
    bureau, kinds = lesson.text.bureau, demo_stories.kinds()
    stories = "、".join(kinds[wish.kind].zh for wish in lesson.wishes) or words.NO_STORIES
    size = trainer_words.SIZES.get(bureau.size, bureau.size)
    return words.BUREAU.format(size=size, seed=bureau.seed, as_of=bureau.as_of, stories=stories)


def _questions(lesson: Lesson) -> None:
    names = {entry.address: entry.name for entry in ENTRIES}
    rows = [
        table.Row(
            key=None,
            cells=[
                table.number(str(number)),
                table.text(question.text),
                table.text(question.form.label),
                table.number(str(question.points)),
                table.text(names.get(question.page, question.page)),
            ],
        )
        for number, question in enumerate(lesson.text.questions, start=1)
    ]
    heads = (words.NUMBER, words.QUESTION, words.FORM, words.POINTS, words.PAGE)
    table.draw(heads, rows, key="lesson_questions", caption=lesson.text.zh)


def _bureau_and_key(name: str, lesson: Lesson) -> None:
    if not demo_lessons.stands(database.shown_path(), lesson):
        st.text(words.ELSEWHERE)
        _make(lesson)
        return
    st.text(words.STANDS if demo_lessons.needs_bureau(lesson) else words.ANY_BUREAU)
    is_open = st.session_state.get(_OPEN_KEY) == name
    if st.button(words.HIDE_KEY if is_open else words.SHOW_KEY, key="lesson_key", type="primary"):
        st.session_state[_OPEN_KEY] = None if is_open else name
        if not is_open:
            demo_lessons.note_opened(database.shown_path(), lesson, current_user.required().actor)
        st.rerun()
    if is_open:
        _key(lesson)


def _key(lesson: Lesson) -> None:
    try:
        lines = demo_lessons.key(database.shown_path(), lesson)
    except LessonError as error:  # a question that has no answer in this bureau
        st.text(str(error))
        return
    for number, line in enumerate(lines, start=1):
        _line(number, line)


def _line(number: int, line: KeyLine) -> None:
    with st.container(border=True, key=f"key_{number}", gap="small"):
        st.text(f"{number}. {line.question.text}")
        if line.options:
            st.text(words.OPTIONS.format(options=" / ".join(line.options)))
        st.text(words.ANSWER.format(answer=line.answer))
        st.text(line.why)


def _make(lesson: Lesson) -> None:
    if session_store().requires_sign_in():
        st.text(words.GUARDED)
        return
    if not st.button(words.MAKE_BUREAU, type="primary"):
        return
    before = database.shown_path()
    files: list[Path] = []

    def job(progress: demo_bureau.Progress) -> None:
        files.append(demo_lessons.make_bureau(before, lesson, progress))

    if work(trainer_words.WORKING, job):
        CLOCK_RUNS.end(before)
        database.show(files[0])
        rerun_with_message(trainer_words.DONE.format(bureau=database.bureau(), as_of=boards.as_of()))
