"""The spread of the work over a station's people: a box a post and kind of work. No names, and no order of persons."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from core.features.stations.types import WorkloadSpread
from core.metrics.display import rounded_estimate
from core.metrics.types import Board
from core.store.units import UnitRef
from dashboards.components import choices
from dashboards.components.base import component
from dashboards.i18n.words import station as words
from dashboards.queries import station

_render = component(__file__)


def draw(unit: UnitRef, board: Board) -> None:
    """Draw a card a post, a line a kind of work; posts of too few people are only named."""
    st.markdown(f"### {words.PEOPLE}", help=words.PEOPLE_HELP)
    may_see_each = station.scoped().may_see_individuals(unit.id)
    each = may_see_each and st.toggle(words.EACH, key="people_each")
    spreads = station.workload_spreads(unit.id, board, each=each)
    if not spreads:
        st.info(words.NO_PEOPLE)
        return
    st.caption(words.PEOPLE_NOTE.format(start=board.period.start, end=board.period.end))
    posts = _posts(spreads)
    _render(key="people", data={"cards": posts.cards})
    if posts.idle:
        st.caption(words.PEOPLE_IDLE.format(groups="、".join(posts.idle)))
    if posts.too_few:
        st.caption(words.PEOPLE_FEW.format(groups="、".join(posts.too_few)))
    if may_see_each:
        choices.draw_link("officer", words.TO_OFFICERS)


class Posts(NamedTuple):
    """A card a post that does any of the work, the names of posts of too few people, and of those that do none."""

    cards: list[dict[str, Any]]
    too_few: list[str]
    idle: list[str]


def _posts(spreads: list[WorkloadSpread]) -> Posts:
    by_post: dict[str, list[WorkloadSpread]] = {}
    for spread in spreads:
        by_post.setdefault(spread.group, []).append(spread)
    posts = Posts([], [], [])
    for post, post_spreads in by_post.items():
        name = words.PEOPLE_GROUP.format(group=post, many=max(spread.officer_count for spread in post_spreads))
        if all(spread.high is None for spread in post_spreads):
            posts.too_few.append(name)
        elif lines := [line(spread) for spread in post_spreads if spread.high]:
            posts.cards.append({"name": name, "lines": lines})
        else:
            posts.idle.append(name)
    return posts


def line(spread: WorkloadSpread) -> dict[str, Any]:
    """Return one kind of work as data."""
    low, middle, high = (_amount_text(value or 0.0) for value in (spread.low, spread.median, spread.high))
    return {
        "zh": spread.zh,
        "low": spread.low,
        "middle": spread.median,
        "high": spread.high,
        "each": list(spread.amounts),
        "text": words.QUARTILES.format(middle=middle, low=low, high=high, unit=spread.unit),
    }


def _amount_text(value: float) -> str:
    """Return a quartile: between two people it may have a fraction."""
    return rounded_estimate(value, 0 if value.is_integer() else 1)
