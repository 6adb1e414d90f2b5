"""Files that a steward brings in: the kind, the file, what would be imported, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.access.steward_intake import IntakeOptions, StewardIntake
from core.intake.fields import LEDGER
from core.intake.importer import ImportReport
from core.intake.refusal import FileRefused
from core.intake.table import LARGEST_FILE, MEGABYTE
from core.intake.upload import Upload
from core.store.sqlite import StoreError
from core.time.days import minute_text
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download, table
from dashboards.i18n.words import intake as words
from dashboards.pages.steward import import_report, lists
from dashboards.queries import database
from dashboards.registry import page_file

USUAL_KIND = LEDGER  # what most bureaus have: a monthly report
RECENT = 20  # imports listed
_ROUND, _RECEIPT, _PREVIEW = "intake_round", "intake_receipt", "intake_preview"


class Receipt(NamedTuple):
    """Report of the import just done, with the name of its kind."""

    report: ImportReport
    kind: str


class PreviewKey(NamedTuple):
    """Hold what a preview rests on: the file on the page, what is said of it, and the data as they are."""

    file: str
    options: IntakeOptions
    version: int


def draw(intake: StewardIntake) -> None:
    """Draw the intake, then what was imported before."""
    if not database.is_demo():
        receipt: Receipt | None = st.session_state.get(_RECEIPT)
        if receipt is None:
            _draw_upload(intake)
        else:
            _draw_receipt(receipt)
    else:
        st.info(words.DEMO)
    _draw_recent(intake)


def _draw_upload(intake: StewardIntake) -> None:
    st.text(words.LEAD)
    kinds = intake.kinds()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = str(
            st.selectbox(
                words.KIND,
                list(kinds),
                index=list(kinds).index(USUAL_KIND),
                format_func=lambda name: kinds[name],
                key="intake_kind",
                width=220,
            )
        )
        template = PreparedFile(
            words.TEMPLATE_FILE.format(kind=kinds[kind]), "text/csv", lambda: intake.template(kind).encode()
        )
        download.button(words.TEMPLATE, template, key="intake_template")
        with st.popover(words.GUIDES):
            _draw_texts(words.GUIDE_HEADS, intake.column_guides(kind), "intake_guides")
        if kind == LEDGER:
            with st.popover(words.MEASURES):
                _draw_texts(words.MEASURE_HEADS, intake.reportable_measures(), "intake_measures")
    options = _draw_options(kind) if intake.has_days(kind) else IntakeOptions(kind)
    mb = LARGEST_FILE // MEGABYTE
    round_number = st.session_state.setdefault(_ROUND, 0)  # a new one empties the uploader
    file = st.file_uploader(words.FILE, max_upload_size=mb, key=f"intake_file_{round_number}")
    if file is not None:
        _draw_preview(intake, Upload(file.name, file.getvalue()), file.file_id, options, kinds[kind])


def _draw_texts(heads: Sequence[str], lines: Sequence[Sequence[str]], key: str) -> None:
    table.draw(heads, [table.Row(key=None, cells=[table.text(cell) for cell in line]) for line in lines], key=key)


def _draw_options(kind: str) -> IntakeOptions:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        covers = st.text_input(words.COVERS, placeholder=words.COVERS_EXAMPLE, key="intake_covers", width=380)
        is_complete = st.checkbox(words.COMPLETE, key="intake_complete")
    return IntakeOptions(kind, covers, is_complete)


def _draw_preview(intake: StewardIntake, upload: Upload, file_id: str, options: IntakeOptions, kind: str) -> None:
    """Draw what the file would bring; it is read once, and again when anything that it rests on changes."""
    key = PreviewKey(file_id, options, database.data_version())
    kept: tuple[PreviewKey, ImportReport | FileRefused | StoreError] | None = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != key:
        with st.spinner(words.LOOKING):
            kept = key, _outcome(intake, upload, options)
        st.session_state[_PREVIEW] = kept
    report = kept[1]
    with st.container(border=True, key="intake_preview_box"):
        if isinstance(report, FileRefused):
            import_report.draw_sentence(words.FILE_REFUSED)
            import_report.draw_causes(report.refusals, "intake_causes")
        elif isinstance(report, StoreError):
            st.error(str(report))
        else:
            _draw_report(intake, upload, options, kind, report)


def _outcome(intake: StewardIntake, upload: Upload, options: IntakeOptions) -> ImportReport | FileRefused | StoreError:
    try:
        return intake.preview(upload, options)
    except (FileRefused, StoreError) as refused:
        return refused


def _draw_report(
    intake: StewardIntake, upload: Upload, options: IntakeOptions, kind: str, report: ImportReport
) -> None:
    import_report.draw_sentence(import_report.preview_text(report))
    import_report.draw_notes(report)
    if report.refused:
        import_report.draw_causes(report.refused, "intake_causes")
    rows = import_report.written_rows(report)
    pressed = bool(rows) and st.button(words.BRING_IN.format(rows=f"{rows:,}"), type="primary", key="intake_bring_in")
    if not pressed:
        return
    try:
        with st.spinner(words.BRINGING_IN):
            receipt = Receipt(intake.bring_in(upload, options), kind)
            st.session_state[_RECEIPT] = receipt  # kept at once: a click that comes meanwhile begins the page anew
            st.session_state[_ROUND] += 1
    except (FileRefused, StoreError) as refused:
        st.error(str(refused))
        return
    st.session_state.pop(_PREVIEW, None)
    st.rerun()


def _draw_receipt(receipt: Receipt) -> None:
    report = receipt.report
    with st.container(border=True, key="intake_receipt_box"):
        import_report.draw_sentence(import_report.receipt_text(report, receipt.kind))
        import_report.draw_notes(report)
        if report.refused:
            import_report.draw_causes(report.refused, "intake_refused")
            st.text(words.MEND)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(words.DONE_NEXT, key="intake_next", on_click=lambda: st.session_state.pop(_RECEIPT, None))
            st.page_link(page_file("indicators"), label=words.DONE_LOOK)


def _draw_recent(intake: StewardIntake) -> None:
    st.markdown(f"### {words.RECENT}")
    lines = intake.recent(RECENT)
    if not lines:
        st.text(words.RECENT_NONE)
        return
    kinds = intake.kinds()
    rows = [
        (minute_text(line.at), lists.actor(line.actor), _with_kind(line.detail, kinds), line.data_version)
        for line in lines
    ]
    lists.table(words.RECENT_HEADS, rows, "imports")


def _with_kind(detail: str, kinds: Mapping[str, str]) -> str:
    """Return the trail's detail of an import with the name of its kind, with whose id it begins."""
    kind, _, rest = detail.partition(" ")
    return f"{kinds[kind]} · {rest}" if kind in kinds else detail
