"""Follow-up of an instruction: how its figure has moved since it was filed."""

from __future__ import annotations

import streamlit as st

from core.features.follow_up.types import FollowUpResult, FollowUpStatus
from core.instructions.model import WatchOutcome
from core.instructions.read import Instruction
from dashboards.i18n.words import instructions as words
from dashboards.queries import instructions


def verdict(outcome: WatchOutcome) -> str:
    """The verdict with its shape, and the way of a figure that moved or the smallest change that could be told."""
    return f"{words.MARKS[outcome.verdict]} {outcome.label}"


def short_text(watched: FollowUpResult) -> str:
    """In a cell."""
    return (
        words.FOLLOW_UP_STATES[watched.status]
        if watched.effective_outcome is None
        else verdict(watched.effective_outcome)
    )


def lines(outcome: WatchOutcome) -> list[str]:
    """The evidence: the figures, the others, the reason."""
    span = words.WATCH_SPAN if outcome.base else words.WATCH_PLAIN
    texts = [
        span.format(period=outcome.period, after=outcome.after, base=outcome.base, before=outcome.before),
        words.WATCH_CONTEXT.format(beside=outcome.comparison) if outcome.comparison else "",
        words.WATCH_WHY.format(why=outcome.reason),
    ]
    return [line for line in texts if line]


def draw(instruction: Instruction) -> None:
    """Draws how far the watch has come, or what it found; nothing where no figure is watched."""
    watched = instructions.follow_ups([instruction]).get(instruction.number)
    if watched is None or watched.status is FollowUpStatus.NONE or watched.window is None:
        return
    days = {"start": watched.window.start, "end": watched.window.end}
    with st.container(border=True, key="watch"):
        st.caption(words.WATCH)
        if watched.effective_outcome is None:
            waits = words.WATCH_WAITS if watched.status is FollowUpStatus.WAITING else words.WATCH_RUNS
            st.text(waits.format(**days, why=watched.waiting_reason))
            return
        st.markdown(f"**{verdict(watched.effective_outcome)}**")
        st.text("\n".join(lines(watched.effective_outcome)))
        st.caption(words.WATCH_CAVEAT)
        if watched.sealed and watched.outcome and watched.outcome.verdict is not watched.sealed.verdict:
            now = watched.outcome
            st.caption(words.WATCH_SEALED.format(verdict=now.verdict.label, why=now.reason))
