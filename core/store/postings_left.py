"""Posts that still stand at a unit that was split: nobody has said to which of the parts their holders belong.

They count for what is above the unit as before. What the parts have is known once each post has ended there and stands
at one of them; until then a part's own number would be too small, and all that is divided by it too large.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.store.unit_history import LAST_DAY, UnitHistory

LEAVE = ("to_day", "retire_day")  # columns of days from which on a post is held no more


class PostingsLeft(NamedTuple):
    """Posts of a kind of record that stand at a former unit up to a day."""

    former: int
    until: int


def postings_left(store: Store, history: UnitHistory | None) -> dict[tuple[str, int], PostingsLeft]:
    """Return by kind of record and unit the posts that a part lacks, or a unit that a part was merged into."""
    left: dict[tuple[str, int], PostingsLeft] = {}
    if history is None:
        return left
    for kind, fact in store.catalogue.facts.items():
        if fact.postings:
            of_units = dict(_of_parts(store, kind, history))
            _hand_on(of_units, history)
            left |= {(kind, unit): posts for unit, posts in of_units.items()}
    return left


def _of_parts(store: Store, kind: str, history: UnitHistory) -> Iterator[tuple[int, PostingsLeft]]:
    days = [f"ifnull({column} - 1, {LAST_DAY})" for column in LEAVE if column in store.catalogue.facts[kind].columns]
    last = f"min({', '.join([str(LAST_DAY), str(LAST_DAY), *days])})"
    for unit in history.bases:
        end = history.end(unit)
        if end is None or end.act != "split":
            continue
        (until,) = store.conn.execute(
            f"SELECT max({last}) FROM {table_of(kind)} WHERE unit = ? AND {last} >= ?", [unit, end.day]
        ).fetchone()
        if until is not None:
            for change in history.changes_of(unit, "split"):
                if change.day == end.day and change.other is not None:
                    yield change.other, PostingsLeft(unit, until)


def _hand_on(left: dict[int, PostingsLeft], history: UnitHistory) -> None:
    """Add the units that those which lack posts were merged into, and so on."""
    waiting = list(left)
    while waiting:
        unit = waiting.pop()
        end = history.end(unit)
        if end is None or end.act != "merge" or end.other is None:
            continue
        other, posts = end.other, left[unit]
        if other not in left or left[other].until < posts.until:
            left[other] = posts
            waiting.append(other)
