"""Query of the search: pages, KPIs and units by name, short name, id or pinyin initials; records by their number.

What is found is within the viewer's scope and on pages that the viewer may open.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from core.access.roles import Role
from core.access.scoped_search import RecordKind, ScopedSearch
from core.access.viewer import Viewer
from core.store.unit_words import placed_full_name
from dashboards.auth import current_user, demo_roles
from dashboards.i18n.pinyin import find_initials, initials
from dashboards.i18n.words import navigation as words
from dashboards.queries import database, pages, session
from dashboards.queries.cache import cached_query
from dashboards.registry import is_open_to

MOST = 6  # results of a kind
LONGEST = 60  # characters of what is typed


class HitKind(StrEnum):
    """Kind of a result, in the order of the list, by its name on the screen."""

    KPI = words.FOUND_KPIS
    UNIT = words.FOUND_UNITS
    PAGE = words.FOUND_PAGES
    INSTRUCTION = words.FOUND_INSTRUCTIONS
    DISPUTE = words.FOUND_DISPUTES
    CASE = words.FOUND_CASES


class Hit(NamedTuple):
    """One result: its name, a remark, the page that shows it, and the parameters of that page's address."""

    kind: HitKind
    name: str
    note: str
    page: str
    params: tuple[tuple[str, str], ...] = ()


class _Entry(NamedTuple):
    """An entry that can be found by name: the result, its names in lower case, and their pinyin initials."""

    hit: Hit
    names: tuple[str, ...]
    initials: tuple[tuple[str, ...], ...]


def find(text: str) -> list[Hit]:
    """Return what matches a text, by kind, the best first."""
    typed = text.strip().lower()[:LONGEST]
    if not typed:
        return []
    ranked: dict[HitKind, list[tuple[int, int, Hit]]] = {kind: [] for kind in HitKind}
    for place, entry in enumerate(_index(_open_pages(current_user.required()))):
        rank = _rank(entry, typed)
        if rank is not None:
            ranked[entry.hit.kind].append((rank, place, entry.hit))
    by_name = [hit for hits in ranked.values() for _, _, hit in sorted(hits)[:MOST]]
    return [*by_name, *_records(text)]


def _rank(entry: _Entry, typed: str) -> int | None:
    """Return how well an entry matches, 0 the best: the whole name, its beginning, within it, its initials."""
    ranks = [0 if name == typed else 1 if name.startswith(typed) else 2 for name in entry.names if typed in name]
    if not ranks and typed.isascii():
        places = [place for name in entry.initials if (place := find_initials(name, typed)) is not None]
        ranks = [3 if place == 0 else 4 for place in places]
    return min(ranks, default=None)


def _open_pages(viewer: Viewer) -> frozenset[str]:
    """Return the addresses of the pages that the viewer may open; in a demonstration one plays a role that may."""
    is_playing = demo_roles.is_demo_role(viewer)
    return frozenset(entry.address for entry in pages.entries() if is_playing or is_open_to(entry, viewer.scope))


@cached_query
def _index(open_pages: frozenset[str]) -> tuple[_Entry, ...]:
    """Return all that can be found by name; made once a data version and scope."""
    return tuple(_entry(hit, names) for hit, names in _named_hits(open_pages))


def _entry(hit: Hit, names: tuple[str, ...]) -> _Entry:
    distinct = tuple(dict.fromkeys(name.lower() for name in names if name))
    return _Entry(hit, distinct, tuple(initials(name) for name in distinct if not name.isascii()))


def _named_hits(open_pages: frozenset[str]) -> Iterator[tuple[Hit, tuple[str, ...]]]:
    """Yield each result that has a name, with all its names."""
    if "indicators" in open_pages:
        catalogue = database.catalogue()
        for kpi_id, kpi in catalogue.kpis.items():
            hit = Hit(HitKind.KPI, kpi.zh, catalogue.domains[kpi.domain].zh, "indicators", (("kpi", kpi_id),))
            yield hit, (kpi.zh, kpi.label, kpi_id)
    if "station" in open_pages:
        yield from _units()
    for entry in pages.entries():
        if entry.address in open_pages:
            yield Hit(HitKind.PAGE, entry.name, str(entry.group), entry.address), (entry.name, entry.address)


def _units() -> Iterator[tuple[Hit, tuple[str, ...]]]:
    """Yield the stations of the viewer's scope, and the communities below them."""
    tree = session.units()
    for station in [tree.root] if tree.root.kind == "station" else tree.stations(tree.root.id):
        params = ("unit", str(station.id))
        above = tree.compared_above(station.id)
        yield (
            Hit(HitKind.UNIT, station.name, above.name if above else "", "station", (params,)),
            (station.name, station.code),
        )
        for below in tree.below(station.id):
            hit = Hit(
                HitKind.UNIT,
                below.name,
                placed_full_name(tree, station),
                "station",
                (params, ("community", str(below.id))),
            )
            yield hit, (below.name, below.code)


def _records(text: str) -> list[Hit]:
    """Return the instructions, disputes and cases whose number begins with the text."""
    units = session.units().units
    hits = []
    for record in ScopedSearch(session.request()).records(text, MOST):
        kind, page, param = _RECORD_PAGES[record.kind]
        if current_user.required().scope.role is Role.OFFICER:
            page, param = "officer", ""  # where the officer's own stand
        unit = units.get(record.unit)
        params = ((param, record.number),) if param else ()
        hits.append(Hit(kind, record.number, unit.name if unit else "", page, params))
    return hits


_RECORD_PAGES = {
    RecordKind.INSTRUCTION: (HitKind.INSTRUCTION, "instructions", "no"),
    RecordKind.DISPUTE: (HitKind.DISPUTE, "key_disputes", "record"),
    RecordKind.CASE: (HitKind.CASE, "cases", "record"),
}
