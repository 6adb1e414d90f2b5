"""Choices that go along from page to page: the unit, the period and the group of peers, by their names in the address.

A link to a page carries those that the page understands, so that its address says what it shows from the beginning:
writing them on arrival would add a step to the browser's history, and its way back would lead here again.
"""

from __future__ import annotations

import streamlit as st

from dashboards.components.markdown import escape_markdown
from dashboards.queries import pages, session
from dashboards.registry import CARRIED, Choice, PageEntry
from dashboards.server.sent_numbers import whole_number

_KEPT = "kept_choice_{name}"


def note(entry: PageEntry) -> None:
    """Keep what the address of a page says of its choices.

    An address without a unit or a group shows all of them. Without a period it takes that of the page before.
    """
    for choice in set(entry.choices) & set(CARRIED):
        value = st.query_params.get(choice, "")
        if _is_known(choice, value):
            keep(choice, value)
        elif choice is not Choice.PERIOD:
            st.session_state.pop(_KEPT.format(name=choice), None)


def kept(choice: Choice) -> str:
    """Return what was last chosen on any page; empty for nothing."""
    return str(st.session_state.get(_KEPT.format(name=choice), ""))


def keep(choice: Choice, value: str) -> None:
    """Keep what is shown for the pages that follow."""
    st.session_state[_KEPT.format(name=choice)] = value


def names(entry: PageEntry) -> list[str]:
    """Return the names of the choices that a page understands and that go along."""
    return [choice.value for choice in CARRIED if choice in entry.choices]


def carried(entry: PageEntry) -> dict[str, str]:
    """Return the parameters that a link to a page carries."""
    return {choice.value: kept(choice) for choice in CARRIED if choice in entry.choices and kept(choice)}


def draw_link(address: str, label: str, **params: str) -> None:
    """Draw a link to a page with the choices that go along, and further parameters. The label is text, not markup."""
    entry = pages.page_of(address)
    st.page_link(entry.file, label=escape_markdown(label), query_params=carried(entry) | params)


def unit_in_address() -> int | None:
    """Return the unit that the address names, if the viewer may see it."""
    text = st.query_params.get(Choice.UNIT, "")
    return int(text) if _is_known(Choice.UNIT, text) else None


def station_in_address() -> int | None:
    """Return the station that the address names, or in which the named community lies; None for any other unit."""
    units = session.units().units
    unit = units.get(choice) if (choice := unit_in_address()) is not None else None
    while unit is not None and unit.kind != "station":
        unit = units.get(unit.parent) if unit.parent is not None else None
    return None if unit is None else unit.id


def _is_known(choice: Choice, value: str) -> bool:
    """Return False for no value at all, and for a unit that is none of the viewer's."""
    if choice is not Choice.UNIT:
        return bool(value)
    number = whole_number(value)
    return bool(number) and number in session.units().units
