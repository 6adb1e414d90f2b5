"""Lists that a steward reads: the sources, the trail, the file and its backup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import pandas as pd
import streamlit as st

from core.access.steward_desk import StewardDesk
from core.store.sqlite import StoreError
from core.store.trail import signed_name
from core.time.days import CHINA, minute_text
from dashboards.components import export, frame_table
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import steward as words
from dashboards.queries.steward import backup_file, may_change

LINES = 300  # of the audit
MAX_ROWS_UNSCROLLED, MOST_HEIGHT = 16, 620  # a longer table scrolls in itself, pixels
MOST_FAULTS = 20  # that are shown
_MESSAGE = "steward_said"


def actor(written: str) -> str:
    """Name who did something as people say it: an account by its name, anything else by its kind."""
    written = signed_name(written)
    for kind, label in words.KINDS_OF_ACTOR.items():
        if written.startswith(kind):
            return label + written.removeprefix(kind)
    return words.ACTORS.get(written, written)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], key: str) -> None:
    """A table of text: cells are shown as they are and never as markup."""
    frame = pd.DataFrame([[str(cell) for cell in row] for row in rows], columns=list(heads))
    height: int | Literal["content"] = MOST_HEIGHT if len(rows) > MAX_ROWS_UNSCROLLED else "content"
    with st.container(height=height, border=False, key=f"scroll_{key}"):
        frame_table.draw(frame, key)
    if key in export_words.STEWARD:
        export.draw(export.sheet_of_frame(export_words.STEWARD[key], frame, {}), key)


def rerun_with_message(text: str) -> None:
    """Draw the page anew and show a message on it."""
    st.session_state[_MESSAGE] = text
    st.rerun()


def show_message() -> None:
    """Shows what was to be said."""
    if text := st.session_state.pop(_MESSAGE, ""):
        st.toast(text)


def sources(desk: StewardDesk) -> None:
    """The sources, those that are late first."""
    lines = desk.sources(datetime.now(CHINA).date())
    never = desk.missing_sources()
    if not lines:
        st.info(words.SOURCES_NONE)
    late = sum(line.is_late for line in lines)
    st.text(
        words.SOURCES_SUMMARY.format(
            count=len(lines),
            late=words.SOURCES_LATE.format(count=late) if late else words.SOURCES_IN_TIME,
            never=words.SOURCES_NEVER.format(count=len(never)) if never else "",
        )
    )
    rows: list[tuple[object, ...]] = [
        (
            words.LATE if line.is_late else words.IN_TIME,
            line.age.zh,
            words.ALLOWED.format(days=line.allowed_days),
            line.age.covers_to,
            words.DAYS.format(days=line.age_days),
            minute_text(line.age.loaded_at),
        )
        for line in lines
    ]
    rows += [
        (words.NEVER, source.zh, words.ALLOWED.format(days=source.allowed_days), *[words.NOTHING] * 3)
        for source in never
    ]
    table(words.SOURCE_HEADS, rows, "sources")
    st.caption(words.SOURCES_NOTE)


def trail(desk: StewardDesk) -> None:
    """The audit's newest lines, all or of one kind."""
    options = [words.TRAIL_ALL, *words.ACTIONS.values()]
    picked = st.selectbox(words.TRAIL_PICK, options, key="trail_action", width=260)
    action = next((name for name, zh in words.ACTIONS.items() if zh == picked), None)
    rows = [
        (
            minute_text(line.at),
            actor(line.actor),
            words.ACTIONS.get(line.action, line.action),
            line.detail,
            line.data_version,
        )
        for line in desk.trail(LINES, action)
    ]
    table(words.TRAIL_HEADS, rows, "trail")
    st.caption(words.TRAIL_NOTE.format(count=LINES))
    if st.button(words.TRAIL_VERIFY, key="trail_verify"):
        faults = desk.trail_faults()
        if faults:
            st.error("\n\n".join(faults[:MOST_FAULTS]))
        else:
            st.success(words.TRAIL_WHOLE)


def health(desk: StewardDesk) -> None:
    """The file, its versions, and a backup on demand."""
    health = desk.health()
    rows = [
        (words.FILE, health.path.name),
        (words.SIZE, words.MEGABYTES.format(size=health.bytes / 2**20)),
        (words.VERSION, health.data_version),
        (words.SQLITE, health.sqlite),
        (words.COUNTS, f"{health.accounts} / {health.live_sessions}"),
    ]
    table(words.HEALTH_HEADS, rows, "health")
    st.caption(words.BACK_UP_NOTE.format(folder=words.FOLDER))
    if st.button(words.BACK_UP, key="back_up", disabled=not may_change()):
        try:
            with st.spinner(words.BACKING_UP):
                backup = desk.back_up(backup_file())
        except (StoreError, OSError) as error:
            st.error(str(error))
            return
        st.success(
            words.BACKED_UP.format(
                name=backup.path.name, size=backup.size / 2**20, version=backup.data_version, sha256=backup.sha256
            )
        )
