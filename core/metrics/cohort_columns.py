"""Columns of the cube that await an outcome, by the kind of record and the columns that date it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.metrics.cube_cache import CubeCache
from core.store.measure_sql import DateGroup


class CohortColumns(NamedTuple):
    """Cube columns of one kind of record, dated by one of its columns and awaiting another."""

    kind: str
    group: DateGroup
    reported: str
    outcome: str
    columns: list[str]


def cohort_columns(catalogue: Catalogue, cache: CubeCache, columns: Collection[str]) -> Iterator[CohortColumns]:
    """Yield those of some columns that await an outcome."""
    for kind in catalogue.facts:
        for group in cache.date_groups(kind):
            for outcome, awaiting in group.cohorts.items():
                own_columns = [column for column in awaiting if column in columns]
                if own_columns and group.column:
                    yield CohortColumns(kind, group, group.column, outcome, own_columns)
