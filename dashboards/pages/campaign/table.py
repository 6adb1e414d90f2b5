"""A campaign's lines as tables: all its counts of one unit, and one count of all the stations, in no order of merit."""

from __future__ import annotations

import streamlit as st

from core.catalogue.model import Catalogue
from core.features.campaigns.text import cells, mark_note
from core.features.campaigns.types import CampaignLine, CampaignProgress
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n.words import campaign as words
from dashboards.queries import database

NUMBERS = (1, 2, 3, 4)


def _cells(first: str, told: list[str]) -> list[table.Cell]:
    rest = [table.number(text) if at in NUMBERS else table.text(text) for at, text in enumerate(told[1:], 1)]
    return [table.text(first, kind="strong"), *rest]


def of_unit(found: CampaignProgress, catalogue: Catalogue, unit: int) -> None:
    """All the counts of one unit, under the headings of the bulletin."""
    rows: list[table.Line] = []
    for heading, kpis in found.sections:
        for at, kpi in enumerate(kpis):
            told = cells(catalogue, found.lines[kpi, unit])
            rows.append({"key": None, "cells": [table.text("" if at else heading), *_cells(told[0], told)]})
    table.draw((words.PART, *words.HEADS), rows, key="campaign_counts")
    st.caption(mark_note(found))
    taken = [
        [found.units[0].name, heading, *cells(catalogue, found.lines[kpi, unit])]
        for heading, kpis in found.sections
        for kpi in kpis
    ]
    name = words.PROGRESS_FILE.format(zh=found.zh, day=found.as_of)
    take_away.draw(take_away.sheet(name, (words.UNIT, words.PART, *words.HEADS), taken, found.as_of), "campaign")


def of_stations(found: CampaignProgress, catalogue: Catalogue) -> None:
    """One count of all the stations, in the order of the units' table."""
    kpi = st.selectbox(
        words.COUNTED, found.kpis, format_func=lambda one: catalogue.kpis[one].zh, key="campaign_kpi", width=300
    )
    lines = [found.lines[kpi, unit.id] for unit in found.units]
    st.caption(words.STATIONS_NOTE)
    rows: list[table.Line] = [{"key": None, "cells": _cells(line.unit.name, cells(catalogue, line))} for line in lines]
    table.draw(words.STATION_HEADS, rows, key="campaign_stations")
    st.caption(mark_note(found))
    name = words.PROGRESS_FILE.format(zh=f"{found.zh}-{catalogue.kpis[kpi].zh}", day=found.as_of)
    take_away.draw(
        take_away.sheet(name, words.STATION_HEADS, _taken(catalogue, lines), found.as_of), "campaign_stations"
    )


def _taken(catalogue: Catalogue, lines: list[CampaignLine]) -> list[list[str]]:
    return [[line.unit.name, *cells(catalogue, line)[1:]] for line in lines]


def running() -> list[str]:
    """The campaigns that have dates, the last begun first."""
    dated = {name: one for name, one in database.catalogue().campaigns.items() if one.first is not None}
    return sorted(dated, key=lambda name: str(dated[name].first), reverse=True)
