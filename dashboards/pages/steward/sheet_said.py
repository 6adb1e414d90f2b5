"""The days of which a sheet speaks, and whether it is complete; remembered when another sheet is picked."""

from __future__ import annotations

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.intake.fields import LEDGER
from core.intake.workbench.draft import FILE_PERIOD
from core.intake.workbench.sheet_job import SheetJob
from core.intake.workbench.sheet_look import SheetLook
from core.time.days import to_date
from core.time.period_label import period_label
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import workspace
from dashboards.pages.steward.workspace import SheetState, Workspace
from dashboards.queries import database

YEARS = 3  # offered where a period was typed without one


def draw(intake: StewardIntake, space: Workspace, state: SheetState, look: SheetLook) -> None:
    """Draw the questions that a kind has."""
    has_days, is_ledger = intake.has_days(state.kind), state.kind == LEDGER
    if not has_days and not is_ledger:
        return
    said, number = state.said, state.number
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if has_days or said.not_listed_is_zero or needs_period(state):
            covers = st.text_input(
                words.COVERS,
                said.covers,
                placeholder=_placeholder(intake, space, look, has_days=has_days),
                key=f"intake_covers_{number}",
                width=330,
            )
            workspace.say(state, covers=covers)
            _draw_year(intake, space, state, look)
        if is_ledger:
            listed = st.checkbox(words.NOT_LISTED, said.not_listed_is_zero, key=f"intake_not_listed_{number}")
            if listed != said.not_listed_is_zero:
                workspace.say(state, not_listed_is_zero=listed)
                st.rerun()
        else:
            workspace.say(
                state, is_complete=st.checkbox(words.COMPLETE, said.is_complete, key=f"intake_complete_{number}")
            )
    if state.said.is_complete:
        workspace.say(state, withdraw=st.checkbox(words.WITHDRAW, said.withdraw, key=f"intake_withdraw_{number}"))
    else:
        workspace.say(state, withdraw=False)


def needs_period(state: SheetState) -> bool:
    """Return True if what a mapping says rests on the period of the file."""
    mapping = state.draft if state.is_changing or not state.is_decided else state.mapping
    if mapping is None:
        return False
    periods = [mapping.constants.get("period", ""), *(column.period for column in mapping.wide.values())]
    return any("{" in period for period in periods) or FILE_PERIOD in mapping.constants.values()


def is_open(intake: StewardIntake, space: Workspace, state: SheetState) -> bool:
    """Return True if a year has to be chosen before the sheet can be loaded."""
    job = state.job()
    return job is not None and job.year is None and intake.lacks_year(space.upload, job)


def _placeholder(intake: StewardIntake, space: Workspace, look: SheetLook, *, has_days: bool) -> str:
    days = intake.written_days(space.upload, look.around)
    if days is not None and not has_days:
        return words.COVERS_WRITTEN.format(days=period_label(days, database.catalogue().reporting_calendar))
    return words.COVERS_DAYS if has_days else words.COVERS_EXAMPLE


def _draw_year(intake: StewardIntake, space: Workspace, state: SheetState, look: SheetLook) -> None:
    """Ask for the year of a period that was typed without one."""
    job = SheetJob(state.kind, state.said.covers, around=look.around)
    if not intake.lacks_year(space.upload, job):
        workspace.say(state, year=None)
        return
    this = to_date(intake.today).year
    years = list(range(this, this - YEARS, -1))
    year = st.selectbox(
        words.YEAR,
        years,
        index=years.index(state.said.year) if state.said.year in years else None,
        placeholder=words.YEAR_CHOOSE,
        key=f"intake_year_{state.number}",
        width=160,
    )
    workspace.say(state, year=year)
