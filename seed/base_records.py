"""Surroundings of the records: units, officers, reports, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.store.coverage import add_coverage
from core.store.ledger import LedgerRow
from core.store.officers import add_officers
from core.store.sources import touch_source
from core.store.store import Store
from core.store.units import NewUnit, add_units, set_polygon, unit_tree
from core.time.days import day_number
from seed.bureau import Plan, officer_numbers
from seed.draft import Writer
from seed.ledger import DraftRow, kept_back
from seed.plan_store import keep_plan


def add_place(store: Store, plan: Plan) -> None:
    """Adds all the units below the bureau, and its outline."""
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


def add_people(store: Store, plan: Plan) -> None:
    """Adds everybody who has come by as_of."""
    as_of = day_number(plan.as_of)
    come = {posting.officer for posting in plan.force.postings if posting.since <= as_of}
    officers = (plan.force.officers[index] for index in sorted(come))
    add_officers(store, ((officer.number, officer.name) for officer in officers))


def make_writer(store: Store, plan: Plan) -> Writer:
    """A writer to this database's own ids of units."""
    tree = unit_tree(store)
    ids = {unit.code: unit.id for unit in tree.units.values()}
    units = [tree.root.id, *(ids[unit.code] for unit in plan.place.units[1:])]
    return Writer(store.catalogue.facts, np.array(units, dtype=np.int64), officer_numbers(plan.force))


def reports(writer: Writer, rows: Iterable[DraftRow]) -> Iterator[LedgerRow]:
    """Rows of reports with the database's own ids of units."""
    return (LedgerRow(int(writer.units[r.unit]), r.measure, r.first, r.last, r.value, r.source) for r in rows)


def finish(store: Store, plan: Plan, now: int) -> None:
    """Says what is covered and how fresh each source is, and keeps the plan so that time can go on."""
    root, first, last = unit_tree(store).root.id, day_number(plan.start), day_number(plan.as_of)
    for kind, fact in store.catalogue.facts.items():
        add_coverage(store, kind, root, first, last)
        touch_source(store, kind, fact.system, last, now)
    sources = store.db.execute("SELECT DISTINCT source FROM ledger").fetchall()
    missing = kept_back(plan)
    for (source,) in sources:
        touch_source(store, f"ledger:{source}", source, missing.get(source, last + 1) - 1, now)
    keep_plan(store, plan)
