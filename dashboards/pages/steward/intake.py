"""Workbooks that a steward brings in: a file, its sheets, what is to be decided, what would be loaded, the receipt."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.intake.fields import LEDGER
from core.intake.table import LARGEST_FILE, MEGABYTE
from core.intake.upload import Upload
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download, table
from dashboards.i18n.words import intake as words
from dashboards.i18n.words import workbench as workbench_words
from dashboards.pages.steward import (
    import_report,
    intake_preview,
    intake_receipt,
    kept_mappings,
    sheet_list,
    sheet_panel,
    workspace,
)
from dashboards.pages.steward.workspace import Workspace
from dashboards.queries import database


def draw(intake: StewardIntake) -> None:
    """Draw the file on the page, or the place for one; then the mappings that are kept."""
    if database.is_demo():
        st.info(words.DEMO)
        return
    space = workspace.current()
    if space is None:
        _draw_upload(intake)
    elif space.done:
        intake_receipt.draw(intake, space)
    else:
        _draw_file(intake, space)
    kept_mappings.draw(intake)


def _draw_upload(intake: StewardIntake) -> None:
    st.text(workbench_words.LEAD)
    file = st.file_uploader(
        words.FILE,
        max_upload_size=LARGEST_FILE // MEGABYTE,
        key=f"intake_file_{st.session_state.get('intake_round', 0)}",
    )
    if file is not None:
        with st.spinner(workbench_words.READING):
            workspace.open_file(intake, Upload(file.name, file.getvalue()))
        st.rerun()
    _draw_blanks(intake)


def _draw_file(intake: StewardIntake, space: Workspace) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        sentence = workbench_words.FILE_SHEETS if len(space.sheets) > 1 else workbench_words.FILE_LINE
        st.text(sentence.format(file=space.upload.name, count=len(space.sheets)))
        if st.button(workbench_words.OTHER_FILE, key="intake_other_file"):
            workspace.close()
            st.rerun()
    if space.refused is not None:
        with st.container(border=True, key="intake_preview_box"):
            import_report.draw_sentence(words.FILE_REFUSED, "file")
            import_report.draw_causes(space.refused.refusals, "intake_causes")
        return
    if len(space.sheets) > 1:
        sheet_list.draw(space, intake.kinds())
    with st.container(border=True, key="intake_sheet_box"):
        sheet_panel.draw(intake, space)
    intake_preview.draw(intake, space)


def _draw_blanks(intake: StewardIntake) -> None:
    """Draw the empty tables of our own, for whoever has no table yet."""
    with st.expander(words.BLANKS, key="intake_blanks"):
        kinds = intake.kinds()
        kind = str(
            st.selectbox(
                words.KIND,
                list(kinds),
                index=list(kinds).index(LEDGER),
                format_func=lambda name: kinds[name],
                key="intake_blank_kind",
                width=220,
            )
        )
        template = PreparedFile(
            words.TEMPLATE_FILE.format(kind=kinds[kind]), "text/csv", lambda: intake.template(kind).encode()
        )
        download.button(words.TEMPLATE, template, key="intake_template")
        _draw_texts(words.GUIDE_HEADS, intake.column_guides(kind), "intake_guides")
        if kind == LEDGER:
            with st.popover(words.MEASURES):
                _draw_texts(words.MEASURE_HEADS, intake.reportable_measures(), "intake_measures")


def _draw_texts(heads: Sequence[str], lines: Sequence[Sequence[str]], key: str) -> None:
    table.draw(heads, [table.Row(key=None, cells=[table.text(cell) for cell in line]) for line in lines], key=key)
