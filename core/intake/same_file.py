"""The same file again: what it says is known, where nothing that it could say it of has been written since.

With the last file of each kind of record it is kept what identifies it (its bytes, sheet, headers and mapping, what was
said of it, the catalogue and the program), which rows were refused, and the data version. Where all later versions are
batches of other kinds of record, every good row of it is there unchanged. Only the refused rows are read again: their
values are kept nowhere, and a row that was of the future may be good by now. Then, and in all other cases, the
whole file is read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version

from core.intake.cell_parsers import ParseContext
from core.intake.import_plan import ImportOptions, ImportPlan
from core.intake.records import plan_records
from core.intake.sheet import ImportSheet
from core.intake.table import Table, joined_digest
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan

MOST_REFUSED = 20_000  # row numbers that are kept


@dataclass(frozen=True)
class KeptReading:
    """Facts kept of a file: its digest, the data version and the time of its batch, and what its plan said."""

    digest: str
    version: int
    at: int
    covers: DaySpan | None
    warnings: list[str]
    refused: list[int]


def reading_digest(store: Store, kind: str, table: Table, options: ImportOptions) -> str:
    """Return what identifies a file with all that its outcome depends on but the data; empty where that is unknown.

    A file that is said to be complete is judged by what it does not hold, and a part of a source by its place.
    """
    if kind not in store.catalogue.facts or options.complete or options.part is not None:
        return ""
    catalogue = store.catalogue.facts[kind].model_dump_json()
    return joined_digest(table.digest, table.file, options.covers, catalogue, _program())


def plan_again(
    store: Store, tree: UnitTree, kind: str, sheet: ImportSheet, context: ParseContext, digest: str
) -> ImportPlan | None:
    """Plan a file of records that is the last one of its kind again; None where it has to be read as a whole.

    The sheet is left with its refused rows alone, and with what is refused of them.
    """
    kept = _kept_reading(store, kind) if digest else None
    if kept is None or kept.digest != digest or context.now < kept.at or not _is_untouched(store, kind, kept.version):
        return None
    sheet.rows = sheet.rows_of(kept.refused)
    if sheet.rows:
        plan = plan_records(store, tree, kind, sheet, context, ImportOptions())
        if plan.new or plan.changed or plan.unchanged:
            return None
    if set(sheet.refused_rows) != set(kept.refused):
        return None
    refused = len({refusal.row for refusal in sheet.refused})
    return ImportPlan(unchanged=sheet.rows_read - refused, covers=kept.covers, warnings=list(kept.warnings))


def keep_reading(store: Store, kind: str, sheet: ImportSheet, digest: str, plan: ImportPlan, now: int) -> None:
    """Keep what a file says by its plan, in the transaction of its batch, if it will say the same on later days."""
    store.require_transaction()
    if digest and plan.is_past and plan.doubt is None and len(sheet.refused_rows) <= MOST_REFUSED:
        kept = KeptReading(digest, store.data_version(), now, plan.covers, plan.warnings, sorted(sheet.refused_rows))
        store.set_meta(_key(kind), json.dumps(asdict(kept), ensure_ascii=False))


def _kept_reading(store: Store, kind: str) -> KeptReading | None:
    text = store.meta(_key(kind))
    if text is None:
        return None
    fields = json.loads(str(text))
    covers = fields.pop("covers")
    return KeptReading(**fields, covers=None if covers is None else (covers[0], covers[1]))


def _is_untouched(store: Store, kind: str, since: int) -> bool:
    """Return True if every write since a data version was a batch of another kind of record, or took one back."""
    facts = store.catalogue.facts
    others = [name for name, fact in facts.items() if name != kind and not fact.postings]
    marks = ", ".join("?" * len(others))
    versions = "SELECT data_version AS version, kind FROM batch UNION ALL SELECT undone_version, kind FROM batch"
    harmless = store.db.execute(
        f"SELECT count(*) FROM ({versions}) WHERE version > ? AND kind IN ({marks})", [since, *others]
    ).fetchone()[0]
    return store.data_version() - since == int(harmless)


def _key(kind: str) -> str:
    return f"last_file_{kind}"


@cache
def _program() -> str:
    return version("fengjing")
