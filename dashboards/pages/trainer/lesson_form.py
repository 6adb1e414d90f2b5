"""The form in which a trainer writes a lesson: a bureau, then question by question; checked and kept at the end."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboards.i18n.words import lessons as words
from dashboards.i18n.words import trainer as trainer_words
from dashboards.pages.trainer.progress import rerun_with_message
from dashboards.queries import database, demo_bureau, demo_lessons, demo_stories
from dashboards.queries.demo_lessons import LessonError
from dashboards.registry import ENTRIES

_DRAFT = "trainer_lesson_draft"
SHORTEST = 4  # letters of a question
USUAL_POINTS, MOST_POINTS, MOST_TOP, MOST_SEED = 20, 100, 9, 999_999
PERIODS = ("period", "before", "after")
USUAL = {"period": "2026-10", "before": "2026-09", "after": "2026-10"}
WITH_PICK, WITH_TOP, WITH_CHANGE = ("station", "month"), ("return", "stay", "order"), ("verdict", "sentence")
CHANGES = {"yoy": "同比", "mom": "环比", "lunar": "按春节对齐的同比"}


def draw() -> None:
    """Draw the form."""
    with st.expander(words.OWN):
        left, right = st.columns(2)
        name, zh = left.text_input(words.CODE), right.text_input(words.TITLE)
        aim = st.text_input(words.AIM)
        bureau = _bureau()
        questions: list[dict[str, Any]] = st.session_state.setdefault(_DRAFT, [])
        for number, question in enumerate(list(questions), start=1):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{number}. {question['text']}（{question['points']}）")
                if st.button(words.DROP.format(number=number), key=f"drop_{number}"):
                    del questions[number - 1]
                    st.rerun()
        _add(questions, bureau)
        st.caption(words.DRAFT.format(count=len(questions), points=sum(q["points"] for q in questions)))
        st.caption(words.AS_FILE)
        _save(name, zh, aim, bureau)


def _bureau() -> dict[str, Any]:
    size_column, seed_column, day_column = st.columns(3)
    size = size_column.selectbox(
        words.SIZE, demo_bureau.sizes(), format_func=lambda s: trainer_words.SIZES.get(s, s), key="own_size"
    )
    seed = int(seed_column.number_input(words.SEED, 0, MOST_SEED, 1, key="own_seed"))
    as_of: date = day_column.date_input(
        words.AS_OF, value=demo_lessons.usual_day(), format="YYYY-MM-DD", key="own_as_of"
    )
    kinds = demo_stories.kinds()
    stories = st.multiselect(words.STORIES, list(kinds), format_func=lambda kind: kinds[kind].zh, key="own_stories")
    return {"size": size, "seed": seed, "as_of": as_of, "stories": stories}


def _add(questions: list[dict[str, Any]], bureau: dict[str, Any]) -> None:
    kinds, pages = demo_lessons.ask_kinds(), {entry.address: entry.name for entry in ENTRIES}
    with st.container(border=True):
        left, middle, right = st.columns((3, 2, 1))
        ask = left.selectbox(words.ASK, list(kinds), format_func=lambda ask: kinds[ask].zh)
        page = middle.selectbox(
            words.PAGE_CHOICE, list(pages), index=list(pages).index("indicators"), format_func=lambda a: pages[a]
        )
        points = int(right.number_input(words.FULL_POINTS, 1, MOST_POINTS, USUAL_POINTS))
        text = st.text_input(words.TEXT)
        fields = _fields(ask, kinds[ask].needs, bureau)
        if not st.button(words.ADD):
            return
        if len(text.strip()) < SHORTEST:
            st.warning(words.SHORT)
        else:
            questions.append({"text": text, "ask": ask, "points": points, "page": page, **fields})
            st.rerun()


def _fields(ask: str, needs: tuple[str, ...], bureau: dict[str, Any]) -> dict[str, Any]:
    """The fields that a kind of question needs, and those that it may have."""
    fields: dict[str, Any] = {}
    if "kpi" in needs:
        names = demo_lessons.kpi_names()
        fields["kpi"] = st.selectbox(demo_lessons.field_name("kpi"), list(names), format_func=lambda kpi: names[kpi])
    for name in (period for period in PERIODS if period in needs):
        label = demo_lessons.field_name(name)
        fields[name] = st.text_input(label, USUAL[name], help=words.PERIOD_HELP, key=f"own_{name}")
    if "day" in needs:
        fields["day"] = st.date_input(demo_lessons.field_name("day"), value=bureau["as_of"], format="YYYY-MM-DD")
    if "story" in needs:
        kinds = demo_stories.kinds()
        planted = bureau["stories"] or list(kinds)
        fields["story"] = st.selectbox(demo_lessons.field_name("story"), planted, format_func=lambda k: kinds[k].zh)
    if ask in WITH_PICK:
        picks = demo_lessons.picks()
        fields["pick"] = st.selectbox(demo_lessons.field_name("pick"), list(picks), format_func=lambda p: picks[p])
    if ask in WITH_CHANGE:
        fields["change"] = st.selectbox(
            demo_lessons.field_name("change"), list(CHANGES), format_func=lambda change: CHANGES[change]
        )
    if ask in WITH_TOP:
        fields["top"] = int(st.number_input(demo_lessons.field_name("top"), 1, MOST_TOP, 3))
    return fields


def _save(name: str, zh: str, aim: str, bureau: dict[str, Any]) -> None:
    if not st.button(words.SAVE, type="primary"):
        return
    try:
        text = demo_lessons.draft(zh, aim, bureau, st.session_state[_DRAFT])
        demo_lessons.save(database.shown_path(), name, text, {entry.address for entry in ENTRIES})
    except LessonError as error:
        st.error(words.NOT_SAVED)
        st.text(str(error))
        return
    st.session_state[_DRAFT] = []
    rerun_with_message(words.SAVED.format(name=name))
