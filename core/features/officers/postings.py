"""Officers at their posts on a day, and the colleagues that one may be compared with."""

from __future__ import annotations

from typing import NamedTuple

from core.features.quartiles import is_large_enough
from core.store.record_reach import records_since
from core.store.store import Store
from core.store.units import UnitTree

SAME_POST = "同岗位"
_BELOW = "SELECT unit FROM unit_ancestor WHERE ancestor = ? AND ? BETWEEN first AND last AND NOT inherited"  # on a day


class Posting(NamedTuple):
    """An officer at a post; `identity` is the code of 民警, 辅警 and so on."""

    officer: str
    name: str
    unit: int
    identity: str


def serving_officers(store: Store, day: int, unit: int | None = None, officer: str | None = None) -> list[Posting]:
    """The postings on a day, by officer number: all, those in a unit and below it, or that of one officer."""
    table = records_since(store, "posting", day)
    rows = store.conn.execute(
        f"SELECT p.officer, o.name, p.unit, p.kind FROM {table} p JOIN officer o ON o.id = p.officer "
        "WHERE p.from_day <= ? AND ifnull(p.to_day, ? + 1) > ? AND (? IS NULL OR p.officer = ?) "
        f"AND (? IS NULL OR p.unit IN ({_BELOW})) ORDER BY p.officer",
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
    """Comparable colleagues, what they are called (Chinese), and whether they have more than one post."""

    group: str
    officers: list[str]
    has_mixed_posts: bool = False


def comparable_colleagues(store: Store, officer: str, day: int) -> Colleagues:
    """Return the colleagues that an officer may be compared with on a day.

    They serve in the officer's station, communities included, with the same identity and the same post: one whose post
    does no such work would count as 0. Where too few have the same post it is all of the same identity.
    """
    postings = {posting.officer: posting for posting in serving_officers(store, day)}
    own = postings.get(officer)
    if own is None:
        return Colleagues(SAME_POST, [])
    station, kind = store.conn.execute(
        "SELECT a.ancestor, a.kind FROM unit_ancestor a WHERE a.unit = ? "
        "AND ? BETWEEN a.first AND a.last AND NOT a.inherited ORDER BY a.kind = 'station' DESC, a.ancestor DESC",
        [own.unit, day],
    ).fetchone()
    units = {row[0] for row in store.conn.execute(_BELOW, [station, day])}
    team = [
        posting.officer for posting in postings.values() if posting.unit in units and posting.identity == own.identity
    ]
    posts = posts_by_officer(store, day)
    same_post = [colleague for colleague in team if posts[colleague] == posts[officer]]
    if is_large_enough(len(same_post)):
        return Colleagues(SAME_POST, same_post)
    unit_word = "本所" if kind == "station" else "本单位"
    identity = store.catalogue.facts["posting"].columns["kind"].choices[own.identity]
    return Colleagues(unit_word + identity, team, has_mixed_posts=True)


def posts_by_officer(store: Store, day: int) -> dict[str, str]:
    """The post of everyone serving on a day."""
    table = records_since(store, "posting", day)
    return dict(
        store.conn.execute(
            f"SELECT officer, post FROM {table} WHERE from_day <= ? AND ifnull(to_day, ? + 1) > ? ORDER BY officer",
            [day, day, day],
        )
    )
