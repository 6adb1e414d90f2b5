"""An officer's own figures, each beside the middle half of one's colleagues: never an order of names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from core.access.roles import Role
from core.catalogue.model import Catalogue
from core.features.officers.figures import SAME_POST
from core.metrics.display import rounded_rate
from core.metrics.types import DueDispute, OfficerFigure, Window
from dashboards.auth import current_user, demo_roles
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.components.base import component
from dashboards.i18n import words
from dashboards.i18n.words import export as own
from dashboards.i18n.words import officer as own_words
from dashboards.queries import database, officers

_render = component(__file__)


def whose(as_of: date) -> str | None:
    """The officer whose figures are shown: oneself, or one picked of a station's; None if there is nobody."""
    viewer = current_user.required()
    played = demo_roles.is_demo_role(viewer) and viewer.scope.role is Role.OFFICER
    shown = (
        demo_roles.playable_officers(as_of) if played else {one[0]: " · ".join(one) for one in officers.serving(as_of)}
    )
    if len(shown) < 2:
        return next(iter(shown), None)
    label = words.OFFICER_PICK if played else words.OFFICER_OF_STATION
    return str(st.selectbox(label, list(shown), format_func=shown.__getitem__, key=demo_roles.OFFICER, width=360))


def draw(figures: Sequence[OfficerFigure], window: Window) -> None:
    """Draws one strip a figure: the grey band is the middle half, the mark is oneself."""
    if not any(one.denominator or (one.denominator is None and one.own_count) for one in figures):
        st.info(own_words.NO_FIGURES.format(start=window.start, end=window.end))
    catalogue = database.catalogue()
    cards = [card(one, _help(catalogue, one.measure)) | {"late": _late(one)} for one in figures]
    _render(key="mine", data={"cards": cards, "ask": words.EXPLAIN})


def _help(catalogue: Catalogue, name: str) -> str:
    return catalogue.kpis[name].definition if name in catalogue.kpis else own_words.HELP.get(name, "")


def _late(one: OfficerFigure) -> str:
    """That the records end before the days asked about."""
    return "" if one.covered_until is None else own_words.LATE.format(last=one.covered_until)


def card(one: OfficerFigure, told: str = "") -> dict[str, Any]:
    """One figure as data. Among mixed posts no band begins at 0: those whose post does no such work would make it."""
    if one.denominator is not None:
        return rate_card(one, told)
    shown: dict[str, Any] = {
        "zh": one.zh,
        "unit": one.unit,
        "text": f"{one.own_count:,}",
        "own": one.own_count,
        "help": told,
    }
    shown |= {"low": None, "high": None, "said": "", "mark": True}
    if one.group != SAME_POST and one.peers_low == 0:
        return shown | {"band": words.MIXED_POSTS.format(group=one.group, officers=one.officers)}
    band = words.band(one.peers_low, one.peers_high, one.unit, one.officers, one.group)
    return shown | {"low": one.peers_low, "high": one.peers_high, "band": band}


def rate_card(one: OfficerFigure, told: str) -> dict[str, Any]:
    """A rate as data: both of its counts, its interval, and whether it can be told from the middle half at all."""
    shown: dict[str, Any] = {
        "zh": one.zh,
        "help": told,
        "low": one.peers_low,
        "high": one.peers_high,
        "said": "",
        "mark": False,
    }
    shown["band"] = words.TOO_FEW.format(group=one.group)
    if one.peers_low is not None and one.peers_high is not None:
        low, high = (rounded_rate(value, 0) for value in (one.peers_low, one.peers_high))
        shown["band"] = own_words.MIDDLE_RATE.format(group=one.group, officers=one.officers, low=low, high=high)
    if not one.denominator or one.rate_low is None or one.rate_high is None:
        return shown | {"text": words.NO_DATA, "unit": "", "own": None, "said": own_words.NO_CASES}
    shown |= {
        "text": own_words.OF.format(own=one.own_count, size=one.denominator),
        "unit": "",
        "own": one.own_count / one.denominator,
    }
    shown |= {"mark": True, "least": one.rate_low, "most": one.rate_high}
    shown["said"] = own_words.ENDS.format(least=rounded_rate(one.rate_low, 0), most=rounded_rate(one.rate_high, 0))
    if one.peers_low is not None and one.peers_high is not None:
        same = one.rate_low <= one.peers_high and one.peers_low <= one.rate_high
        shown["band"] += f"，{own_words.SAME if same else own_words.APART}"
    return shown


def disputes(due: Sequence[DueDispute]) -> None:
    """The open disputes that one answers for, with their due dates: three columns, so that a telephone has room."""
    if not due:
        st.info(words.NO_DISPUTES)
        return
    late = sum(one.overdue is not None and one.overdue > 0 for one in due)
    st.text(own_words.DISPUTES_NOTE.format(open=len(due), late=late))
    rows: list[table.Row] = [{"key": None, "cells": _cells(one)} for one in due]
    table.draw(own_words.DISPUTE_HEADS, rows, key="own_disputes")
    names = words.DISPUTE_COLUMNS
    heads = [*names.values(), own_words.LEADER]
    taken = [
        (one.id, one.kind, one.reported, one.due, words.due_text(one.overdue), _key(one), one.leader or "")
        for one in due
    ]
    take_away.draw(take_away.sheet_of_rows(own.DISPUTES, heads, taken), "own_disputes")


def _key(one: DueDispute) -> str:
    return words.KEY_DISPUTE if one.key else ""


def _cells(one: DueDispute) -> list[table.Cell]:
    leader = own_words.LED_BY.format(name=one.leader) if one.leader else ""
    what = "，".join(filter(None, (one.kind, _key(one), leader)))
    mark = own_words.LATE_MARK if one.overdue is not None and one.overdue > 0 else ""
    return [
        table.text(one.id, note=what),
        table.text(str(one.reported), kind="nowrap"),
        table.text(
            words.NO_DATA if one.due is None else str(one.due),
            note=f"{mark}{words.due_text(one.overdue)}",
            kind="nowrap",
        ),
    ]
