"""Count of a day that is not over, up to its last full hour, beside what earlier days had by then.

The hour follows from the newest record: nothing here asks the clock. Records count as known at that hour, so that
what is entered later is missing today as it was missing on the earlier days; a record without a time of entry was known
at once.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from core.features.expected_range.day_kinds import DayKinds
from core.features.expected_range.day_model import DayModel
from core.metrics.arrays import Floats, Ints
from core.metrics.cube_cache import CubeCache
from core.metrics.data_snapshot import DataSnapshot
from core.store.measure_sql import placed_days_sql, where_sql
from core.store.record_reach import records_since
from core.store.store import Store
from core.store.unit_history import LAST_DAY
from core.time.day_spans import DaySpan
from core.time.days import first_second

SECONDS_PER_HOUR = 3600
COMPARED_DAYS = 126  # 18 weeks: 36 weekend days, less those of festivals
FEWEST_COMPARED = 16  # days of the same sort (worked or not) that show how a day fills up


class DaySoFar(NamedTuple):
    """A day in progress: the full hour up to which it is counted, and the count."""

    hour: int
    value: int


class FillingShare(NamedTuple):
    """The share of a day's records that is in by an hour, and the variance over the mean of those counts."""

    share: float
    phi: float


class _HourKey(NamedTuple):
    measure: str
    unit: int
    hour: int
    days: DaySpan


def day_so_far(store: Store, snapshot: DataSnapshot, measure: str, unit: int, day: int) -> DaySoFar | None:
    """Return how far a day has come; None without a record of it, or where later days have some."""
    newest = _newest_record(store, measure, snapshot.tree.root.id, day)
    if newest is None:
        return None
    hour = (newest - first_second(day)) // SECONDS_PER_HOUR
    if not 0 < hour < 24:
        return None
    return DaySoFar(hour, int(_counts_by(store, _HourKey(measure, unit, hour, (day, day)))[0]))


def filling_share(
    store: Store, cache: CubeCache, key: tuple[str, int], so_far: DaySoFar, kinds: DayKinds, model: DayModel
) -> FillingShare | None:
    """Return the share of a day that is in by the hour, from the eighteen weeks before the month of the day judged.

    The day judged is the last of `kinds`; it is compared with days that were worked as it is, or not. `key` is the
    measure and the unit.
    """
    index = len(kinds.occasion) - 1
    calendar = store.catalogue.reporting_calendar
    last = calendar.month_days(calendar.month_of(kinds.first + index))[0] - 1
    first = max(last - COMPARED_DAYS + 1, kinds.first)
    if first > last:
        return None
    months = calendar.month_of(first), calendar.month_of(last)
    hour_key = _HourKey(*key, so_far.hour, (first, last))
    counts = cache.get_or_compute(hour_key, *months, partial(_counts_by, store, hour_key))
    days = slice(first - kinds.first, last - kinds.first + 1)
    mean = model.mean[days]
    compared = kinds.ordinary[days] & (kinds.worked[days] == kinds.worked[index]) & np.isfinite(mean)
    if compared.sum() < FEWEST_COMPARED:
        return None
    return _share_of(counts[compared].astype(float), mean[compared])


def _share_of(counts: Floats, means: Floats) -> FillingShare:
    share = float(counts.sum() / max(means.sum(), 1e-9))
    expected = np.maximum(means * share, 1e-9)
    return FillingShare(share, max(1.0, float((np.square(counts - expected) / expected).mean())))


def _newest_record(store: Store, measure: str, root: int, day: int) -> int | None:
    """Return the time of the newest record of the measure's kind since a day began; of a later day too."""
    kind = store.catalogue.measures[measure].fact
    assert kind is not None  # only measures of records are counted by the day
    column = store.catalogue.facts[kind].date_column
    (newest,) = store.conn.execute(
        f"SELECT max(f.{column}) FROM unit_ancestor a JOIN {records_since(store, kind, day)} f ON f.unit = a.unit "
        f"WHERE a.ancestor = ? AND {placed_days_sql('f.when_day')}",
        [root, day, LAST_DAY],
    ).fetchone()
    return None if newest is None else int(newest)


def _counts_by(store: Store, key: _HourKey) -> Ints:
    """Return by day the records up to the hour, as known at that hour."""
    measure = store.catalogue.measures[key.measure]
    assert measure.fact is not None
    fact = store.catalogue.facts[measure.fact]
    limit = f"((f.when_day * 24 + {key.hour - 8}) * {SECONDS_PER_HOUR})"  # China is eight hours ahead of UTC
    recorded_by_then = f" AND ifnull(f.recorded_at, 0) <= {limit}" if "recorded_at" in fact.columns else ""
    first, last = key.days
    counts = np.zeros(last - first + 1, np.int64)
    table = records_since(store, measure.fact, first)
    rows = store.conn.execute(
        f"SELECT f.when_day, count(*) FROM unit_ancestor a JOIN {table} f ON f.unit = a.unit "
        f"JOIN unit u ON u.id = f.unit WHERE a.ancestor = ? AND {placed_days_sql('f.when_day')} "
        f"AND f.{fact.date_column} < {limit}{recorded_by_then} AND {where_sql(fact, measure)} GROUP BY 1",
        [key.unit, first, last],
    )
    for day, count in rows:
        counts[day - first] = count
    return counts
