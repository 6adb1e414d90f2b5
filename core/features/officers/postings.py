"""Officers at their posts on a day, and the colleagues that one may be compared with."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from core.features.quartiles import is_large_enough
from core.metrics.types import Window
from core.store.record_reach import records_since
from core.store.store import Store
from core.store.units import UnitTree

SAME_POST = "同岗位"
_BELOW = "SELECT unit FROM unit_ancestor WHERE ancestor = ? AND ? BETWEEN first AND last AND NOT inherited"  # on a day
_BELOW_OR_BEFORE = _BELOW.removesuffix(" AND NOT inherited")


class Posting(NamedTuple):
    """An officer at a post; `identity` is the code of 民警, 辅警 and so on."""

    officer: str
    name: str
    unit: int
    identity: str


def serving_officers(
    store: Store, day: int, unit: int | None = None, officer: str | None = None, *, with_merged: bool = False
) -> list[Posting]:
    """The postings on a day, by officer number: all, those in a unit and below it, or that of one officer.

    `with_merged` adds those in the units that were merged into it.
    """
    table, below = records_since(store, "posting", day), _BELOW_OR_BEFORE if with_merged else _BELOW
    rows = store.conn.execute(
        f"SELECT p.officer, o.name, p.unit, p.kind FROM {table} p JOIN officer o ON o.id = p.officer "
        "WHERE p.from_day <= ? AND ifnull(p.to_day, ? + 1) > ? AND (? IS NULL OR p.officer = ?) "
        f"AND (? IS NULL OR p.unit IN ({below})) ORDER BY p.officer",
        [day, day, day, officer, officer, unit, unit, day],
    )
    return [Posting._make(row) for row in rows]


def officer_roster(
    store: Store, tree: UnitTree, day: int, unit: int | None = None, officer: str | None = None
) -> list[tuple[str, str, str]]:
    """Number, name and name of the unit of the officers that `serving_officers` lists."""
    postings = serving_officers(store, day, unit, officer)
    return [(posting.officer, posting.name, tree.units[posting.unit].name) for posting in postings]


class Colleagues(NamedTuple):
    """Comparable colleagues, what they are called (Chinese), and whether they have more than one post.

    `is_newcomer` tells that the officer came to the station or to the post within the days, and has none.
    """

    group: str
    officers: list[str]
    has_mixed_posts: bool = False
    is_newcomer: bool = False


class Place(NamedTuple):
    """The place of an officer in a station: identity and post."""

    identity: str
    post: str


def comparable_colleagues(store: Store, officer: str, window: Window) -> Colleagues:
    """Return the colleagues that an officer may be compared with over some days.

    They served in the officer's station, communities included, with the same identity and the same post: one whose post
    does no such work would count as 0. Where too few have the same post it is all of the same identity. Who came in the
    middle has counts of fewer days: such a one is no colleague, and has none.
    """
    postings = serving_officers(store, window.last, officer=officer)
    if not postings:
        return Colleagues(SAME_POST, [])
    station, kind = store.conn.execute(
        "SELECT a.ancestor, a.kind FROM unit_ancestor a WHERE a.unit = ? "
        "AND ? BETWEEN a.first AND a.last AND NOT a.inherited ORDER BY a.kind = 'station' DESC, a.ancestor DESC",
        [postings[-1].unit, window.last],
    ).fetchone()
    places = places_throughout(store, station, window)
    own_place = places.get(officer)
    if own_place is None:
        return Colleagues(SAME_POST, [], is_newcomer=True)
    same_post = [person for person, place in places.items() if place == own_place]
    if is_large_enough(len(same_post)):
        return Colleagues(SAME_POST, same_post)
    unit_word = "本所" if kind == "station" else "本单位"
    identity = store.catalogue.facts["posting"].columns["kind"].choices[own_place.identity]
    team = [person for person, place in places.items() if place.identity == own_place.identity]
    return Colleagues(unit_word + identity, team, has_mixed_posts=True)


def places_throughout(store: Store, station: int, window: Window) -> dict[str, Place]:
    """Return who served in a station at one and the same place on the first day and on the last, and at which."""
    now = _places(store, station, window.last)
    then = _places(store, station, window.first) if window.days > 1 else now
    return {officer: place for officer, place in now.items() if then.get(officer) == place}


def _places(store: Store, station: int, day: int) -> dict[str, Place]:
    """Return who served in a station on a day, or in those that were merged into it, and at which place."""
    postings = serving_officers(store, day, station, with_merged=True)
    posts = posts_by_officer(store, day, [posting.officer for posting in postings])
    return {posting.officer: Place(posting.identity, posts[posting.officer]) for posting in postings}


def posts_by_officer(store: Store, day: int, officers: Collection[str]) -> dict[str, str]:
    """The posts of some officers serving on a day."""
    table = records_since(store, "posting", day)
    return dict(
        store.conn.execute(
            f"SELECT officer, post FROM {table} WHERE from_day <= ? AND ifnull(to_day, ? + 1) > ? "
            "AND officer IN (SELECT value FROM json_each(?)) ORDER BY officer",
            [day, day, day, json.dumps(list(officers))],
        )
    )
