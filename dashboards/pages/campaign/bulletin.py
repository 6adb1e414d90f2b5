"""战报: a bulletin on the screen as it will be printed, and as files."""

from __future__ import annotations

from collections import Counter
from typing import cast

import streamlit as st

from core.audit.audit import audit
from core.audit.claim import read_claims
from core.catalogue.model import Catalogue
from core.export import Sheet
from core.features.campaigns import document
from core.features.campaigns.bulletin import Bulletin, BulletinKind
from core.features.campaigns.text import figure_with_counts, status_text, target_text, value_text
from core.features.campaigns.types import CampaignProgress
from core.metrics.reporting_period import PeriodError
from dashboards.components import docket_stations as docket_station
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n.words import campaign as words
from dashboards.queries import campaigns


def draw(name: str, found: CampaignProgress, catalogue: Catalogue) -> None:
    """The choice of a bulletin, the bulletin, and the ways to take it along."""
    assert found.window is not None  # drawn of a campaign that has begun
    with st.container(key="take_bulletin_choice", horizontal=True, vertical_alignment="bottom"):
        kind = cast(
            BulletinKind,
            st.segmented_control(
                words.KIND, list(words.KINDS), format_func=words.KINDS.__getitem__, default="day", required=True,
                key="bulletin_kind",
            ),
        )  # fmt: skip
        last = min(found.as_of, found.window.end)
        day = st.date_input(
            words.DAY, last, min_value=found.window.start, max_value=last, format="YYYY-MM-DD", key="bulletin_day",
            width=180,
        )  # fmt: skip
        unit = docket_station.picker("bulletin")
    try:
        shown = campaigns.bulletin(name, kind, unit, day)
    except PeriodError as error:
        st.info(str(error))
        return
    _paper(shown, catalogue)
    _take(shown, catalogue)


def _paper(shown: Bulletin, catalogue: Catalogue) -> None:
    st.markdown(f"### {document.title(shown)}")
    st.text(document.subtitle(shown))
    for heading, text in document.paragraphs(catalogue, shown):
        st.markdown(f"**{heading}**")
        st.text(text)
    if len(shown.progress.units) > 1:
        st.markdown(f"#### {words.STATION_TABLE}")
        _stations(shown, catalogue)
    for text in (*document.remarks(shown), _audited(shown, catalogue)):
        st.caption(text)


def _audited(shown: Bulletin, catalogue: Catalogue) -> str:
    """What the audit of printed figures (勾稽核验) says of the bulletin itself."""
    rows = enumerate([[str(cell) for cell in row] for row in document.claims(catalogue, shown)], 2)
    claims, faults = read_claims(document.CLAIM_HEADS, rows)
    verdicts = Counter(one.verdict for one in audit(claims, catalogue))
    return words.AUDITED.format(all=len(claims) + len(faults), holds=verdicts["holds"])


def _stations(shown: Bulletin, catalogue: Catalogue) -> None:
    """A row a station: of what has a target (of all of it, where nothing has) the bulletin's days, and so far."""
    found = shown.progress
    aimed = [kpi for kpi in found.kpis if found.lines[kpi, found.units[0].id].target is not None] or list(found.kpis)
    rows: list[table.Line] = []
    for unit in found.units[1:]:
        cells = [table.text(unit.name, kind="strong")]
        for name in aimed:
            kpi, item, line = catalogue.kpis[name], shown.items[name, unit.id], found.lines[name, unit.id]
            told = [value_text(kpi, line), target_text(kpi, line) and f"{words.GOAL} {target_text(kpi, line)}"]
            note = "，".join(filter(None, (*told, status_text(line.status))))
            cells.append(table.text(figure_with_counts(kpi, item.figure, item.open_reason), f"{words.SO_FAR} {note}"))
        rows.append({"key": None, "cells": cells})
    table.draw((words.UNIT, *(catalogue.kpis[name].label for name in aimed)), rows, key="bulletin_stations")


def _take(shown: Bulletin, catalogue: Catalogue) -> None:
    title, unit, day = document.title(shown), shown.unit.name, shown.window.end
    name = words.FILE.format(title=title, unit=unit, day=day)
    with st.container(horizontal=True, vertical_alignment="center"):
        heads: Sheet = take_away.sheet(name, document.ROW_HEADS, document.rows(catalogue, shown), shown.progress.as_of)
        take_away.draw(heads, "bulletin")
        with st.container(key="take_print_note"):
            st.caption(words.PRINT_NOTE)
