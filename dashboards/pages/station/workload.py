"""How the work lies over a station's people: a box a post and kind of work. Nobody's name, and no order of persons."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.features.stations.types import WorkloadSpread
from core.metrics.display import rounded
from core.metrics.types import Board
from core.store.units import UnitRef
from dashboards.components.base import component
from dashboards.i18n.words import station as words
from dashboards.queries import station

_render = component(__file__)


def draw(unit: UnitRef, board: Board) -> None:
    """Draws a card a post, a line a kind of work; those of too few people are only named."""
    st.markdown(f"### {words.PEOPLE}", help=words.PEOPLE_HELP)
    asked = station.scoped()
    each = asked.may_see_individuals(unit.id) and st.toggle(words.EACH, key="people_each")
    found = station.workload_spreads(unit.id, board, each=each)
    if not found:
        st.info(words.NO_PEOPLE)
        return
    st.caption(words.PEOPLE_NOTE.format(start=board.period.start, end=board.period.end))
    cards, few, idle = _cards(found)
    _render(key="people", data={"cards": cards})
    if idle:
        st.caption(words.PEOPLE_IDLE.format(groups="、".join(idle)))
    if few:
        st.caption(words.PEOPLE_FEW.format(groups="、".join(few)))
    if asked.may_see_individuals(unit.id):
        st.page_link("pages/officer/page.py", label=words.TO_OFFICERS)


def _cards(found: list[WorkloadSpread]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """A card a post that does any of the work, those of too few people, and those that do none of it."""
    by_group: dict[str, list[WorkloadSpread]] = {}
    for one in found:
        by_group.setdefault(one.group, []).append(one)
    cards, few, idle = [], [], []
    for group, lines in by_group.items():
        name = words.PEOPLE_GROUP.format(group=group, many=lines[0].officer_count)
        if lines[0].high is None:
            few.append(name)
        elif done := [line(one) for one in lines if one.high]:
            cards.append({"name": name, "lines": done})
        else:
            idle.append(name)
    return cards, few, idle


def line(one: WorkloadSpread) -> dict[str, Any]:
    """One kind of work as data."""
    low, middle, high = (_amount(value or 0.0) for value in (one.low, one.median, one.high))
    told = words.QUARTILES.format(middle=middle, low=low, high=high, unit=one.unit)
    return {
        "zh": one.zh,
        "low": one.low,
        "middle": one.median,
        "high": one.high,
        "each": list(one.amounts),
        "told": told,
    }


def _amount(value: float) -> str:
    """A quartile: between two people it may lie at a part of one."""
    return rounded(value, 0 if value.is_integer() else 1)
