"""The walls as a table."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import pandas as pd
import streamlit as st

from core.time.days import CHINA
from dashboards import theme
from dashboards.components import export, frame_table
from dashboards.i18n import words
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import walls as wall_words
from dashboards.i18n.words.walls import State
from dashboards.server.walls import Wall

_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def browser_name(agent: str) -> str:
    """A browser's name and number out of what it says of itself."""
    for mark, name in _BROWSERS:
        if version := re.search(re.escape(mark) + r"(\d+)", agent):
            return f"{name} {version[1]}"
    return words.NO_DATA


def row(wall: Wall, now: float) -> tuple[str, ...]:
    """A wall as cells, in the order of the heads."""
    state, content = wall.state(now, theme.REFRESH_SECONDS), wall.content
    state_text = wall_words.STATES[state]
    if content.error_age is not None:
        state_text += f"（{wall_words.OLD_BY.format(age=words.age(content.error_age))}）"
    last = datetime.fromtimestamp(wall.last_seen, CHINA)
    return (
        state_text,
        wall_words.KIOSK.format(name=content.viewer) if wall.kiosk else content.viewer,
        wall.address,
        wall_words.SHOWING.format(scene=content.scene, unit=content.unit, period=content.period),
        f"{content.as_of:%Y-%m-%d}",
        str(content.data_version),
        wall_words.SINCE.format(ago=words.age(now - wall.last_seen), at=last),
        wall_words.REFRESHES.format(count=wall.refreshes, since=datetime.fromtimestamp(wall.first_seen, CHINA)),
        browser_name(wall.browser),
    )


def summary(walls: list[Wall], now: float) -> str:
    """Tell in a sentence how many walls are well and how many are not."""
    states = Counter(wall.state(now, theme.REFRESH_SECONDS) for wall in walls)
    text = wall_words.SUMMARY.format(alive=states[State.ALIVE])
    for state, name in wall_words.PLAIN.items():
        if states[state]:
            text += wall_words.SUMMARY_MORE.format(count=states[state], state=name)
    return text


def draw(walls: list[Wall], now: float) -> None:
    """Draws the table; those that are not well come first."""
    if not walls:
        st.info(wall_words.NONE)
        return
    order = [State.LOST, State.LATE, State.OLD, State.ALIVE, State.CLOSED]
    walls = sorted(walls, key=lambda wall: order.index(wall.state(now, theme.REFRESH_SECONDS)))
    st.markdown(f"### {summary(walls, now)}")
    rows = [row(wall, now) for wall in walls]
    frame_table.draw(pd.DataFrame(rows, columns=list(wall_words.HEADS)), "walls_rows")
    export.draw(export.sheet_of_rows(export_words.WALLS, wall_words.HEADS, rows), "walls")
