"""The basis of a month's lists, by which it can be told whether they would be the same of newer data.

Data come in all the time, and nearly all of them are of days after the month, or of outcomes that came after it. Lists
that were worked out of an earlier version of the data are those of the newest one, too, where nothing that was read
for them has changed: the amounts of the months that were written to are read once more, and nothing is scored again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from core.metrics.data_snapshot import ValuesKey
from core.metrics.measure_values import MeasureValues
from core.store.assumed import assumed_notes
from core.store.coverage import coverage
from core.store.ledger import LEDGER_CHANGED
from core.store.overlays import stored_overlays
from core.store.units import UNITS_CHANGED

if TYPE_CHECKING:
    from core.catalogue.model import Catalogue
    from core.features.reader import FigureReader
    from core.metrics.as_of_span import AsOfSpan
    from core.store.store import Store


class ReadAmounts(NamedTuple):
    """Amounts that were read: the question, and by span the digest of what was answered."""

    key: ValuesKey
    digests: tuple[str, ...]


class ListBasis(NamedTuple):
    """Everything that lists of a month rest on, at a version of the data.

    `rules` is the digest of what is not amounts: the catalogue, the units, the ledger, the days up to the month's end
    that are covered or filled in. `behind` is that of all the days of those kinds of record of which some unit has not
    the month's last day: there later days may tell whether outcomes are known.
    """

    last_day: int
    data_version: int
    rules: str
    behind: str
    amounts: tuple[ReadAmounts, ...] = ()


def read_amounts(engine: FigureReader, read: Iterable[ValuesKey]) -> list[ReadAmounts]:
    """Return amounts that have just been read and are still at hand, inside the same reading."""
    return [ReadAmounts(key, _digests(engine.values(key))) for key in dict.fromkeys(read)]


def basis_of(engine: FigureReader, month: int, amounts: Iterable[ReadAmounts]) -> ListBasis:
    """Return the basis of lists for which some amounts were read, inside the same reading."""
    last_day = engine.catalogue.reporting_calendar.month_days(month)[1]
    return basis_now(engine.store, last_day)._replace(amounts=tuple(amounts))


def is_unchanged(store: Store, basis: ListBasis) -> bool:
    """Tell whether nothing that could have a part in the lists was written since; it is quick, and may say no in vain.

    It needs no engine: who writes the lists asks it with the file to themselves.
    """
    now = basis_now(store, basis.last_day)
    if now.data_version == basis.data_version:
        return True
    is_same = (now.rules, now.behind) == (basis.rules, basis.behind)
    return is_same and not any(_changed_months(store, basis))


def renewed(engine: FigureReader, basis: ListBasis) -> ListBasis | None:
    """Return the same basis at the newest version of the data; None where the lists would be others, or might be."""
    with engine.reading():
        now = basis_now(engine.store, basis.last_day)
        month = engine.catalogue.reporting_calendar.month_of(basis.last_day)
        if now.rules != basis.rules or month > engine.last_month():
            return None
        changed = set(_changed_months(engine.store, basis))
        for read in basis.amounts:
            spans = read.key[2] if now.behind != basis.behind else _touched(engine.catalogue, read.key, changed)
            if not spans:
                continue
            kept = dict(zip(read.key[2], read.digests, strict=True))
            if _digests(engine.values((*read.key[:2], spans))) != tuple(kept[span] for span in spans):
                return None
    return now._replace(amounts=basis.amounts)


def basis_now(store: Store, last_day: int) -> ListBasis:
    """Return all but the amounts of the basis of a month's lists, as the store has it now."""
    days_by_kind = coverage(store)
    covered = {
        (kind, unit): [(first, min(last, last_day)) for first, last in days if first <= last_day]
        for kind, by_unit in days_by_kind.items()
        for unit, days in by_unit.items()
    }
    behind = {
        kind: by_unit
        for kind, by_unit in days_by_kind.items()
        if not all(any(first <= last_day <= last for first, last in days) for days in by_unit.values())
    }
    filled_in = {
        kind: [note._replace(last=min(note.last, last_day)) for note in notes if note.first <= last_day]
        for kind, notes in assumed_notes(store).items()
    }
    changes = store.meta(UNITS_CHANGED), store.meta(LEDGER_CHANGED), store.board_mark()
    rules = _digest(repr((stored_overlays(store.db), changes, covered, filled_in)).encode())
    return ListBasis(last_day, store.data_version(), rules, _digest(repr(behind).encode()))


def _changed_months(store: Store, basis: ListBasis) -> Iterator[int]:
    """Yield the months up to the list's own of which records were written since; 0 is all of them."""
    month = store.catalogue.reporting_calendar.month_of(basis.last_day)
    changes = store.conn.execute(
        "SELECT month FROM cube_change WHERE data_version > ? AND month <= ?", [basis.data_version, month]
    )
    return (int(changed) for (changed,) in changes.fetchall())


def _touched(catalogue: Catalogue, key: ValuesKey, changed: Collection[int]) -> tuple[AsOfSpan, ...]:
    """Return the spans of a question whose amounts may have changed: of a stock, all after a change."""
    measures, _, spans = key
    if not changed:
        return ()
    has_levels = any(catalogue.measures[name].kind == "stock" for name in measures)
    earliest, month_of = min(changed), catalogue.reporting_calendar.month_of
    if earliest <= 0:
        return spans
    return tuple(
        span
        for span in spans
        if (has_levels and month_of(span.last) >= earliest)
        or any(month_of(span.first) <= month <= month_of(span.last) for month in changed)
    )


def _digests(values: MeasureValues) -> tuple[str, ...]:
    """Return by span the digest of all that is known of it."""
    return tuple(_digest(*values.content(span)) for span in values.spans)


def _digest(*texts: bytes) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text)
    return digest.hexdigest()
