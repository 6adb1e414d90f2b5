"""The lines of what is new: what is to be handled, then what is good to know."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from core.features.today.older import OlderMatters
from core.features.today.types import TodayLine
from core.store.unit_words import placed_name, whole_word
from dashboards.components import older_answer, todo_list
from dashboards.components.todo_list import TodoLine
from dashboards.i18n.words import older_answers
from dashboards.i18n.words import today as words
from dashboards.queries import session, signals
from dashboards.queries.today import TodayNews

MOST = 60
LOOK_EVERY = 2  # seconds, while the signals are computed
LONGEST_GROUND = 60  # characters of a task


def draw(news: TodayNews) -> None:
    """Draw the lines; nothing where there is nothing."""
    if news.signals_failed:
        st.caption(words.SIGNALS_FAILED)
    elif not news.knows_signals:
        st.caption(words.SIGNALS_PENDING)
        _look_again()
    older_answer.draw(older_answers.SIGNALS, news.signals, signals.bureau_signals)
    to_handle = [line for line in news.lines if line.kind.is_to_handle]
    others = [line for line in news.lines if not line.kind.is_to_handle]
    for name, key, lines in (
        (words.TO_HANDLE, "today_to_handle", to_handle),
        (words.FOR_INFORMATION, "today_rest", others),
    ):
        if lines:
            st.markdown(f"### {name}")
            todo_list.draw([todo_line(line) for line in lines[:MOST]], key, name)
            if len(lines) > MOST:
                st.caption(words.MORE.format(count=len(lines) - MOST))

    if news.older:
        st.markdown(f"### {words.OLDER}")
        todo_list.draw([older_line(matters) for matters in news.older], "today_older", words.OLDER)


def older_line(matters: OlderMatters) -> TodoLine:
    """Return the older matters of a class as one line."""
    shape, tone = words.OLDER_SIGNS[matters.group]
    return TodoLine(
        place=_place(matters.unit),
        shape=shape,
        word=matters.group.label,
        tone=tone,
        text=matters.text,
        ground=matters.total,
        href=matters.page,
        link=words.READ,
    )


def todo_line(line: TodayLine) -> TodoLine:
    """Return a line as it is drawn."""
    ground = line.ground if len(line.ground) <= LONGEST_GROUND else f"{line.ground[:LONGEST_GROUND]}…"
    return TodoLine(
        place=_place(line.unit),
        shape=words.SHAPES[line.kind],
        word=line.kind.label,
        tone=words.TONES.get(line.kind, "none"),
        text=line.text,
        ground=ground,
        href=_href(line.page, line.query),
        link=words.OPEN if line.kind.is_to_handle else words.READ,
    )


def _href(page: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{page}?{urlencode(query)}" if query else page


def _place(unit: int | None) -> str:
    tree = session.units()
    if unit is None or (unit == tree.root.id and tree.root.parent is None and tree.root.kind != "station"):
        return whole_word(tree.root)
    named = tree.units.get(unit)
    return placed_name(tree, named) if named else ""


@st.fragment(run_every=LOOK_EVERY)
def _look_again() -> None:
    """Draw the page again as soon as the signals are there."""
    if signals.bureau_signals() is not None:
        st.rerun(scope="app")
