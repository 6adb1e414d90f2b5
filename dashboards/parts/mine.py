"""An officer's own figures, each beside the middle half of one's colleagues: never an order of names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from core.access.roles import Role
from core.engine.answers import DueDispute, OfficerFigure
from core.engine.people import SAME_POST
from dashboards import data, words
from dashboards.parts import take_away
from dashboards.parts.component import component
from dashboards.sign_in import stage, who
from dashboards.words import take_away as own

_render = component("mine")


def whose(as_of: date) -> str | None:
    """The officer whose figures are shown: oneself, or one picked of a station's; None if there is nobody."""
    viewer = who.required()
    played = stage.is_played(viewer) and viewer.scope.role is Role.OFFICER
    shown = stage.cast(as_of) if played else {one[0]: " · ".join(one) for one in data.officers(as_of)}
    if len(shown) < 2:
        return next(iter(shown), None)
    label = words.OFFICER_PICK if played else words.OFFICER_OF_STATION
    return str(st.selectbox(label, list(shown), format_func=shown.__getitem__, key=stage.OFFICER, width=360))


def draw(figures: Sequence[OfficerFigure]) -> None:
    """Draws one strip a figure: the grey band is the middle half, the mark is oneself."""
    _render(key="mine", data={"cards": [card(one) for one in figures]})


def card(one: OfficerFigure) -> dict[str, Any]:
    """One figure as data. Among mixed posts no band begins at 0: those whose post does no such work would make it."""
    shown: dict[str, Any] = {"zh": one.zh, "unit": one.unit, "own": one.own, "low": None, "high": None}
    if one.group != SAME_POST and one.low == 0:
        return shown | {"band": words.MIXED_POSTS.format(group=one.group, officers=one.officers)}
    band = words.band(one.low, one.high, one.unit, one.officers, one.group)
    return shown | {"low": one.low, "high": one.high, "band": band}


def disputes(due: Sequence[DueDispute]) -> None:
    """The open disputes that one answers for, with their due dates."""
    names = words.DISPUTE_COLUMNS
    rows = [
        {
            names["id"]: one.id,
            names["kind"]: one.kind,
            names["reported"]: one.reported,
            names["due"]: one.due,
            names["state"]: words.due_text(one.overdue),
            names["key"]: words.KEY_DISPUTE if one.key else "",
        }
        for one in due
    ]
    if rows:
        table = pd.DataFrame(rows)
        st.dataframe(table, hide_index=True, placeholder=words.NO_DATA)
        take_away.draw(take_away.frame(own.DISPUTES, table, {}), "own_disputes", on_paper=True)
    else:
        st.info(words.NO_DISPUTES)
