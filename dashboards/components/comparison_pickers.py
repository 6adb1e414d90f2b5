"""What the inspector compares, kept in the page's address: the KPI, the peer group, and with which days."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import label_of
from core.catalogue.model import Catalogue, Kpi
from core.metrics.types import Board, ChangeKind
from dashboards.components import desk
from dashboards.i18n.words import comparison as fair
from dashboards.queries import comparisons

KPI, GROUP, CHANGE = "kpi", "group", "change"
KEY = "inspector"
KINDS: tuple[ChangeKind, ...] = ("yoy", "lunar", "mom", "month")


def pick_kpi(catalogue: Catalogue) -> str:
    """The KPI picked, at first that of the address."""
    asked = st.query_params.get(KPI)
    if asked in catalogue.kpis and f"{KEY}_domain" not in st.session_state:
        domain = catalogue.kpis[asked].domain
        st.session_state[f"{KEY}_domain"], st.session_state[f"{KEY}_{domain}"] = domain, asked
    picked = desk.kpi_picker(catalogue, KEY)
    _note(KPI, picked)
    return picked


def pick_group() -> str:
    """The peer group picked, at first that of the address."""
    groups = comparisons.peer_groups()
    asked = st.query_params.get(GROUP)
    if asked in groups and f"{KEY}_{GROUP}" not in st.session_state:
        st.session_state[f"{KEY}_{GROUP}"] = asked
    picked = str(
        st.selectbox(fair.GROUP, list(groups), format_func=groups.__getitem__, key=f"{KEY}_{GROUP}", width=220)
    )
    _note(GROUP, picked)
    return picked


def pick_change(board: Board, kpi_id: str, kpi: Kpi) -> ChangeKind:
    """The comparison picked (同比, 环比, on 春节 aligned), of those that the board holds of this KPI."""
    unit = board.units[0].id
    held = {kind: board.changes[kpi_id, unit, kind] for kind in KINDS if (kpi_id, unit, kind) in board.changes}
    if "month" in held:  # over this year so far 环比 is 同比 by another name
        held.pop("mom", None)
    if kpi.basis == "stock":  # what is counted at one moment has no festival days
        held.pop("lunar", None)
    key = f"{KEY}_{CHANGE}"
    if st.session_state.get(key) not in held:
        asked = st.query_params.get(CHANGE)
        st.session_state[key] = asked if asked in held else next(iter(held))
    st.segmented_control(fair.CHANGE, list(held), format_func=lambda kind: label_of(held[kind]), key=key, required=True)
    picked: ChangeKind = st.session_state[key]
    _note(CHANGE, picked)
    return picked


def _note(name: str, value: str) -> None:
    """Keeps a choice in the address. What stands there from the beginning is no choice.

    Writing it on arrival would add a step to the browser's history, and its way back would lead here again.
    """
    if name in st.query_params:
        changed = st.query_params[name] != value
    else:
        changed = st.session_state.setdefault(f"{KEY}_first_{name}", value) != value
    if changed:
        st.query_params[name] = value
