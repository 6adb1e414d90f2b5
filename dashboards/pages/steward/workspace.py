"""The file that a steward is working on, kept through every error and every look at another page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from core.access.steward_intake import Outcome, Reading, Rehearsal, StewardIntake
from core.intake.choices import HeaderUnclear
from core.intake.mapping.model import TableMapping
from core.intake.refusal import FileRefused
from core.intake.table import HeaderChoice
from core.intake.upload import Upload
from core.intake.workbench.draft import MappingDraft, draft_of, name_hint, open_words
from core.intake.workbench.sheet_job import SheetJob
from core.intake.workbench.sheet_look import SheetLook
from core.store.sqlite import StoreError

_KEY, _ROUND = "intake_workspace", "intake_round"
MOST_LOOKED_AT = 12  # sheets looked at by themselves; others when they are picked


@dataclass(frozen=True)
class Said:
    """Messages about a sheet beside its mapping."""

    covers: str = ""
    year: int | None = None
    is_complete: bool = False
    withdraw: bool = False
    new_ids: bool = False
    not_listed_is_zero: bool = False


@dataclass
class SheetState:
    """One sheet, and how far the steward is with it. `number` makes the keys of its widgets; a new one empties them.

    `mapping` is what was decided on; with `is_decided` and none, the headers are ours. `kept` names the mapping that
    knew the headers, `problem` says why it could not be used.
    """

    sheet: str | None
    rows: int
    number: int
    is_hidden: bool = False
    is_wanted: bool = True
    header: HeaderChoice | None = None
    look: SheetLook | FileRefused | None = None
    reading: Reading | None = None
    kind: str = ""
    kept: str = ""
    problem: str = ""
    draft: MappingDraft | None = None
    mapping: TableMapping | None = None
    is_decided: bool = False
    is_changing: bool = False
    name: str = ""
    said: Said = field(default_factory=Said)

    def job(self) -> SheetJob | None:
        """Return what is to be loaded; None while anything is to be decided."""
        if not (self.is_decided and self.is_wanted and isinstance(self.look, SheetLook)):
            return None
        said = self.said
        return SheetJob(
            self.kind,
            said.covers,
            said.is_complete,
            self.sheet,
            self.header,
            self.mapping,
            self.name if self.mapping is not None else "",
            self.mapping is not None,
            self.look.around,
            said.year,
            said.withdraw,
            said.new_ids,
            said.not_listed_is_zero,
        )


@dataclass
class Workspace:
    """A file with its sheets, the one that is looked at, the last rehearsal, and what was brought in of it."""

    upload: Upload
    sheets: list[SheetState]
    refused: FileRefused | None = None
    picked: int = 0
    rehearsed: tuple[tuple[SheetJob, ...], int, Rehearsal | StoreError] | None = None
    done: list[tuple[SheetJob, Outcome]] = field(default_factory=list)


def current() -> Workspace | None:
    """Return the file on the page."""
    found: Workspace | None = st.session_state.get(_KEY)
    return found


def next_number() -> int:
    """Return a number that no widget has had."""
    number: int = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_ROUND] = number
    return number


def close() -> None:
    """Put the file away; the uploader is empty again."""
    st.session_state.pop(_KEY, None)
    next_number()


def open_file(intake: StewardIntake, upload: Upload) -> None:
    """Put a file on the page, and look at its sheets."""
    space = Workspace(upload, [])
    st.session_state[_KEY] = space
    try:
        listed = intake.sheets(upload)
    except FileRefused as refused:
        space.refused = refused
        return
    if not listed:
        space.sheets = [SheetState(None, 0, next_number())]
    else:
        space.sheets = [
            SheetState(sheet.name, sheet.rows, next_number(), sheet.is_hidden, is_wanted=not sheet.is_hidden)
            for sheet in listed
        ]
    for state in [state for state in space.sheets if not state.is_hidden and (state.rows or state.sheet is None)][
        :MOST_LOOKED_AT
    ]:
        look(intake, upload, state)
    space.picked = next((place for place, state in enumerate(space.sheets) if state.look is not None), 0)


def look(intake: StewardIntake, upload: Upload, state: SheetState) -> None:
    """Look at a sheet, with the header rows that were pointed at, and begin to decide on it."""
    try:
        state.look = intake.look(upload, state.sheet, state.header)
    except FileRefused as refused:
        state.look, state.is_decided = refused, False
        return
    state.rows = state.look.rows
    state.reading = intake.reading(state.look)
    _begin(intake, state, state.look)


def is_header_unclear(state: SheetState) -> bool:
    """Return True if somebody has to say where the headers are."""
    return isinstance(state.look, HeaderUnclear)


def _begin(intake: StewardIntake, state: SheetState, shown: SheetLook) -> None:
    reading = state.reading
    assert reading is not None
    if len(reading.kept) == 1:
        use_kept(intake, state, reading.kept[0].name)
    elif len(reading.own) == 1 and not reading.kept:
        choose(state, reading.own[0])
        state.is_decided = True
    else:
        state.kind = ""
        choose(state, reading.likely[0] if reading.is_clear else "")
        if state.kind:
            propose(intake, state)
    state.name = state.name or name_hint(shown)


def choose(state: SheetState, kind: str) -> None:
    """Take a sheet for a kind; everything else about it begins anew."""
    state.kind, state.kept, state.mapping, state.draft = kind, "", None, None
    state.is_decided = state.is_changing = False
    state.number = next_number()


def propose(intake: StewardIntake, state: SheetState) -> None:
    """Lay a proposal before the steward."""
    assert isinstance(state.look, SheetLook)
    state.draft, state.is_decided, state.number = intake.proposed(state.look, state.kind), False, next_number()


def use_kept(intake: StewardIntake, state: SheetState, name: str) -> None:
    """Read a sheet by a kept mapping; words that are new are asked about."""
    assert isinstance(state.look, SheetLook)
    try:
        mapping = intake.kept_mapping(name)
    except (LookupError, StoreError) as error:
        state.problem = str(error)
        return
    choose(state, mapping.kind)
    state.kept, state.name, state.mapping, state.draft = name, name, mapping, draft_of(mapping)
    state.is_decided = not open_words(state.look, intake.names(mapping.kind), state.draft, intake.units)


def say(state: SheetState, **changes: object) -> None:
    """Keep what is said of a sheet."""
    state.said = replace(state.said, **changes)  # type: ignore[arg-type]  # the fields of Said by name
