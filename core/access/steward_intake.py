"""The steward's intake (导入): a workbook from a browser is looked at, decided upon, rehearsed, and brought in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

from core.access.context import RequestContext, ScopedInterface
from core.access.duties import Duty, require_duty
from core.catalogue.validation_text import ValidationFault
from core.engine import Engine
from core.features.previews.tiles import BoardChange, rehearse
from core.intake.fields import LEDGER, OFFICERS, UNITS, file_kinds
from core.intake.grid import Row, Sheet
from core.intake.importer import ImportReport, import_table
from core.intake.mapping.choose import AUTO, expected_headers, headers_of_kept, own_kinds, recognising
from core.intake.mapping.headers import header_key
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames, kind_name
from core.intake.mapping.read import MappingError, read_mapping
from core.intake.mapping.suggest import likely_kinds
from core.intake.mapping.write import plain_text
from core.intake.refusal import FileRefused, ImportRefused
from core.intake.table import HeaderChoice
from core.intake.template import ColumnGuide, column_guides, template
from core.intake.upload import Upload, file_name
from core.intake.workbench.draft import MappingDraft, built_mapping, draft_faults, lacking_columns, proposed_draft
from core.intake.workbench.sheet_job import SheetJob, covered_days, lacks_year, options_of, read_job, written_days
from core.intake.workbench.sheet_look import SheetLook, first_rows, look_at_sheet
from core.intake.workbook.file_kind import WORKBOOKS, file_kind
from core.intake.workbook.reader import list_sheets
from core.store.mappings import StoredMapping, find_mapping, save_mapping, stored_mappings, withdraw_mapping
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan
from core.time.days import day_of_time

Outcome = ImportReport | FileRefused | StoreError


class Reading(NamedTuple):
    """The ways a sheet may be read: by kept mappings that know its headers, as a kind whose headers it has, or neither.

    `likely` are the kinds that it may be, the likeliest first; `is_clear` where that one leads.
    """

    kept: tuple[StoredMapping, ...]
    own: tuple[str, ...]
    likely: tuple[str, ...]
    is_clear: bool


class Rehearsal(NamedTuple):
    """Outcome of each sheet, and what would change on the board; None where nothing could be rehearsed."""

    outcomes: tuple[Outcome, ...]
    board: BoardChange | None


class StewardIntake(ScopedInterface):
    """Hold what a steward of the whole bureau may bring in. Each import is a write with its line in the trail."""

    def __init__(self, request: RequestContext, now: int) -> None:
        require_duty(request, Duty.DATA)
        super().__init__(request)
        self._now = now

    def kinds(self) -> dict[str, str]:
        """Returns the kinds of file with their names."""
        catalogue = self._engine.catalogue
        return {kind: kind_name(kind, catalogue) for kind in file_kinds(catalogue)}

    def template(self, kind: str) -> str:
        """Returns the empty table of a kind: its headers, as CSV."""
        return template(kind, self._engine.catalogue)

    def column_guides(self, kind: str) -> list[ColumnGuide]:
        """Returns what each column of a kind may hold."""
        return column_guides(kind, self._engine.catalogue)

    def reportable_measures(self) -> list[tuple[str, str, str]]:
        """Returns what a ledger may report: name, id and unit of each measure, by name of its kind of record."""
        measures = self._engine.catalogue.measures.items()
        return [(measure.zh, name, measure.unit) for name, measure in measures if measure.bins is None]

    def has_days(self, kind: str) -> bool:
        """Returns True if a file of this kind may be complete for some days: records and officers."""
        return kind not in (UNITS, LEDGER)

    def names(self, kind: str) -> KindNames:
        """Returns what a kind calls its columns and choices."""
        return KindNames(kind, self._engine.catalogue)

    @property
    def units(self) -> UnitTree:
        """The units of the bureau."""
        return self._engine.units

    @property
    def today(self) -> int:
        """The day of the request."""
        return day_of_time(self._now)

    def sheets(self, upload: Upload) -> list[Sheet]:
        """Returns the sheets of a workbook; none of a text file, which has no sheets. Raises FileRefused."""
        if file_kind(upload.data) not in WORKBOOKS:
            return []
        return list_sheets(file_name(upload.name), upload.data)

    def look(self, upload: Upload, sheet: str | None, header: HeaderChoice | None) -> SheetLook:
        """Returns what a sheet holds. Raises FileRefused, HeaderUnclear where somebody has to say where headers are."""
        with self._engine.reading():
            kept_headers = headers_of_kept(self._engine.store)
        headers = [*expected_headers(self._engine.catalogue, AUTO), *kept_headers]
        return look_at_sheet(file_name(upload.name), upload.data, sheet, header, headers)

    def first_rows(self, upload: Upload, sheet: str | None) -> list[Row]:
        """Returns the first rows of a sheet. Raises FileRefused."""
        return first_rows(file_name(upload.name), upload.data, sheet)

    def reading(self, look: SheetLook) -> Reading:
        """Returns how a sheet may be read."""
        catalogue = self._engine.catalogue
        with self._engine.reading():
            mappings = recognising(self._engine.store, look.headers)
        likely, is_clear = likely_kinds(look.table, catalogue, look.samples)
        return Reading(tuple(mappings), tuple(own_kinds(catalogue, look.table)), tuple(likely), is_clear)

    def proposed(self, look: SheetLook, kind: str) -> MappingDraft:
        """Returns a mapping of a sheet to be decided upon."""
        return proposed_draft(look, kind, self._engine.catalogue, self._engine.units)

    def faults(self, draft: MappingDraft, look: SheetLook) -> list[ValidationFault]:
        """Returns what a mapping lacks."""
        return draft_faults(draft, look.headers, self._engine.catalogue)

    def lacking(self, draft: MappingDraft) -> list[str]:
        """Returns the columns of ours that have to come from somewhere, and do not yet."""
        return lacking_columns(draft, self._engine.catalogue)

    def built(self, draft: MappingDraft, look: SheetLook) -> TableMapping:
        """Returns the mapping that a draft says."""
        return built_mapping(draft, look.headers, self._engine.catalogue)

    def kept(self) -> list[StoredMapping]:
        """Returns the mappings that are kept, by name."""
        with self._engine.reading():
            return stored_mappings(self._engine.store.conn)

    def kept_mapping(self, name: str) -> TableMapping:
        """Returns a kept mapping. Raises LookupError or ImportRefused (Chinese)."""
        with self._engine.reading():
            stored = find_mapping(self._engine.store.conn, name)
        try:
            return read_mapping(name, stored.text, self._engine.catalogue)
        except MappingError as error:
            raise ImportRefused(f"存下的对照“{name}”现在用不了，要改正后重新存下：{error}") from error

    def is_name_taken(self, name: str, headers: Sequence[str]) -> bool:
        """Returns True if a mapping of other headers is kept under a name: a new version would forget them."""
        key = header_key(headers)
        return any(mapping.name == name.strip() and mapping.headers != key for mapping in self.kept())

    def forget(self, name: str) -> None:
        """Lets a mapping recognise nothing any more. Raises LookupError or StoreError (Chinese)."""
        with self._opened() as store:
            withdraw_mapping(store.conn, name, actor=self._request.viewer.actor, now=self._now)

    def lacks_year(self, upload: Upload, job: SheetJob) -> bool:
        """Returns True if the period typed has no year, and nothing in the file gives one."""
        return lacks_year(job.covers, (*job.around, upload.name), self._engine.catalogue.reporting_calendar)

    def written_days(self, upload: Upload, around: Sequence[str]) -> DaySpan | None:
        """Returns the days that title, sheet or file say by their words."""
        return written_days((*around, upload.name), self._engine.catalogue.reporting_calendar)

    def rehearse(self, upload: Upload, jobs: Sequence[SheetJob]) -> Rehearsal:
        """Returns what bringing these sheets in would do, and what would change on the board; nothing is written.

        Raises StoreError (Chinese) where the database cannot be written by now.
        """
        with self._opened() as store:
            outcomes, board = rehearse(
                store,
                Engine,
                lambda: [self._bring(store, upload, job, rehearsing=True) for job in jobs],
                lambda brought: self._days_of(upload, jobs, brought),
            )
        return Rehearsal(
            tuple(outcomes), board if any(isinstance(outcome, ImportReport) for outcome in outcomes) else None
        )

    def bring_in(self, upload: Upload, jobs: Sequence[SheetJob]) -> list[Outcome]:
        """Imports sheets, each as a batch of its own, and keeps their mappings; returns what became of each.

        Raises StoreError (Chinese) where the database cannot be opened.
        """
        with self._opened() as store:
            return [self._bring(store, upload, job, rehearsing=False) for job in jobs]

    def _bring(self, store: Store, upload: Upload, job: SheetJob, *, rehearsing: bool) -> Outcome:
        actor = self._request.viewer.actor
        try:
            days = covered_days(upload, job, store.catalogue.reporting_calendar)
            table = read_job(store, upload, job, days)
            options = options_of(job, days, rehearsing=rehearsing)
            report = import_table(store, job.kind, table, now=self._now, actor=actor, options=options)
            if job.keep and job.mapping is not None and not rehearsing:
                _keep(store, job, job.mapping, now=self._now, actor=actor)
        except (FileRefused, StoreError) as refused:
            return refused
        return report

    def _days_of(self, upload: Upload, jobs: Sequence[SheetJob], outcomes: Sequence[Outcome]) -> DaySpan | None:
        """The days that the sheets speak of, as they say; those of their rows where they do not."""
        calendar = self._engine.catalogue.reporting_calendar
        spans = [
            covered_days(upload, job, calendar) or self.written_days(upload, job.around) or outcome.covers
            for job, outcome in zip(jobs, outcomes, strict=True)
            if isinstance(outcome, ImportReport)
        ]
        known_spans = [span for span in spans if span is not None]
        return (min(first for first, _ in known_spans), max(last for _, last in known_spans)) if known_spans else None

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        with closing(open_store(self._engine.store.path)) as store:
            yield store


def _keep(store: Store, job: SheetJob, mapping: TableMapping, *, now: int, actor: str) -> None:
    """Keep a sheet's mapping under its name."""
    text = plain_text(mapping, KindNames(job.kind, store.catalogue), kind_name(job.kind, store.catalogue))
    save_mapping(store.conn, StoredMapping(job.name, 0, job.kind, header_key(mapping.headers()), text, now, actor))


def in_order(jobs: Sequence[SheetJob]) -> list[SheetJob]:
    """Jobs in the order in which one rests on the other: units, officers, then everything else."""
    first = (UNITS, OFFICERS)
    return sorted(jobs, key=lambda job: first.index(job.kind) if job.kind in first else len(first))
