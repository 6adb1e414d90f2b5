"""Databases and watched folders that are read on a schedule: each one's last run, its outcome, and the next."""

from __future__ import annotations

import streamlit as st

from core.access.steward_desk import StewardDesk
from core.sources.status import DataSourceStatus
from core.time.days import minute_text
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import table


def draw(desk: StewardDesk) -> None:
    """Draw the sources; nothing where there are none, but how to have one."""
    st.markdown(f"### {words.DATA_SOURCES}")
    listed = desk.data_sources()
    if listed:
        table(words.DATA_SOURCE_HEADS, [_row(status) for status in listed], "data_sources")
        for status in listed:
            if status.source.run is not None and status.source.run.error:
                st.error(escape_markdown(f"{status.source.name}：{status.source.run.error}"))
    else:
        st.text(words.DATA_SOURCES_NONE)


def _row(status: DataSourceStatus) -> tuple[str, ...]:
    source, run = status.source, status.source.run
    return (
        words.DATA_SOURCE_STATES[status.state],
        source.name,
        status.what,
        source.rhythm or words.BY_HAND,
        minute_text(run.started_at) if run else words.NOTHING,
        _outcome(status),
        words.NOTHING if source.due_at is None else minute_text(source.due_at),
    )


def _outcome(status: DataSourceStatus) -> str:
    run = status.source.run
    if run is None or run.ended_at is None:
        return words.NOTHING
    if run.error and not run.read:
        return words.REASON_BELOW
    return words.DATA_SOURCE_COUNTS.format(
        read=f"{run.read:,}", new=f"{run.new:,}", changed=f"{run.changed:,}", refused=f"{run.refused:,}"
    )
