"""What the figure of an instruction has done since it was filed."""

from __future__ import annotations

import streamlit as st

from core.features.follow_up.watch import Stand, Watched
from core.instructions.model import VERDICT_NAMES, WatchOutcome
from core.instructions.read import Instruction
from dashboards.i18n.words import instructions as words
from dashboards.queries import instructions


def verdict(outcome: WatchOutcome) -> str:
    """The verdict with its shape, and the way of a figure that moved."""
    way = f"（{outcome.direction}）" if outcome.direction else ""
    return f"{words.MARKS[outcome.verdict]} {VERDICT_NAMES[outcome.verdict]}{way}"


def short(watched: Watched) -> str:
    """In a cell."""
    return words.STANDS[watched.stand] if watched.said is None else verdict(watched.said)


def lines(outcome: WatchOutcome) -> list[str]:
    """The evidence: the figures, the others, the reason."""
    span = words.WATCH_SPAN if outcome.base else words.WATCH_PLAIN
    told = [
        span.format(period=outcome.period, after=outcome.after, base=outcome.base, before=outcome.before),
        words.WATCH_BESIDE.format(beside=outcome.comparison) if outcome.comparison else "",
        words.WATCH_WHY.format(why=outcome.reason),
    ]
    return [line for line in told if line]


def draw(one: Instruction) -> None:
    """Draws how far the watch has come, or what it found; nothing where no figure is watched."""
    watched = instructions.watched([one]).get(one.number)
    if watched is None or watched.stand is Stand.NONE or watched.window is None:
        return
    days = {"start": watched.window.start, "end": watched.window.end}
    with st.container(border=True, key="watch"):
        st.caption(words.WATCH)
        if watched.said is None:
            waits = words.WATCH_WAITS if watched.stand is Stand.WAITING else words.WATCH_RUNS
            st.text(waits.format(**days, why=watched.waits))
            return
        st.markdown(f"**{verdict(watched.said)}**")
        st.text("\n".join(lines(watched.said)))
        st.caption(words.WATCH_CAVEAT)
        if watched.sealed and watched.outcome and watched.outcome.verdict is not watched.sealed.verdict:
            now = watched.outcome
            st.caption(words.WATCH_SEALED.format(verdict=VERDICT_NAMES[now.verdict], why=now.reason))
