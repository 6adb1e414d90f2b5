"""战报: a bulletin on the screen as it will be printed, and as files."""

from __future__ import annotations

from collections import Counter
from typing import cast

import streamlit as st

from core.audit.audit import audit
from core.audit.claim import read_claims
from core.audit.finding import AuditVerdict
from core.catalogue.model import Catalogue
from core.export import Sheet
from core.features.campaigns import document
from core.features.campaigns.bulletin import Bulletin, BulletinKind
from core.features.campaigns.text import figure_with_counts, status_text, target_text, value_text
from core.features.campaigns.types import CampaignProgress
from core.metrics.reporting_period import PeriodError
from dashboards.components import export, station_picker, table
from dashboards.i18n.words import campaign as words
from dashboards.queries import campaigns


def draw(name: str, progress: CampaignProgress, catalogue: Catalogue) -> None:
    """The choice of a bulletin, the bulletin, and the ways to take it along."""
    assert progress.window is not None  # drawn of a campaign that has begun
    with st.container(key="take_bulletin_choice", horizontal=True, vertical_alignment="bottom"):
        kind = cast(
            BulletinKind,
            st.segmented_control(
                words.KIND,
                list(words.KINDS),
                format_func=words.KINDS.__getitem__,
                default="day",
                required=True,
                key="bulletin_kind",
            ),
        )
        last = min(progress.as_of, progress.window.end)
        day = st.date_input(
            words.DAY,
            last,
            min_value=progress.window.start,
            max_value=last,
            format="YYYY-MM-DD",
            key="bulletin_day",
            width=180,
        )
        unit = station_picker.draw("bulletin")
    try:
        bulletin = campaigns.bulletin(name, kind, unit, day)
    except PeriodError as error:
        st.info(str(error))
        return
    _paper(bulletin, catalogue)
    _export(bulletin, catalogue)


def _paper(bulletin: Bulletin, catalogue: Catalogue) -> None:
    st.markdown(f"### {document.title(bulletin)}")
    st.text(document.subtitle(bulletin))
    for heading, text in document.paragraphs(catalogue, bulletin):
        st.markdown(f"**{heading}**")
        st.text(text)
    if len(bulletin.progress.units) > 1:
        st.markdown(f"#### {words.STATION_TABLE}")
        _stations(bulletin, catalogue)
    for text in (*document.remarks(bulletin), _audit_sentence(bulletin, catalogue)):
        st.caption(text)


def _audit_sentence(bulletin: Bulletin, catalogue: Catalogue) -> str:
    """Audit the bulletin itself (勾稽核验) and return the result as a sentence."""
    rows = enumerate([[str(cell) for cell in row] for row in document.claims(catalogue, bulletin)], 2)
    claims, faults = read_claims(document.CLAIM_HEADS, rows)
    verdicts = Counter(finding.verdict for finding in audit(claims, catalogue))
    return words.AUDITED.format(all=len(claims) + len(faults), holds=verdicts[AuditVerdict.HOLDS])


def _stations(bulletin: Bulletin, catalogue: Catalogue) -> None:
    """A row a station: of what has a target (of all of it, where nothing has) the bulletin's days, and so far."""
    progress = bulletin.progress
    aimed = [kpi for kpi in progress.kpis if progress.lines[kpi, progress.units[0].id].target is not None] or list(
        progress.kpis
    )
    rows: list[table.Row] = []
    for unit in progress.units[1:]:
        cells = [table.text(unit.name, kind="strong")]
        for name in aimed:
            kpi, item, line = catalogue.kpis[name], bulletin.items[name, unit.id], progress.lines[name, unit.id]
            texts = [value_text(kpi, line), target_text(kpi, line) and f"{words.GOAL} {target_text(kpi, line)}"]
            note = "，".join(filter(None, (*texts, status_text(line.status))))
            cells.append(table.text(figure_with_counts(kpi, item.figure, item.open_reason), f"{words.SO_FAR} {note}"))
        rows.append({"key": None, "cells": cells})
    table.draw((words.UNIT, *(catalogue.kpis[name].label for name in aimed)), rows, key="bulletin_stations")


def _export(bulletin: Bulletin, catalogue: Catalogue) -> None:
    title, unit, day = document.title(bulletin), bulletin.unit.name, bulletin.window.end
    name = words.FILE.format(title=title, unit=unit, day=day)
    with st.container(horizontal=True, vertical_alignment="center"):
        heads: Sheet = export.sheet_of_rows(
            name, document.ROW_HEADS, document.rows(catalogue, bulletin), bulletin.progress.as_of
        )
        export.draw(heads, "bulletin")
        with st.container(key="take_print_note"):
            st.caption(words.PRINT_NOTE)
