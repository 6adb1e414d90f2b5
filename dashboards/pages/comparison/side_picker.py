"""Which two to four stations stand side by side: picked, or clicked on the map, and kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.store.units import UnitRef
from dashboards.i18n import words
from dashboards.i18n.words import comparison as fair

SIDES = "sides"
_KEYS = ("side_a", "side_b", "side_c", "side_d")
_LABELS = (words.FIRST_UNIT, words.SECOND_UNIT, fair.THIRD, fair.FOURTH)
_LEAST = 2


def _asked(stations: Mapping[int, UnitRef]) -> list[int]:
    """The stations that the address names, of those that whoever looks may see."""
    named = [int(one) for one in str(st.query_params.get(SIDES, "")).split(".") if one.isdecimal()]
    return [one for one in dict.fromkeys(named) if one in stations]


def _begin(stations: Mapping[int, UnitRef]) -> None:
    """At first the stations of the address, filled up to two; a pick of another bureau's is no pick."""
    if not all(st.session_state.get(key) in (None, *stations) for key in _KEYS):
        for key in _KEYS:
            st.session_state.pop(key, None)
    if _KEYS[0] not in st.session_state:
        asked = _asked(stations)
        filled = [*asked, *(one for one in stations if one not in asked)][: max(_LEAST, len(asked))]
        for key, one in zip(_KEYS, [*filled, *[None] * len(_KEYS)], strict=False):
            st.session_state[key] = one


def _keep() -> None:
    picked = [st.session_state.get(key) for key in _KEYS]
    st.query_params[SIDES] = ".".join(str(one) for one in picked if one is not None)


def pick(unit: int) -> None:
    """A click on the map sets the first of them."""
    st.session_state[_KEYS[0]] = unit
    _keep()


def first(stations: Mapping[int, UnitRef]) -> UnitRef:
    """The first of them, which the map marks and an instruction is meant for."""
    _begin(stations)
    return stations[st.session_state[_KEYS[0]]]


def picker(stations: Mapping[int, UnitRef]) -> list[UnitRef]:
    """Draws the choice and gives the stations picked, each once."""
    _begin(stations)

    def name(unit: int) -> str:
        return stations[unit].name

    with st.container(horizontal=True):
        for number, (key, label) in enumerate(zip(_KEYS, _LABELS, strict=True)):
            must = number < min(_LEAST, len(stations))
            st.selectbox(
                label, list(stations), index=0 if must else None, format_func=name, key=key, width=190,
                placeholder=fair.NONE_PICKED, on_change=_keep,
            )  # fmt: skip
    picked = dict.fromkeys(st.session_state[key] for key in _KEYS if st.session_state[key] is not None)
    return [stations[one] for one in picked]
