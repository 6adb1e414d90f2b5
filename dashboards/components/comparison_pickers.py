"""Pickers of a comparison, kept in the page's address: the KPI, the peer group, and the days compared with."""

from __future__ import annotations

import streamlit as st

from core.board.change_text import label_of
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.types import Board, ChangeKind
from dashboards.components import choices, kpi_picker
from dashboards.i18n.words import comparison as words
from dashboards.queries import boards, comparisons, session, unit_places

KPI, GROUP, CHANGE, FOCUS = "kpi", "group", "change", "unit"
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


def pick_focus() -> int | None:
    """Draw the choice of a county whose stations are compared, where boards compare counties; None for all."""
    tree, counties = session.units(), unit_places.counties()
    if not counties:
        return None
    requested, key = boards.opened(choices.unit_in_address()), f"{KEY}_{FOCUS}"
    names = {tree.root.id: tree.root.name} | counties
    if key not in st.session_state or st.session_state[key] not in names:
        st.session_state[key] = requested if requested in counties else tree.root.id
    picked = int(st.selectbox(words.FOCUS, list(names), format_func=names.__getitem__, key=key, width=190))
    _keep_in_address(FOCUS, str(picked))
    return None if picked == tree.root.id else picked


def pick_group(unit: int | None = None) -> str:
    """Draw the choice of a peer group below a unit and return the one picked, at first that of the address."""
    groups = comparisons.peer_groups(unit)
    requested = st.query_params.get(GROUP)
    if st.session_state.get(f"{KEY}_{GROUP}") not in groups:  # another unit's
        st.session_state.pop(f"{KEY}_{GROUP}", None)
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
