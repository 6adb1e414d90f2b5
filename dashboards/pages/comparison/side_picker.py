"""Picker of the two to four stations side by side: picked, or clicked on the map, and kept in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.store.units import UnitRef
from dashboards.i18n.words import comparison as comparison_words
from dashboards.server.sent_numbers import whole_number

SIDES_KEY = "sides"
_SIDE_KEYS = ("side_a", "side_b", "side_c", "side_d")
_LABELS = (comparison_words.FIRST_UNIT, comparison_words.SECOND_UNIT, comparison_words.THIRD, comparison_words.FOURTH)
_MIN_SIDES = 2


def _requested(stations: Mapping[int, UnitRef]) -> list[int]:
    """Return the stations that the address names, of those that the viewer may see."""
    ids = map(whole_number, str(st.query_params.get(SIDES_KEY, "")).split("."))
    return [unit for unit in dict.fromkeys(ids) if unit in stations]


def _initialise(stations: Mapping[int, UnitRef]) -> None:
    """Pick at first the stations of the address, filled up to two; a pick of another bureau's is no pick."""
    if not all(st.session_state.get(key) in (None, *stations) for key in _SIDE_KEYS):
        for key in _SIDE_KEYS:
            st.session_state.pop(key, None)
    if _SIDE_KEYS[0] not in st.session_state:
        requested = _requested(stations)
        others = (unit for unit in stations if unit not in requested)
        picked = [*requested, *others][: max(_MIN_SIDES, len(requested))]
        for key, unit in zip(_SIDE_KEYS, [*picked, *[None] * len(_SIDE_KEYS)], strict=False):
            st.session_state[key] = unit


def _keep_in_address() -> None:
    picked = [st.session_state.get(key) for key in _SIDE_KEYS]
    st.query_params[SIDES_KEY] = ".".join(str(unit) for unit in picked if unit is not None)


def pick(unit: int) -> None:
    """Set the first side, as a click on the map does."""
    st.session_state[_SIDE_KEYS[0]] = unit
    _keep_in_address()


def first(stations: Mapping[int, UnitRef]) -> UnitRef:
    """Return the first side, which the map marks and an instruction is meant for."""
    _initialise(stations)
    return stations[st.session_state[_SIDE_KEYS[0]]]


def draw(stations: Mapping[int, UnitRef]) -> list[UnitRef]:
    """Draw the choice and return the stations picked, each once."""
    _initialise(stations)

    def unit_name(unit: int) -> str:
        return stations[unit].name

    with st.container(horizontal=True):
        for number, (key, label) in enumerate(zip(_SIDE_KEYS, _LABELS, strict=True)):
            is_required = number < min(_MIN_SIDES, len(stations))
            st.selectbox(
                label,
                list(stations),
                index=0 if is_required else None,
                format_func=unit_name,
                key=key,
                width="stretch",
                placeholder=comparison_words.NONE_PICKED,
                on_change=_keep_in_address,
            )
    picked = dict.fromkeys(st.session_state[key] for key in _SIDE_KEYS if st.session_state[key] is not None)
    return [stations[unit] for unit in picked]
