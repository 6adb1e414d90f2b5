"""Checklists of stations, as declared in checklists.toml."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Annotated

from pydantic import Field

from core.catalogue.entry import Entry
from core.catalogue.problems import Fault, unknown_kpi


class Checklist(Entry):
    """Hold what stations build up, item by item.

    items: ids of KPIs; a stock of 0 or 1 in a station says whether it is there, a rate how much of it.
    """

    items: Annotated[list[str], Field(min_length=1, max_length=24)]


def checklist_faults(kpis: Container[str], checklist: Checklist) -> Iterator[Fault]:
    """Items that are not there, or twice."""
    for name in checklist.items:
        if name not in kpis:
            yield unknown_kpi(name)
    if len(set(checklist.items)) != len(checklist.items):
        yield "同一项写了两次", "每个指标只写一次"
