"""Plan of an import: counted before anything is written, so that nothing is written for nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from core.store.confirmations import SameRow
from core.store.coverage import CoverageClaim
from core.store.data_sources import SourceReach
from core.store.sources import source_ages, touch_source
from core.store.store import Store
from core.time.day_spans import DaySpan
from core.time.days import to_date

if TYPE_CHECKING:
    from core.intake.source_part import SourcePart

WriteStep = Callable[[], object]
T = TypeVar("T")
_CHUNK = 500  # ids asked for in one statement


@dataclass(frozen=True)
class ImportOptions:
    """Hold what the person who brings a file says of it.

    `covers` are the first and last day of which records (or officers) speak; `complete` says that the file has the
    whole bureau's: both matter to officers and records alone. `withdraw` takes out what a complete file no longer
    holds; `new_ids` says that the numbers of records are meant, though all else is there under other ones. `part` is
    given where a data source is read part by part. `rows_may_go` says that nobody reads the file's rows again: what
    they take in memory is given back before anything is written.
    """

    covers: DaySpan | None = None
    complete: bool = False
    withdraw: bool = False
    new_ids: bool = False
    part: SourcePart | None = None
    rows_may_go: bool = False


@dataclass
class ImportPlan:
    """Rows counted by what becomes of them, the days they speak of, and the steps that write them.

    `periods` are those that the rows of a ledger speak of, in their order. `claims` are all that the file vouches for;
    `covers_more` says that some of it is news. `same` are the rows that are there already (read when they are written
    down), `resting` counts by their batch those that are only counted. `units` answer for the records; `reach` is what
    a data source has spoken of with them. `doubt` (Chinese) is what somebody must say yes to before anything is
    written. `is_past` says that all records are of days that were over: on a later day the file will say the same.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    covers: DaySpan | None = None
    periods: list[DaySpan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    steps: list[WriteStep] = field(default_factory=list)
    claims: list[CoverageClaim] = field(default_factory=list)
    covers_more: bool = False
    same: list[Iterable[SameRow]] = field(default_factory=list)
    resting: Counter[int] = field(default_factory=Counter)
    doubt: str | None = None
    units: set[int] = field(default_factory=set)
    reach: SourceReach = field(default_factory=SourceReach)
    is_past: bool = False

    @property
    def writes(self) -> bool:
        """True if anything is to be written."""
        return bool(self.steps) or self.covers_more

    def count_same(self, batch: int | None, kind: str, row_id: str) -> None:
        """Count a row that is there already, as a batch wrote it."""
        self.unchanged += 1
        if batch is not None:
            self.same.append([SameRow(batch, kind, row_id)])


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Lists of at most five hundred."""
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def stored_rows(store: Store, table: str, columns: list[str], key: str, keys: Iterable[str]) -> list[tuple[Any, ...]]:
    """The rows of a table whose key is among those wanted."""
    rows: list[tuple[Any, ...]] = []
    for chunk in chunks(keys):
        marks = ", ".join("?" * len(chunk))
        rows += store.db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {key} IN ({marks})", chunk)
    return rows


def plan_touch(store: Store, plan: ImportPlan, source: str, zh: str, covers_to: int, now: int) -> None:
    """Notes the freshness of a source where the plan writes anything, or where the source reaches further."""
    age = source_ages(store).get(source)
    if plan.writes or age is None or age.covers_to < to_date(covers_to) or age.zh != zh:
        plan.steps.append(lambda: touch_source(store, source, zh, covers_to, now))
