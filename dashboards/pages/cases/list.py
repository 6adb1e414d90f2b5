"""Open cases by stage and station, the list of those about to run out, and the steps of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from core.features.dockets.lists import STAGES, OpenCase, Stage
from dashboards.components import case_history as docket_one
from dashboards.components import export as take_away
from dashboards.components import instruction_link as order_link
from dashboards.components import table
from dashboards.i18n import words as common
from dashboards.i18n.words import dockets as words
from dashboards.i18n.words import export as own
from dashboards.queries import database, session


def draw(unit: int, as_of: date) -> None:
    """Draws the counts by station, then the list."""
    limits, found = database.catalogue().limits, session.engine().open_cases(unit, as_of)
    states = Counter(one.state for one in found)
    sources = "、".join(dict.fromkeys(limits[stage].source for stage in STAGES))
    st.text(
        words.CASES_NOTE.format(day=as_of, open=len(found), late=states["overdue"], near=states["near"], source=sources)
    )
    if not found:
        st.info(words.NO_CASES)
        return
    names = {unit.id: unit.name for unit in session.units().units.values()}
    heads = (words.STATION, *map(_stage, STAGES))
    table.draw(heads, by_station(found, names), key="cases_by_station", caption=words.BY_STATION)
    _list(found, names, unit, as_of)


def by_station(found: Sequence[OpenCase], names: dict[int, str]) -> list[table.Line]:
    """Each station's cases in each stage: run out, about to, open; the most run out first, the sum last."""
    link = order_link.ways()

    def late(station: int) -> int:
        return sum(one.station == station and one.state == "overdue" for one in found)

    lines: list[table.Line] = []
    for station in sorted({one.station for one in found}, key=lambda one: (-late(one), one)):
        mine = [one for one in found if one.station == station]
        worst = next((one.stage for one in mine if one.state == "overdue"), None)  # the longest run out comes first
        href = link(f"{worst}_on_time_rate", station) if worst else ""
        lines.append({"key": None, "cells": [docket_one.ordered(table.text(names[station]), href), *_stages(mine)]})
    return [*lines, {"key": None, "cells": [table.text(words.TOTAL, kind="strong"), *_stages(found)]}]


def _stages(cases: Sequence[OpenCase]) -> list[table.Cell]:
    return [table.number(_cell([one for one in cases if one.stage == stage])) for stage in STAGES]


def _cell(cases: Sequence[OpenCase]) -> str:
    states = Counter(one.state for one in cases)
    return words.CELL.format(late=states["overdue"], near=states["near"], open=len(cases))


def _stage(stage: Stage) -> str:
    limit = database.catalogue().limits[stage]
    return f"{limit.zh}（{limit.days} 天）"


def _list(found: Sequence[OpenCase], names: dict[int, str], unit: int, as_of: date) -> None:
    only = st.toggle(words.ONLY_NEAR, True, key="cases_near")
    shown = [one for one in found if not only or one.state != "in_time"]
    if not shown:
        st.info(words.NO_CASES_NEAR)
        return
    if any(one.owner_name is None for one in shown):
        st.caption(words.CASE_NAMES_HIDDEN)
    link = order_link.ways()
    rows = [_line(one, names, _about(link, one)) for one in shown]
    chosen = docket_one.rows_of(words.CASE_HEADS, rows, "cases")
    if chosen is not None:
        docket_one.history(chosen, session.engine().case_history(unit, chosen, as_of))
    filed = [
        (one.id, names[one.station], one.kind, _stage(one.stage), one.since, one.left, words.STATES[one.state],
         one.owner_name)
        for one in shown
    ]  # fmt: skip
    take_away.draw(take_away.sheet(own.CASES, words.CASE_FILE, filed, as_of), "open_cases", on_paper=True)


def _about(link: Callable[[str, int | None], str], one: OpenCase) -> str:
    return order_link.about(link(f"{one.stage}_on_time_rate", one.station), one.id)


def _line(one: OpenCase, names: dict[int, str], href: str) -> table.Line:
    left = (words.LEFT if one.left >= 0 else words.GONE).format(days=abs(one.left))
    state = table.text(words.STATES[one.state], note=left, kind="nowrap")
    cells = [
        table.text(one.id, note=one.kind),
        table.text(names[one.station]),
        table.text(_stage(one.stage)),
        table.text(str(one.since), kind="nowrap"),
        docket_one.ordered(state, href if one.state != "in_time" else ""),
        table.text(one.owner_name or common.NO_DATA),
    ]
    return {"key": one.id, "cells": cells}
