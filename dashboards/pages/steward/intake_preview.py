"""The preview of what loading the sheets would do, sheet by sheet and on the board; one press loads them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.access.steward_intake import Outcome, Rehearsal, StewardIntake, in_order
from core.intake.fields import LEDGER
from core.intake.importer import ImportReport
from core.intake.refusal import FileRefused
from core.intake.refused_file import without_batch
from core.intake.workbench.sheet_job import SheetJob
from core.store.sqlite import StoreError
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import intake as words
from dashboards.i18n.words import workbench as workbench_words
from dashboards.pages.steward import import_report, sheet_said, workspace
from dashboards.pages.steward.workspace import Workspace
from dashboards.queries import database


def draw(intake: StewardIntake, space: Workspace) -> None:
    """Draw what would be loaded; nothing while nothing is decided."""
    waiting = [state for state in space.sheets if sheet_said.is_open(intake, space, state)]
    ready = [state for state in space.sheets if state not in waiting]
    jobs = tuple(in_order([job for state in ready if (job := state.job()) is not None]))
    if waiting:
        st.text(words.YEAR_OPEN)
    if not jobs:
        return
    found = _rehearsed(intake, space, jobs)
    with st.container(border=True, key="intake_preview_box"):
        if isinstance(found, StoreError):
            st.error(str(found))
            return
        _draw_outcomes(intake, space, jobs, found)
        import_report.draw_board(found.board, "intake_tiles")
        _draw_button(intake, space, jobs, found.outcomes)


def _rehearsed(intake: StewardIntake, space: Workspace, jobs: tuple[SheetJob, ...]) -> Rehearsal | StoreError:
    """Return what loading would do; it is rehearsed once, and again when anything that it rests on changes."""
    version = database.data_version()
    if space.rehearsed is None or space.rehearsed[:2] != (jobs, version):
        with st.spinner(words.LOOKING):
            try:
                found: Rehearsal | StoreError = intake.rehearse(space.upload, jobs)
            except StoreError as error:
                found = error
        space.rehearsed = (jobs, version, found)
    return space.rehearsed[2]


def _draw_outcomes(intake: StewardIntake, space: Workspace, jobs: Sequence[SheetJob], found: Rehearsal) -> None:
    for place, (job, outcome) in enumerate(zip(jobs, found.outcomes, strict=True)):
        if len(jobs) > 1:
            title = words.PREVIEW_OF.format(sheet=job.sheet, kind=intake.kinds()[job.kind])
            st.markdown(f"### {escape_markdown(title)}")
        if isinstance(outcome, FileRefused):
            import_report.draw_sentence(words.FILE_REFUSED, f"preview_{place}")
            import_report.draw_causes(outcome.refusals, f"intake_refused_{place}")
        elif isinstance(outcome, StoreError):
            st.error(str(outcome))
        else:
            _draw_report(space, job, outcome, place)


def _draw_report(space: Workspace, job: SheetJob, report: ImportReport, place: int) -> None:
    import_report.draw_sentence(import_report.preview_text(report), f"preview_{place}")
    import_report.draw_notes(report, f"preview_{place}")
    if report.doubt is not None:
        state = next(state for state in space.sheets if state.sheet == job.sheet)
        ticked = st.checkbox(workbench_words.NEW_IDS, state.said.new_ids, key=f"intake_new_ids_{state.number}")
        if ticked != state.said.new_ids:
            workspace.say(state, new_ids=ticked)
            st.rerun()
    if report.refused:
        import_report.draw_causes(report.refused, f"intake_refused_{place}")
        table = without_batch(report.refused_table, report.batch) if report.refused_table else None
        import_report.draw_refused_file(table, None, report.file, f"intake_take_{place}")


def _draw_button(
    intake: StewardIntake, space: Workspace, jobs: tuple[SheetJob, ...], outcomes: Sequence[Outcome]
) -> None:
    """Draw the one confirmation."""
    reports = [outcome for outcome in outcomes if isinstance(outcome, ImportReport)]
    rows = sum(import_report.written_rows(report) for report in reports)
    if any(
        report.doubt and not job.new_ids
        for job, report in zip(jobs, outcomes, strict=True)
        if isinstance(report, ImportReport)
    ):
        st.text(words.DOUBT_OPEN)
        return
    changes = rows or any(report.batch is not None for report in reports)
    if not changes:
        return
    ready = words.BRING_IN_FIGURES if jobs[0].kind == LEDGER else words.BRING_IN
    label = ready.format(rows=f"{rows:,}") if rows else words.BRING_IN_NOTES
    if len(jobs) > 1:
        label = words.BRING_IN_SHEETS.format(sheets=len(reports), rows=f"{rows:,}")
    if not st.button(label, type="primary", key="intake_bring_in"):
        return
    try:
        with st.spinner(words.BRINGING_IN):
            space.done = list(zip(jobs, intake.bring_in(space.upload, jobs), strict=True))
    except StoreError as error:
        st.error(str(error))
        return
    space.rehearsed = None
    st.rerun()
