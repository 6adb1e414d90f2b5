"""The steward's intake (导入): a file from a browser is looked at, then brought in; templates, and what came before."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from core.access.context import RequestContext, ScopedInterface
from core.access.duties import Duty, require_duty
from core.intake.fields import LEDGER, UNITS, file_kinds
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_table, preview_table
from core.intake.mapping.choose import choose_reading, expected_headers
from core.intake.mapping.names import kind_name
from core.intake.mapping.read import MappingError
from core.intake.refusal import ImportRefused
from core.intake.table import Table, read_table
from core.intake.template import ColumnGuide, column_guides, template
from core.intake.upload import Upload, on_disk
from core.store.open import open_store
from core.store.store import Store
from core.store.trail import TrailLine, trail_lines
from core.time.day_spans import DaySpan
from core.time.period_context import context_of
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period


class IntakeOptions(NamedTuple):
    """Hold what a file says of itself: its kind, the days that it has completely, and whether for the whole bureau.

    `covers` is a period as it was typed; empty where the file's first and last day are meant.
    """

    kind: str
    covers: str = ""
    is_complete: bool = False


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

    def preview(self, upload: Upload, options: IntakeOptions) -> ImportReport:
        """Returns what an import would bring. Raises FileRefused, or StoreError (Chinese)."""
        said = ImportOptions(self._days(upload, options.covers), options.is_complete, new_ids=True)
        with closing(open_store(self._engine.store.path, read_only=True)) as store:
            table = _read(store, upload, options.kind, said.covers)
            return preview_table(store, options.kind, table, now=self._now, options=said)

    def bring_in(self, upload: Upload, options: IntakeOptions) -> ImportReport:
        """Imports a file. Raises FileRefused, or StoreError (Chinese)."""
        said = ImportOptions(self._days(upload, options.covers), options.is_complete)
        with closing(open_store(self._engine.store.path)) as store:
            actor = self._request.viewer.actor
            table = _read(store, upload, options.kind, said.covers)
            return import_table(store, options.kind, table, now=self._now, actor=actor, options=said)

    def recent(self, limit: int) -> list[TrailLine]:
        """Returns the newest imports, as the trail tells them."""
        with self._engine.reading():
            return trail_lines(self._engine.store.conn, limit, "import")

    def _days(self, upload: Upload, text: str) -> DaySpan | None:
        """Reads a period. Raises ImportRefused (Chinese)."""
        if not text.strip():
            return None
        try:
            return parse_period(text, self._engine.catalogue.reporting_calendar, context_of(upload.name))
        except PeriodTextError as error:
            raise ImportRefused(f"读不懂期间“{text}”：{error}。") from error


def _read(store: Store, upload: Upload, kind: str, days: DaySpan | None) -> Table:
    """Read a table of a kind, by the kept mapping that knows its headers if one does."""
    with on_disk(upload) as path:
        table = read_table(path, known=expected_headers(store.catalogue, kind))
    try:
        return choose_reading(store, kind, table, covers=days)[1]
    except MappingError as error:
        raise ImportRefused(f"存下的对照现在用不了，要改正后重新存下：{error}") from error
