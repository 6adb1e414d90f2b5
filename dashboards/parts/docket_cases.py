"""Open cases by stage and station, and the list of those about to run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.engine.docket import STAGES, OpenCase, Stage
from dashboards import data
from dashboards.parts import take_away
from dashboards.words import docket as words
from dashboards.words import take_away as own


def draw(found: Sequence[OpenCase], as_of: date) -> None:
    """Draws the counts by station, then the list."""
    limits = data.catalogue().limits
    states = Counter(one.state for one in found)
    sources = "、".join(dict.fromkeys(limits[stage].source for stage in STAGES))
    st.text(
        words.CASES_NOTE.format(day=as_of, open=len(found), late=states["overdue"], near=states["near"], source=sources)
    )
    if not found:
        st.info(words.NO_CASES)
        return
    names = {unit.id: unit.name for unit in data.units().units.values()}
    st.markdown(f"### {words.BY_STATION}")
    st.dataframe(by_station(found, names), height="content")
    _list(found, names, as_of)


def by_station(found: Sequence[OpenCase], names: dict[int, str]) -> pd.DataFrame:
    """Each station's cases in each stage: run out, about to, open."""
    stations = sorted({one.station for one in found})
    titles = {stage: _stage(stage) for stage in STAGES}
    rows = {
        names[station]: {title: _cell([one for one in found if (one.station, one.stage) == (station, stage)])
                         for stage, title in titles.items()}
        for station in stations
    }  # fmt: skip
    rows[words.TOTAL] = {title: _cell([one for one in found if one.stage == stage]) for stage, title in titles.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(words.CASE_HEADS[1])


def _cell(cases: Sequence[OpenCase]) -> str:
    states = Counter(one.state for one in cases)
    return words.CELL.format(late=states["overdue"], near=states["near"], open=len(cases))


def _stage(stage: Stage) -> str:
    limit = data.catalogue().limits[stage]
    return f"{limit.zh}（{limit.days} 天）"


def _list(found: Sequence[OpenCase], names: dict[int, str], as_of: date) -> None:
    only = st.toggle(words.ONLY_NEAR, True, key="cases_near")
    shown = [one for one in found if not only or one.state != "in_time"]
    if not shown:
        st.info(words.NO_CASES_NEAR)
        return
    rows = [
        (one.id, names[one.station], one.kind, _stage(one.stage), one.since, one.left, words.STATES[one.state])
        for one in shown
    ]
    table = pd.DataFrame(rows, columns=list(words.CASE_HEADS))
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(rows), 520))
    take_away.draw(take_away.frame(own.CASES, table, {}, as_of), "open_cases", on_paper=True)
