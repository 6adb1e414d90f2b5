"""Open cases by stage and station, the list of those about to run out, and the steps of one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from core.features.dockets.open_cases import CaseStage, DueState, OpenCase
from dashboards.components import case_history, export, instruction_link, paged_list, table
from dashboards.components.case_limit import days_left, left_text
from dashboards.i18n import words as shared_words
from dashboards.i18n.words import dockets as words
from dashboards.i18n.words import export as export_words
from dashboards.queries import database, dockets, session, unit_places


def draw(unit: int, as_of: date) -> None:
    """Draws the counts by station, then the list."""
    limits, open_cases = database.catalogue().limits, dockets.open_cases(unit, as_of)
    states = Counter(case.state for case in open_cases)
    sources = "、".join(dict.fromkeys(limits[stage].source for stage in CaseStage))
    if not open_cases:
        st.info(words.NO_CASES)
        return
    parts = words.parts_text(states[DueState.OVERDUE], {words.NEAR_PART: states[DueState.NEAR]})
    st.text(words.CASES_NOTE.format(day=as_of, open=len(open_cases), parts=parts, source=sources))
    names = unit_places.full_names(session.engine().station_names(unit, as_of))
    heads = (shared_words.UNIT, *map(_stage, CaseStage))
    caption = words.BY_STATION.format(each=unit_places.each_counted())
    table.draw(heads, by_station(open_cases, names), key="cases_by_station", caption=caption)
    _list(open_cases, names, unit, as_of)


def by_station(open_cases: Sequence[OpenCase], names: dict[int, str]) -> list[table.Row]:
    """Each station's cases in each stage, or each county's of a province; the most run out first, the sum last."""
    link = instruction_link.url_builder()
    counted_at = unit_places.counted_at({case.station for case in open_cases})
    cases_of: dict[int, list[OpenCase]] = defaultdict(list)
    for case in open_cases:
        cases_of[counted_at[case.station]].append(case)
    lines: list[table.Row] = []
    for station, station_cases in sorted(cases_of.items(), key=lambda item: (-_late(item[1]), item[0])):
        # The longest run out comes first.
        worst = next((case.stage for case in station_cases if case.state is DueState.OVERDUE), None)
        is_station = station == station_cases[0].station
        href = link(f"{worst}_on_time_rate", station) if worst and is_station else ""
        lines.append(
            {
                "key": None,
                "cells": [
                    case_history.with_instruction_link(table.text(names[station]), href),
                    *_stages(station_cases),
                ],
            }
        )
    return [*lines, {"key": None, "cells": [table.text(words.TOTAL, kind="strong"), *_stages(open_cases)]}]


def _late(cases: Sequence[OpenCase]) -> int:
    return sum(case.state is DueState.OVERDUE for case in cases)


def _stages(cases: Sequence[OpenCase]) -> list[table.Cell]:
    return [_cell([case for case in cases if case.stage == stage]) for stage in CaseStage]


def _cell(cases: Sequence[OpenCase]) -> table.Cell:
    """Return how many cases are open, and below how many of them are late or nearly, where any are."""
    states = Counter(case.state for case in cases)
    late, near = states[DueState.OVERDUE], states[DueState.NEAR]
    notes = [words.CELL_LATE.format(count=late) if late else "", words.CELL_NEAR.format(count=near) if near else ""]
    return table.Cell(
        text=f"{len(cases):,}", note=" ".join(filter(None, notes)), kind="number late" if late else "number"
    )


def _stage(stage: CaseStage) -> str:
    limit = database.catalogue().limits[stage]
    return f"{limit.zh}（{limit.days} 天）"


def _list(open_cases: Sequence[OpenCase], names: dict[int, str], unit: int, as_of: date) -> None:
    only = st.toggle(words.ONLY_NEAR, True, key="cases_near")
    listed = [case for case in open_cases if not only or case.state is not DueState.IN_TIME]
    if not listed:
        st.info(words.NO_CASES_NEAR)
        return
    if any(case.owner_name is None for case in listed):
        st.caption(words.CASE_NAMES_HIDDEN)
    link = instruction_link.url_builder()
    rows = [_line(case, names, _about(link, case), as_of) for case in paged_list.draw_pager(listed, "cases")]
    chosen = case_history.draw_list(words.CASE_HEADS, rows, "cases")
    if chosen is not None:
        case_history.draw_history(chosen, session.engine().case_history(unit, chosen, as_of))
    filed = [
        (
            case.id,
            names[case.station],
            case.kind,
            _stage(case.stage),
            case.since,
            days_left(case, as_of),
            words.STATES[case.state],
            case.owner_name,
        )
        for case in listed
    ]
    export.draw(export.sheet_of_rows(export_words.CASES, words.CASE_FILE, filed, as_of), "open_cases")


def _about(link: Callable[[str, int | None], str], case: OpenCase) -> str:
    return instruction_link.url_about_record(link(f"{case.stage}_on_time_rate", case.station), case.id)


def _line(case: OpenCase, names: dict[int, str], href: str, as_of: date) -> table.Row:
    kind = "nowrap late" if case.state is DueState.OVERDUE else "nowrap"
    state = table.text(words.STATES[case.state], note=left_text(case, as_of), kind=kind)
    cells = [
        table.text(case.id, note=case.kind),
        table.text(names[case.station]),
        table.text(_stage(case.stage)),
        table.text(str(case.since), kind="nowrap"),
        case_history.with_instruction_link(state, href if case.state is not DueState.IN_TIME else ""),
        table.text(case.owner_name or shared_words.NO_DATA),
    ]
    return {"key": case.id, "cells": cells}
