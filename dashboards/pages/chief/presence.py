"""Presence of a wall: it reports in at each of its refreshes."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.access.roles import Role
from dashboards.auth import current_user
from dashboards.pages.chief.snapshot import WallView
from dashboards.server.walls import WALLS, WallContent


def report(view: WallView) -> None:
    """Record that this wall is alive, and what it shows."""
    context = get_script_run_ctx()
    if context is None:  # tried out without a browser
        return
    viewer, board = current_user.required(), view.board
    scene = view.catalogue.scenes[view.scene].zh
    content = WallContent(
        viewer.name, scene, view.unit.name, board.label, board.as_of, board.data_version, view.error_age
    )
    WALLS.note_refresh(
        context.session_id,
        content,
        time.time(),
        address=st.context.ip_address or "127.0.0.1",  # it gives none for this machine's own
        browser=st.context.headers.get("User-Agent", ""),
        kiosk=viewer.scope.role is Role.KIOSK,
    )
