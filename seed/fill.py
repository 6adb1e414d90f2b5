"""Puts a made-up bureau into an empty demo database, and lets its time run forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

import numpy as np

from core.days import day_number, to_date
from core.store.coverage import cover
from core.store.cube import rebuild_cube
from core.store.ledger import LedgerRow, apply_ledger, drop_ledger
from core.store.officers import add_officers
from core.store.records import apply_records, load_records
from core.store.sources import touch_source
from core.store.store import Store
from core.store.units import NewUnit, add_units, set_polygon, unit_tree
from seed.bureau import Plan, headquarters_drafts, officer_numbers, station_drafts
from seed.draft import Draft, Row, Writer
from seed.ledger import DraftRow, ledger_rows, superseded

Progress = Callable[[str, float], None]
ACTOR = "generator"


class FillError(ValueError):
    """The database cannot take a made-up bureau. The message is Chinese, for the screen."""


def fill(store: Store, plan: Plan, *, now: int, progress: Progress | None = None) -> None:
    """Fills an empty demo database in one transaction.

    Raises FillError if the database is not marked 演示, or holds units or records already.
    """
    _require_demo(store)
    if len(unit_tree(store).units) > 1:
        raise FillError("演示数据只能写入空的演示库：该库已有单位。")
    tell = progress or (lambda _label, _done: None)
    with store.write(ACTOR, "demo", f"{plan.size} seed={plan.seed} as_of={plan.as_of}", now):
        tell("单位与人员", 0.0)
        _add_place(store, plan)
        _add_people(store, plan)
        writer, as_of = _writer(store, plan), day_number(plan.as_of)
        for drafts, done in _batches(plan):
            for kind, rows in _rows(writer, drafts, as_of).items():
                load_records(store, kind, rows)
            tell("警情、纠纷、案件、检查、办件", 0.6 * done)
        tell("统计报表", 0.6)
        apply_ledger(store, _ledger(writer, ledger_rows(plan, store.catalogue.measures)))
        tell("汇总立方", 0.7)
        rebuild_cube(store)
        _close(store, plan, now)
    tell("完成", 1.0)


def advance(store: Store, plan: Plan, to: date, *, now: int, progress: Progress | None = None) -> Plan:
    """Lets time run to a later day in one transaction, and returns the plan of that day.

    Only what is known otherwise than before is written. `plan` is the plan by which the database stands now.
    """
    _require_demo(store)
    if stored_plan(store) != plan:
        raise FillError("该演示库与所给方案不符。")
    later = plan.until(to)
    tell = progress or (lambda _label, _done: None)
    with store.write(ACTOR, "advance", f"{plan.as_of} -> {to}", now):
        _add_people(store, later)
        writer, since, as_of = _writer(store, later), day_number(plan.as_of), day_number(to)
        changed: dict[str, list[Row]] = {}
        for drafts, done in _batches(later):
            for kind, rows in _rows(writer, drafts, as_of, since).items():
                changed.setdefault(kind, []).extend(rows)
            tell("新的记录", 0.6 * done)
        for kind, rows in changed.items():
            apply_records(store, kind, rows)
        tell("统计报表", 0.9)
        measures = store.catalogue.measures
        for row in superseded(plan, ledger_rows(plan, measures)):
            drop_ledger(store, int(writer.units[row.unit]), row.measure, row.first, row.last)
        apply_ledger(store, _ledger(writer, ledger_rows(later, measures)))
        _close(store, later, now)
    tell("完成", 1.0)
    return later


def stored_plan(store: Store) -> Plan:
    """The plan by which a demo database stands now. Raises FillError if it was not made by `fill`."""
    size, seed, start, as_of = (store.meta(f"demo_{key}") for key in ("size", "seed", "start", "as_of"))
    if size is None or seed is None or start is None or as_of is None:
        raise FillError("该库不是由生成器建立的演示库。")
    return Plan(str(size), int(seed), to_date(int(start)), to_date(int(as_of)))


def _require_demo(store: Store) -> None:
    if not store.demo:
        raise FillError("这是真实数据库，不能写入演示数据。")


def _add_place(store: Store, plan: Plan) -> None:
    root = unit_tree(store).root
    bureau, *below = plan.place.units
    set_polygon(store, root.id, bureau.polygon)
    codes = {unit.index: unit.code for unit in below} | {bureau.index: root.code}
    add_units(
        store,
        (
            NewUnit(unit.code, unit.name, unit.kind, codes[unit.parent or 0], unit.setting, unit.polygon)
            for unit in below
        ),
    )


def _add_people(store: Store, plan: Plan) -> None:
    as_of = day_number(plan.as_of)
    come = {posting.officer for posting in plan.force.postings if posting.since <= as_of}
    officers = (plan.force.officers[index] for index in sorted(come))
    add_officers(store, ((officer.number, officer.name) for officer in officers))


def _writer(store: Store, plan: Plan) -> Writer:
    tree = unit_tree(store)
    ids = {unit.code: unit.id for unit in tree.units.values()}
    units = [tree.root.id, *(ids[unit.code] for unit in plan.place.units[1:])]
    return Writer(store.catalogue.facts, np.array(units, dtype=np.int64), officer_numbers(plan.force))


def _batches(plan: Plan) -> Iterator[tuple[Iterator[Draft], float]]:
    """The drafts by station, with the share that is done after each."""
    total = len(plan.beats)
    yield headquarters_drafts(plan), 0.0
    for number, beat in enumerate(plan.beats, start=1):
        yield station_drafts(plan, beat), number / total


def _rows(writer: Writer, drafts: Iterator[Draft], as_of: int, since: int | None = None) -> dict[str, list[Row]]:
    rows: dict[str, list[list[Row]]] = {}
    for draft in drafts:
        rows.setdefault(draft.kind, []).append(writer.rows(draft, as_of, since))
    return {kind: list(chain.from_iterable(parts)) for kind, parts in rows.items()}


def _ledger(writer: Writer, rows: list[DraftRow]) -> Iterator[LedgerRow]:
    return (LedgerRow(int(writer.units[r.unit]), r.measure, r.first, r.last, r.value, r.source) for r in rows)


def _close(store: Store, plan: Plan, now: int) -> None:
    """Says what is covered and how fresh each source is, and keeps what the plan needs to go on."""
    root, first, last = unit_tree(store).root.id, day_number(plan.start), day_number(plan.as_of)
    for kind, fact in store.catalogue.facts.items():
        cover(store, kind, root, first, last)
        touch_source(store, kind, fact.system, last, now)
    sources = store.db.execute("SELECT DISTINCT source FROM ledger").fetchall()
    for (source,) in sources:
        touch_source(store, f"ledger:{source}", source, last, now)
    for key, value in (("size", plan.size), ("seed", plan.seed), ("start", first), ("as_of", last)):
        store.set_meta(f"demo_{key}", value)
