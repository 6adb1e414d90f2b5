"""A sheet that is to be loaded, with all that a steward has said of it; and the days that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.intake.import_plan import ImportOptions
from core.intake.mapping.apply import MappingRequest, apply_mapping
from core.intake.mapping.choose import expected_headers
from core.intake.mapping.file_period import days_in
from core.intake.mapping.mapped_table import with_zeros
from core.intake.mapping.model import TableMapping
from core.intake.refusal import ImportRefused
from core.intake.table import HeaderChoice, Table, parse_table
from core.intake.upload import Upload, file_name
from core.store.store import Store
from core.store.units import unit_tree
from core.time.day_spans import DaySpan
from core.time.period_context import PeriodContext, context_of
from core.time.period_refusal import PeriodTextError
from core.time.period_text import needs_context, parse_period
from core.time.reporting_calendar import ReportingCalendar

_ANY_YEAR = PeriodContext(2024)


class SheetJob(NamedTuple):
    """A sheet, its kind, and what is said of it.

    `covers` is the period that it has completely, as it was typed (`year` where the text has none); empty where the
    file says it, or its first and last day are meant. `mapping` puts its headers under ours; None where they are
    ours. `name` is the mapping's, under which it is kept if `keep` says so. `around` are the texts that stand nearer
    to the rows than the file's name.
    """

    kind: str
    covers: str = ""
    is_complete: bool = False
    sheet: str | None = None
    header: HeaderChoice | None = None
    mapping: TableMapping | None = None
    name: str = ""
    keep: bool = False
    around: tuple[str, ...] = ()
    year: int | None = None
    withdraw: bool = False
    new_ids: bool = False
    not_listed_is_zero: bool = False


def options_of(job: SheetJob, days: DaySpan | None, *, rehearsing: bool) -> ImportOptions:
    """Return the importer's options. A rehearsal takes new numbers as meant, and tells the doubt as a warning."""
    return ImportOptions(days, job.is_complete, job.withdraw, job.new_ids or rehearsing)


def read_job(store: Store, upload: Upload, job: SheetJob, days: DaySpan | None) -> Table:
    """The table of a sheet under our headers. Raises FileRefused or ImportRefused (Chinese)."""
    known = [*expected_headers(store.catalogue, job.kind), *(job.mapping.headers() if job.mapping else [])]
    table = parse_table(file_name(upload.name), upload.data, job.sheet, job.header, known)
    if job.mapping is not None:
        request = MappingRequest(job.name, job.mapping, days, job.not_listed_is_zero)
        return apply_mapping(table, request, store.catalogue, unit_tree(store))
    return with_zeros(table, days) if job.not_listed_is_zero else table


def covered_days(upload: Upload, job: SheetJob, calendar: ReportingCalendar) -> DaySpan | None:
    """The days that were typed. Raises ImportRefused (Chinese) where they cannot be read."""
    text = job.covers.strip()
    if not text:
        return None
    context = PeriodContext(job.year) if job.year else context_of(*job.around, upload.name)
    try:
        return parse_period(text, calendar, context)
    except PeriodTextError as error:
        raise ImportRefused(f"读不懂期间“{text}”：{error}。") from error


def lacks_year(text: str, names: Iterable[str], calendar: ReportingCalendar) -> bool:
    """Tell whether a period that was typed has no year, and nothing around it gives one: then it is asked."""
    if not text.strip() or context_of(*names).year is not None or not needs_context(text, calendar):
        return False
    try:
        parse_period(text, calendar, _ANY_YEAR)
    except PeriodTextError:
        return False
    return True


def written_days(names: Sequence[str], calendar: ReportingCalendar) -> DaySpan | None:
    """The days that a title, the name of a sheet or of the file says, the nearest to the rows first."""
    return next((days for name in names if (days := days_in(name, calendar))), None)
