"""Builds a board file from exported facts: whole, or upon the one that is there from the parts that have changed.

The file is made beside its place and renamed into it when it is whole; whoever has the earlier one open goes on reading
that. It keeps no log beside it and is opened as a file that never changes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pyarrow.compute as pc

from core.board_files.carried_tables import carry_tables, exported_overlays, read_table
from core.board_files.cells import add_cells, drop_empty_cells
from core.board_files.draft import copied_draft, finish, is_sound, new_draft, opened_board
from core.board_files.kept_records import add_kept_records, drop_records
from core.board_files.order import LONGER_BY, BoardOrder, BuildCounts
from core.board_files.sum_engine import SumEngine
from core.board_files.summed_parts import (
    SOURCE,
    PartChange,
    SummedParts,
    changes_between,
    changes_upon,
    in_runs,
    keep_parts,
    kept_parts,
    parts_of,
    signed_files,
    source_digest,
)
from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.facts.manifest import Manifest, read_manifest, require_whole
from core.facts.parquet import require_columns
from core.store.board_file import RECORDS_FROM, is_board_file
from core.store.bulk_load import begin_bulk, end_bulk
from core.store.catalogue_tables import table_of
from core.store.column_text import schema_of
from core.store.cube_queries import LEAF, CubeQueries
from core.store.errors import StoreError
from core.store.ledger import LEDGER_CHANGED
from core.store.open import is_behind
from core.store.scratch import scratch_folder
from core.store.store import Store
from core.store.unit_history import FIRST_DAY, LAST_DAY
from core.store.units import UNITS_CHANGED
from core.store.whole_file import sync_folder


def build_board(order: BoardOrder, engine: SumEngine, *, actor: str, now: int) -> BuildCounts:
    """Build a board file. Raises StoreError or CatalogueError (Chinese), with nothing changed.

    Where only what has changed is to be summed, and nothing has, the board that is there is left as it is.
    """
    if order.out.exists() and not is_board_file(order.out):
        raise StoreError(f"{order.out} 已存在，而且不是看板文件：请换一个路径。")
    if not order.out.parent.is_dir():
        raise StoreError(f"{order.out.parent} 不是文件夹：请先建好。")
    manifest = read_manifest(order.facts)
    require_whole(order.facts, manifest.files)
    overlays = exported_overlays(order.facts, manifest) if order.overlays is None else dict(order.overlays)
    catalogue = load_catalogue(overlays)
    target = parts_of(manifest, catalogue, overlays, _records_from(order, manifest, catalogue))
    for kind, fact in catalogue.facts.items():
        require_columns(order.facts, fact, manifest.of_kind(kind).values())
    changes: list[PartChange] | None = None
    if order.only_changed and order.out.exists() and is_sound(order.out):
        with closing(opened_board(order.out)) as board:
            if not is_behind(board):
                if board.meta(SOURCE) == source_digest(manifest, target):
                    return BuildCounts(0, len(target.records), 0, _all_rows(board), is_whole=False, is_as_before=True)
                changes = changes_upon(order.facts, kept_parts(board), target)
    with scratch_folder(order.out.parent, f".{order.out.name}-") as folder:
        draft = folder / order.out.name
        is_whole = changes is None
        if changes is None:
            changes = changes_between({}, target.records)
            store = new_draft(draft, manifest, overlays, actor=actor, now=now)
        else:
            store = copied_draft(draft, order.out)
        with closing(store):
            with store.write(actor, "build", f"{len(changes)}/{len(target.records)}", now):
                carry_tables(store, order.facts, manifest)
                sums = _sum_changes(store, order.facts, changes, engine, manifest)
                _carry_records(store, order.facts, target, None if is_whole else changes)
                drop_empty_cells(store)
                _describe(store, manifest, target)
            records = _all_rows(store)
            finish(store)
        draft.replace(order.out)
        sync_folder(order.out.parent)
    return BuildCounts(len(changes), len(target.records), sums, records, is_whole)


def _records_from(order: BoardOrder, manifest: Manifest, catalogue: Catalogue) -> dict[str, int]:
    """Return by kind the first day of the months whose records come along, back from the last day that is covered."""
    last = pc.max(read_table(order.facts, manifest, "coverage").column("last")).as_py()
    if last is None:
        raise StoreError("导出的数据里没有任何“记录齐全”的日子：没有可以汇总的。请先导入记录。")
    calendar = catalogue.reporting_calendar
    first_month = calendar.month_of(last) - order.record_months + 1
    cohorts = {measure.fact for measure in catalogue.measures.values() if measure.cohort}
    return {kind: calendar.month_days(first_month - LONGER_BY * (kind in cohorts))[0] for kind in catalogue.facts}


def _sum_changes(
    store: Store, folder: Path, changes: Sequence[PartChange], engine: SumEngine, manifest: Manifest
) -> int:
    """Add what the changed parts come to, less what they came to before, to the board's cells."""
    units = read_table(folder, manifest, "unit").select(["id", "kind"])
    lines = read_table(folder, manifest, "unit_ancestor").select(["unit", "ancestor", "kind", "first", "last"])
    engine.take_units(units, lines)
    always = pc.and_(pc.equal(lines.column("first"), FIRST_DAY), pc.equal(lines.column("last"), LAST_DAY))
    has_moves = not pc.all(always).as_py()
    sums = 0
    for kind, fact in store.catalogue.facts.items():
        queries = CubeQueries(store.catalogue, kind, engine.dialect, has_moves=has_moves)
        own = [change for change in changes if change.kind == kind]
        if not queries.is_counted:
            continue
        for files in in_runs(signed_files(folder, own), engine.rows_at_once):
            engine.take_records(schema_of(fact), files)
            engine.keep(LEAF, queries.leaf())
            for query in queries.cells():
                sums += add_cells(store.db, query, engine.rows(query))
    return sums


def _carry_records(store: Store, folder: Path, target: SummedParts, changes: Sequence[PartChange] | None) -> None:
    """Have the records that come along; of a board that has them since the same day only changed parts are read.

    All go before any comes: a record whose day was corrected goes from one month's part and comes with another's.
    """
    before = kept_parts(store)
    if changes is None or before is None or before.records_from != target.records_from:
        for kind in store.catalogue.facts:
            store.db.execute(f"DELETE FROM {table_of(kind)}")
        changes = changes_between({}, target.records)
    is_first = before is None
    if is_first:
        begin_bulk(store)
    for change in changes:
        if change.before:
            drop_records(store, folder, change.kind, change.before)
    for change in changes:
        if change.now:
            add_kept_records(store, folder, change.kind, change.now, target.records_from[change.kind])
    if is_first:
        end_bulk(store)


def _describe(store: Store, manifest: Manifest, target: SummedParts) -> None:
    """Note of which moment the board speaks, what it was summed from, and since when it has the records."""
    keep_parts(store, target)
    store.set_meta(SOURCE, source_digest(manifest, target))
    store.set_meta(RECORDS_FROM, json.dumps(target.records_from))
    for key in ("data_version", UNITS_CHANGED, LEDGER_CHANGED):
        store.set_meta(key, manifest.data_version)
    store.db.execute("DELETE FROM cube_change")


def _all_rows(store: Store) -> int:
    counts = (f"SELECT count(*) FROM {table_of(kind)}" for kind in store.catalogue.facts)
    return sum(int(store.db.execute(count).fetchone()[0]) for count in counts)
