"""Pickers of a comparison, kept in the page's address: the KPI, the peer group, and the days compared with."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import label_of
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.types import Board, ChangeKind
from dashboards.components import kpi_picker
from dashboards.i18n.words import comparison as words
from dashboards.queries import comparisons

KPI, GROUP, CHANGE = "kpi", "group", "change"
KEY = "comparison"
KINDS: tuple[ChangeKind, ...] = ("yoy", "lunar", "mom", "month")


def pick_kpi(catalogue: Catalogue) -> str:
    """Draw the choice of a KPI and return the one picked, at first that of the address."""
    requested = st.query_params.get(KPI)
    if requested in catalogue.kpis and f"{KEY}_domain" not in st.session_state:
        domain = catalogue.kpis[requested].domain
        st.session_state[f"{KEY}_domain"], st.session_state[f"{KEY}_{domain}"] = domain, requested
    picked = kpi_picker.draw(catalogue, KEY)
    _keep_in_address(KPI, picked)
    return picked


def pick_group() -> str:
    """Draw the choice of a peer group and return the one picked, at first that of the address."""
    groups = comparisons.peer_groups()
    requested = st.query_params.get(GROUP)
    if requested in groups and f"{KEY}_{GROUP}" not in st.session_state:
        st.session_state[f"{KEY}_{GROUP}"] = requested
    picked = str(
        st.selectbox(words.GROUP, list(groups), format_func=groups.__getitem__, key=f"{KEY}_{GROUP}", width=150)
    )
    _keep_in_address(GROUP, picked)
    return picked


def pick_change(board: Board, kpi_id: str, kpi: Kpi) -> ChangeKind:
    """Draw the choice of a comparison (同比, 环比, aligned on 春节) of those on the board; return the one picked."""
    unit = board.units[0].id
    changes = {kind: board.changes[kpi_id, unit, kind] for kind in KINDS if (kpi_id, unit, kind) in board.changes}
    if "month" in changes:  # over this year so far 环比 is 同比 by another name
        changes.pop("mom", None)
    if kpi.basis == "stock":  # a stock, counted at one moment, has no festival days
        changes.pop("lunar", None)
    key = f"{KEY}_{CHANGE}"
    if st.session_state.get(key) not in changes:
        requested = st.query_params.get(CHANGE)
        st.session_state[key] = requested if requested in changes else next(iter(changes))
    st.segmented_control(
        words.CHANGE, list(changes), format_func=lambda kind: label_of(changes[kind]), key=key, required=True
    )
    picked: ChangeKind = st.session_state[key]
    _keep_in_address(CHANGE, picked)
    return picked


def _keep_in_address(name: str, value: str) -> None:
    """Keep a choice in the address. The value that stands there from the beginning is no choice.

    Writing it on arrival would add a step to the browser's history, and its way back would lead here again.
    """
    if name in st.query_params:
        is_changed = st.query_params[name] != value
    else:
        is_changed = st.session_state.setdefault(f"{KEY}_first_{name}", value) != value
    if is_changed:
        st.query_params[name] = value
