"""Days of which a merged board's figures are known, and the days after which it would have all records.

A unit above has all its records on the days on which every end of the tree below has them. An end without a board has
none, and so no unit above it has a figure from records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from core.board_files.merged_county import AddedCounty
from core.catalogue.facts import FactKind
from core.store.catalogue_tables import table_of
from core.store.coverage import CoverageClaim, coverage
from core.store.measure_sql import date_groups
from core.store.record_reach import outcomes_until_by_unit, records_from, records_from_by_unit
from core.store.store import ROOT, Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, intersect
from core.time.days import day_of_time


def joined_claims(tree: UnitTree, added: Sequence[AddedCounty]) -> Iterator[CoverageClaim]:
    """Yield what is complete where. `tree` is the province's own, without the units of the counties."""
    covered = {place.unit.id: coverage(place.county) for place, _, _ in added}
    for kind in sorted({kind for of_county in covered.values() for kind in of_county}):
        root_days = {unit: of_county.get(kind, {}).get(ROOT, []) for unit, of_county in covered.items()}
        for unit in tree.units:
            for first, last in _joined(tree, root_days, unit):
                yield CoverageClaim(kind, unit, first, last)
    yield from _claims_below(added)


def _claims_below(added: Sequence[AddedCounty]) -> Iterator[CoverageClaim]:
    """Yield what a county's file says of units below its whole."""
    for place, numbers, _ in added:
        for kind, by_unit in coverage(place.county).items():
            for unit, spans in by_unit.items():
                if unit != ROOT:
                    yield from (CoverageClaim(kind, numbers[unit], *span) for span in spans)


def _joined(tree: UnitTree, root_days: Mapping[int, list[DaySpan]], unit: int) -> list[DaySpan]:
    children = tree.children(unit)
    if not children:
        return root_days.get(unit, [])
    first, *others = (_joined(tree, root_days, child.id) for child in children)
    for other in others:
        first = intersect(first, other)
    return first


class KnownDays(NamedTuple):
    """Days by kind and unit, counties and those above: one after all that is known of it, and its last outcome's."""

    records_from: dict[str, dict[int, int]]
    outcomes_until: dict[str, dict[int, int]]


def known_days(added: Sequence[AddedCounty]) -> KnownDays:
    """Return for counties and those above a day after everything that is known of them, and their last outcome's.

    Records of days before are not in the merged board.

    Outcomes that came after the last complete day are in the sums. Whoever asks as of that day would have to take
    them out by their records, so the day lies after them too. A county that was merged itself has those of its own.
    """
    days = KnownDays({}, {})
    for place, numbers, _ in added:
        reaches, outcomes = records_from_by_unit(place.county), outcomes_until_by_unit(place.county)
        for kind, fact in place.county.catalogue.facts.items():
            until = outcomes.get(kind) or {unit: day - 1 for unit, day in reaches.get(kind, {}).items()}
            until = until or {ROOT: _last_outcome(place.county, kind, fact)}
            reach = reaches.get(kind) or {ROOT: max(until[ROOT], _last_covered(place.county, kind)) + 1}
            for by_kind, own in ((days.records_from, reach), (days.outcomes_until, until)):
                known = by_kind.setdefault(kind, {})
                known.update({numbers[unit]: day for unit, day in own.items()})
                for above in place.above:
                    known[above.id] = max(known.get(above.id, -1), own[ROOT])
    return days


def _last_covered(county: Store, kind: str) -> int:
    spans = [span for by_unit in coverage(county).get(kind, {}).values() for span in by_unit]
    return max((last for _, last in spans), default=-1)


def _last_outcome(county: Store, kind: str, fact: FactKind) -> int:
    """Return the day of the last outcome of a county's records, or one before the records that its board has."""
    days = [(records_from(county, kind) or 0) - 1]
    for column in {column for group in date_groups(county.catalogue, kind) for column in group.cohorts}:
        (latest,) = county.db.execute(f"SELECT max({column}) FROM {table_of(kind)}").fetchone()
        if latest is not None:
            days.append(latest if fact.columns[column].type == "day" else day_of_time(latest))
    return max(days)
