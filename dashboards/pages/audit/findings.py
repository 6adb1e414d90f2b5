"""Findings of the audit: a table with the verdict of each row and its arithmetic, and the rows that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from core.audit.finding import AuditVerdict, Finding
from core.catalogue.model import Catalogue
from core.features.file_audit.audited_table import KNOWN_HEADERS, AuditedTable, as_csv, as_sheet, audit_table
from core.intake.refusal import FileRefused
from core.intake.table import parse_table
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download, export
from dashboards.components.base import component
from dashboards.i18n.words import audit as words

_render = component(__file__)
_FILTER = "audit_verdict"
Refused = Sequence[tuple[int, str, str, str, str]]


def draw(name: str, file: bytes, catalogue: Catalogue) -> None:
    """Draws the whole result of a file."""
    try:
        audited = audit_table(parse_table(name, file, known=KNOWN_HEADERS), catalogue)
    except FileRefused as error:
        st.error(words.BAD_FILE)
        _draw_refused(error.refusals)
        return
    if audited.refused:
        st.warning(words.BAD_ROWS.format(count=len(audited.refused)))
        _draw_refused(audited.refused)
    if not audited.findings:
        st.info(words.NOTHING)
        return
    _draw_found(audited, catalogue)


def _draw_found(audited: AuditedTable, catalogue: Catalogue) -> None:
    counts = Counter(finding.verdict for finding in audited.findings)
    options = ["", *(verdict for verdict in AuditVerdict if counts[verdict])]

    def label(verdict: str) -> str:
        if not verdict:
            return words.ALL.format(count=len(audited.findings))
        verdict_label = AuditVerdict(verdict).label
        return words.VERDICT_COUNT.format(
            shape=words.SHAPES[verdict], verdict=verdict_label, count=counts[AuditVerdict(verdict)]
        )

    with st.container(horizontal=True, vertical_alignment="center"):
        picked_verdict = st.segmented_control(
            words.SHOW, options, format_func=label, default="", key=_FILTER, label_visibility="collapsed"
        )
        result = PreparedFile(words.RESULT_FILE, "text/csv", lambda: as_csv(audited.findings).encode())
        download.button(words.RESULT, result, key="findings_csv")
        mime, make = export.FORMATS["xlsx"]
        sheet = as_sheet(audited.findings, words.RESULT_TITLE)
        workbook = PreparedFile(f"{words.RESULT_TITLE}.xlsx", mime, lambda: make(sheet))
        download.button(words.RESULT_XLSX, workbook, key="findings_xlsx")
    listed = [finding for finding in audited.findings if not picked_verdict or finding.verdict == picked_verdict]
    _render(key="findings", data={"heads": words.HEADS, "rows": [row(finding, catalogue) for finding in listed]})


def row(finding: Finding, catalogue: Catalogue) -> dict[str, object]:
    """One finding as texts, with its verdict's shape and word."""
    claim = finding.claim
    declared = catalogue.kpis.get(claim.kpi) or catalogue.measures.get(claim.kpi)
    return {
        "verdict": finding.verdict,
        "cells": [
            str(claim.row),
            claim.place,
            claim.period,
            (declared.zh if declared else claim.kpi) + words.KINDS[claim.kind],
            claim.printed,
            f"{words.SHAPES[finding.verdict]} {finding.verdict.label}",
            finding.reason,
        ],
    }


def _draw_refused(refused: Refused) -> None:
    rows = [{"verdict": "", "cells": [str(cell) for cell in fault]} for fault in refused]
    _render(key="refused", data={"heads": words.BAD_HEADS, "rows": rows})
