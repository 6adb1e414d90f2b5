"""Small made-up bureaus of the generator, and what is in a database of theirs."""

from __future__ import annotations

import json
from datetime import date
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from core.catalogue.load import load_catalogue
from core.store.create import create_store
from core.store.store import Store
from core.time.days import day_number
from seed.bureau import Plan, month_drafts, officer_numbers
from seed.draft import Row, Writer
from seed.postings import draw_postings

AS_OF, NOW = date(2026, 10, 31), 1_793_600_000


CATALOGUE = load_catalogue()


Point = tuple[int, int]


Ring = list[Point]


def writer(bureau: Plan) -> Writer:
    return Writer(CATALOGUE.facts, np.arange(len(bureau.place.units)), officer_numbers(bureau.force))


def rows_of(bureau: Plan, backwards: bool = False) -> dict[str, list[Row]]:
    months = list(bureau.months)[::-1] if backwards else bureau.months
    groups = [list(month_drafts(bureau, month)) for month in months]
    drafts = chain([draw_postings(bureau.force)], *(chain(*(group[::-1] if backwards else group)) for group in groups))
    write, as_of = writer(bureau), day_number(bureau.as_of)
    rows: dict[str, list[Row]] = {}
    for draft in drafts:
        rows.setdefault(draft.kind, []).extend(write.rows(draft, as_of))
    return {kind: sorted(found) for kind, found in rows.items()}


def new_store(path: Path, bureau: Plan, demo: bool = True) -> Store:
    return create_store(path, bureau=bureau.bureau, demo=demo, now=NOW)


def contents(store: Store) -> dict[str, list[Row]]:
    tables = [f"fact_{kind}" for kind in CATALOGUE.facts] + ["unit", "officer", "ledger", "coverage"]
    found = {table: sorted(store.db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}
    found["source"] = sorted(store.db.execute("SELECT id, zh, covers_to FROM source").fetchall())
    return found


def ring(polygon: str | None) -> Ring:
    assert polygon
    (points,) = json.loads(polygon)
    assert points[0] == points[-1]
    return [(round(x * 100_000), round(y * 100_000)) for x, y in points]


def twice_area(points: Ring) -> int:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(points))
