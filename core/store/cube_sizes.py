"""The sizes of the cube: the cells of each grain against the records that they are made of."""

from __future__ import annotations

from typing import NamedTuple

from core.store.catalogue_tables import GRAINS, table_of
from core.store.store import Store


class GrainSize(NamedTuple):
    """A table of the cube: its rows (a cell holds all the measures of its keys), and their share of the records."""

    grain: str
    cells: int
    facts: int
    share: float | None


def cube_sizes(store: Store) -> list[GrainSize]:
    """Count every grain, and all of them together as `cube`, against all the records."""
    facts = sum(_rows(store, table_of(kind)) for kind in store.catalogue.facts)
    cells = {grain: _rows(store, grain) for grain in GRAINS}
    cells["cube"] = sum(cells.values())
    return [GrainSize(grain, number, facts, number / facts if facts else None) for grain, number in cells.items()]


def _rows(store: Store, table: str) -> int:
    return int(store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
