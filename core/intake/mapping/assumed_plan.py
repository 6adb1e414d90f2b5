"""Plans what figures will say of a file that a mapping filled in: the notes of its units over its days."""

from __future__ import annotations

from collections.abc import Iterable

from core.catalogue.facts import FactKind
from core.catalogue.model import Catalogue
from core.intake.coverage_plan import reporting_unit
from core.intake.fields import LEDGER, OFFICERS, UNITS
from core.intake.import_plan import ImportPlan
from core.intake.lookup import UnitLookup
from core.intake.mapping.assumed_change import AssumedChange, taken_over
from core.intake.mapping.mapped_table import Assumed, MappedTable
from core.intake.refusal import CellError
from core.intake.table import Table
from core.intake.text_matching import match_key
from core.store.assumed import AssumedNote, standing_assumptions
from core.store.data_sources import SourceReach
from core.store.store import Store
from core.store.units import UnitTree

# What the register of posts works out of a column of the officers' file.
WORKED_OUT = {"birth_year": ("age35_day", "age50_day"), "retire_day": ("retiring_day",)}


def plan_assumed(
    store: Store,
    tree: UnitTree,
    kind: str,
    table: Table,
    plan: ImportPlan,
    *,
    complete: bool,
    reach: SourceReach | None = None,
) -> None:
    """Notes what was filled in, of a file of records or officers; a file that says all for itself clears its notes.

    Earlier notes give way on its days to a file of the same name, or one that is complete for the bureau; any other
    tells nothing of what an earlier one left open. Of a data source, all of its reach is noted at once.
    """
    days = plan.covers if reach is None else reach.days
    if kind in (UNITS, LEDGER) or days is None:
        return
    record_kind = kind if kind != OFFICERS else next(n for n, f in store.catalogue.facts.items() if f.postings)
    standing = standing_assumptions(store, record_kind)
    is_mapped = isinstance(table, MappedTable)
    if reach is not None:
        units = set(reach.units)
    else:
        units = _units(tree, store.catalogue.facts[record_kind], table) if standing or is_mapped else set()
    takeovers = [
        over
        for assumption in standing
        if complete or (assumption.note.file == table.file and assumption.note.unit in units)
        for over in taken_over(assumption, [days])
    ]
    new: list[AssumedNote] = []
    if isinstance(table, MappedTable):
        assumed = [*table.assumed, *_missing(store.catalogue, record_kind, kind, table)]
        plan.warnings += [line for line in _missing_lines(store.catalogue, record_kind, assumed) if line]
        new = [
            AssumedNote(assumption.field, assumption.how, unit, *days, assumption.value, table.file)
            for assumption in assumed
            for unit in units
        ]
    AssumedChange(standing, takeovers, new).plan(store, record_kind, plan)


def _units(tree: UnitTree, fact: FactKind, table: Table) -> set[int]:
    """The units that answer for the rows of a table."""
    header = match_key(fact.columns["unit"].zh)
    position = next((place for place, name in enumerate(table.headers) if match_key(name) == header), None)
    lookup, units = UnitLookup(tree), set()
    for text in {row.cells[position] for row in table.rows} if position is not None else ():
        try:
            units.add(reporting_unit(tree, lookup.find(text)))
        except CellError:
            continue  # the row is refused for it
    return units


def _missing(catalogue: Catalogue, record_kind: str, kind: str, table: MappedTable) -> Iterable[Assumed]:
    """Columns that measures rest on and the file has not: of them nothing is known."""
    fact = catalogue.facts[record_kind]
    used = {name for measure in catalogue.measures_of_fact(record_kind).values() for name in measure.columns(fact)}
    header_keys = {match_key(header) for header in table.headers}
    if kind == OFFICERS:
        labels = {"birth_year": "出生年份", "retire_day": "退休日期"}
        absent = [name for name, label in labels.items() if match_key(label) not in header_keys]
        return [Assumed(column, "unknown", "") for name in absent for column in WORKED_OUT[name]]
    absent = [name for name, column in fact.columns.items() if name in used and match_key(column.zh) not in header_keys]
    return [Assumed(name, "unknown", "") for name in absent]


def _missing_lines(catalogue: Catalogue, record_kind: str, assumed: Iterable[Assumed]) -> Iterable[str]:
    columns = catalogue.facts[record_kind].columns
    absent = [columns[assumption.field].zh for assumption in assumed if assumption.how == "unknown"]
    yield (
        f"文件里没有“{'”“'.join(dict.fromkeys(absent))}”：要用到它们的指标在这些天显示为“—”，不按 0 计"
        if absent
        else ""
    )
