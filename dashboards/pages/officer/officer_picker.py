"""Choice of the officer whose page it is: oneself, or one of the station's, or one to play in a demonstration."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.access.roles import Role
from dashboards.auth import current_user, demo_roles
from dashboards.i18n.words import officer as officer_words
from dashboards.queries import officers


def draw(as_of: date) -> str | None:
    """Draw the choice, where there is one, and return the officer; None if there is nobody."""
    viewer = current_user.required()
    is_played = demo_roles.is_demo_role(viewer) and viewer.scope.role is Role.OFFICER
    labels = demo_roles.playable_officers(as_of) if is_played else _serving(as_of)
    if len(labels) < 2:
        return next(iter(labels), None)
    heading = officer_words.OFFICER_PICK if is_played else officer_words.OFFICER_OF_STATION
    picked = st.selectbox(heading, list(labels), format_func=labels.__getitem__, key=demo_roles.OFFICER, width=360)
    return str(picked)


def _serving(as_of: date) -> dict[str, str]:
    return {officer[0]: " · ".join(officer) for officer in officers.serving(as_of)}
