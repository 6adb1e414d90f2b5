"""A campaign's lines as tables: all its counts of one unit, and one count of all the stations, in no order of merit."""

from __future__ import annotations

import streamlit as st

from core.catalogue.model import Catalogue
from core.features.campaigns.text import cells, mark_note
from core.features.campaigns.types import CampaignLine, CampaignProgress
from dashboards.components import export, table
from dashboards.i18n.words import campaign as words
from dashboards.queries import database

NUMBERS, IN_ONE_LINE = (1, 2, 3, 4), (5, 6)  # places among the texts of a line


def _cells(first: str, texts: list[str]) -> list[table.Cell]:
    others = [table.text(text, kind="nowrap" if at in IN_ONE_LINE else "") for at, text in enumerate(texts)]
    figures = [table.number(text) if at in NUMBERS else others[at] for at, text in enumerate(texts)]
    return [table.text(first, kind="strong"), *figures[1:]]


def of_unit(progress: CampaignProgress, catalogue: Catalogue, unit: int) -> None:
    """All the counts of one unit, under the headings of the bulletin."""
    rows: list[table.Row] = []
    for heading, kpis in progress.sections:
        for at, kpi in enumerate(kpis):
            texts = cells(catalogue, progress.lines[kpi, unit])
            rows.append({"key": None, "cells": [table.text("" if at else heading), *_cells(texts[0], texts)]})
    table.draw((words.SECTION, *words.HEADS), rows, key="campaign_counts")
    st.caption(mark_note(progress))
    export_rows = [
        [progress.units[0].name, heading, *cells(catalogue, progress.lines[kpi, unit])]
        for heading, kpis in progress.sections
        for kpi in kpis
    ]
    name = words.PROGRESS_FILE.format(zh=progress.zh, day=progress.as_of)
    export.draw(
        export.sheet_of_rows(name, (words.UNIT, words.SECTION, *words.HEADS), export_rows, progress.as_of), "campaign"
    )


def of_stations(progress: CampaignProgress, catalogue: Catalogue) -> None:
    """One count of all the stations, in the order of the units' table."""
    kpi = st.selectbox(
        words.COUNTED, progress.kpis, format_func=lambda one: catalogue.kpis[one].zh, key="campaign_kpi", width=300
    )
    lines = [progress.lines[kpi, unit.id] for unit in progress.units]
    st.caption(words.STATIONS_NOTE)
    rows: list[table.Row] = [{"key": None, "cells": _cells(line.unit.name, cells(catalogue, line))} for line in lines]
    table.draw(words.STATION_HEADS, rows, key="campaign_stations")
    st.caption(mark_note(progress))
    name = words.PROGRESS_FILE.format(zh=f"{progress.zh}-{catalogue.kpis[kpi].zh}", day=progress.as_of)
    export.draw(
        export.sheet_of_rows(name, words.STATION_HEADS, _export_rows(catalogue, lines), progress.as_of),
        "campaign_stations",
    )


def _export_rows(catalogue: Catalogue, lines: list[CampaignLine]) -> list[list[str]]:
    return [[line.unit.name, *cells(catalogue, line)[1:]] for line in lines]


def running() -> list[str]:
    """The campaigns that have dates, the last begun first."""
    dated = {name: campaign for name, campaign in database.catalogue().campaigns.items() if campaign.first is not None}
    return sorted(dated, key=lambda name: str(dated[name].first), reverse=True)
