"""The stories planted in the bureau shown: their answers when they are shown, and planting another."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from core.time.days import minute_text
from dashboards.auth import current_user
from dashboards.i18n.words import trainer as words
from dashboards.pages.trainer.progress import rerun_with_message, work
from dashboards.queries import boards, database, demo_stories
from dashboards.queries.demo_clock import CLOCK_RUNS, LIVE

AHEAD = 7  # days from now to a story that is planted, if nobody says otherwise
LONGEST, STRONGEST = 400, 5000.0
_BEGINS = "trainer_begins"


def draw() -> None:
    """Draw the planted stories, and the form that plants more."""
    with st.container(border=True):
        st.markdown(f"### {words.STORIES}")
        run = CLOCK_RUNS.of(database.shown_path())
        live = run is not None and run.status.state in LIVE
        lines = demo_stories.planted_stories(
            database.shown_path(), count=not live
        )  # while days pass, each would be counted anew
        if not lines:
            st.text(words.NO_STORIES)
        for number, line in enumerate(lines):
            _line(number, line)
        with st.expander(words.PLANT, expanded=True):  # always: one that closes by itself closes under a hand
            _plant()


def _line(number: int, line: demo_stories.PlantedStory) -> None:
    with st.container(key=f"story_{number}", horizontal=True, vertical_alignment="center"):
        st.text(words.STORY.format(number=number + 1), width="content")
        state = words.HIDDEN if line.shown_at is None else words.REVEALED.format(at=minute_text(line.shown_at))
        st.text(state, width="content")
        if line.shown_at is None and st.button(words.REVEAL, key=f"show_{number}", help=words.REVEAL_HELP):
            demo_stories.reveal(database.shown_path(), number, current_user.required().actor)
            st.rerun()
    if line.answer is not None:
        with st.container(key=f"answer_{number}", border=True, gap="small"):
            st.markdown(f"**{line.answer.zh}**")
            for template, text in (
                (words.ANSWER_PLACE, line.answer.place),
                (words.ANSWER_SINCE, line.answer.since),
                (words.ANSWER_PLANTED, line.answer.description),
                (words.ANSWER_DONE, line.answer.done or words.NOT_COUNTED),
                (words.ANSWER_SEE, line.answer.see),
                (words.ANSWER_KPIS, "、".join(line.answer.kpis)),
            ):
                st.text(template.format(text=text))


def _plant() -> None:
    offered = demo_stories.kinds()
    kind = st.selectbox(words.KIND, list(offered), format_func=lambda name: offered[name].zh)
    offer, places = offered[kind], demo_stories.places(database.shown_path(), kind)
    unit = st.selectbox(words.PLACE, [None, *places], format_func=lambda code: places.get(code, words.ANY_PLACE))
    st.session_state.setdefault(_BEGINS, boards.as_of() + timedelta(days=AHEAD))
    line = st.container(horizontal=True, vertical_alignment="bottom")
    start = line.date_input(words.BEGINS, key=_BEGINS, format="YYYY-MM-DD", help=words.LATER)
    days = line.number_input(
        words.LASTS, 1, LONGEST, value=None, placeholder=str(offer.days), help=words.BY_DEFAULT.format(days=offer.days)
    )
    fits = words.STRENGTH_FITS if offer.strength is None else words.STRENGTH_DEFAULT.format(strength=offer.strength)
    usual = words.STRENGTH_OPEN if offer.strength is None else f"{offer.strength:g}"
    strength = line.number_input(
        words.STRENGTH.format(measure=offer.measure), 0.0, STRONGEST, value=None, placeholder=usual, help=fits
    )
    if st.button(words.PLANT_BUTTON, type="primary"):
        _plant_now(kind, unit, start, None if days is None else int(days), strength)


def _plant_now(kind: str, unit: str | None, start: date, days: int | None, strength: float | None) -> None:
    actor, planted = current_user.required().actor, [0]

    def job(_progress: object) -> None:
        planted[0] = demo_stories.plant(database.shown_path(), kind, unit, start, days, strength, actor)

    if work(words.WORKING, job):
        rerun_with_message(words.PLANTED.format(number=planted[0]))
