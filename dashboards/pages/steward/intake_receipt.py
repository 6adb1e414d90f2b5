"""Receipt of what was loaded: the batches, what was not taken and why, and what is next."""

from __future__ import annotations

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.intake.importer import ImportReport
from core.intake.refusal import FileRefused
from dashboards.i18n.words import intake as words
from dashboards.i18n.words import steward as steward_words
from dashboards.pages.steward import first_steps, import_report, workspace
from dashboards.pages.steward.workspace import Workspace
from dashboards.registry import page_file


def draw(intake: StewardIntake, space: Workspace) -> None:
    """Draw what became of each sheet."""
    with st.container(border=True, key="intake_receipt_box"):
        for place, (job, outcome) in enumerate(space.done):
            if isinstance(outcome, ImportReport):
                _draw_report(outcome, intake.kinds()[job.kind], place)
            elif isinstance(outcome, FileRefused):
                import_report.draw_sentence(
                    words.SHEET_REFUSED.format(sheet=job.sheet or outcome.file), f"receipt_{place}"
                )
                import_report.draw_causes(outcome.refusals, f"intake_receipt_refused_{place}")
            else:
                st.error(str(outcome))
        with st.container(horizontal=True, vertical_alignment="center"):
            if any(not isinstance(outcome, ImportReport) for _, outcome in space.done):
                st.button(words.DONE_BACK, key="intake_back", on_click=space.done.clear)
            st.button(words.DONE_NEXT, key="intake_next", on_click=workspace.close)
            st.button(
                words.DONE_BATCHES,
                key="intake_to_batches",
                on_click=lambda: st.session_state.update({first_steps.TABS: steward_words.BATCHES}),
            )
            st.page_link(page_file("indicators"), label=words.DONE_LOOK)


def _draw_report(report: ImportReport, kind: str, place: int) -> None:
    import_report.draw_sentence(import_report.receipt_text(report, kind), f"receipt_{place}")
    import_report.draw_notes(report, f"receipt_{place}")
    if report.refused:
        import_report.draw_causes(report.refused, f"intake_receipt_refused_{place}")
        import_report.draw_refused_file(report.refused_table, report.batch, report.file, f"intake_receipt_take_{place}")
        st.text(words.MEND)
