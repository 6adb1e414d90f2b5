"""Statistics kept from one search to the next are those that would be made anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.features.signals.amount_series import AmountSeries
from core.features.signals.kept_statistics import statistics_before_each
from core.features.signals.scan_statistics import ShareScanner
from core.metrics.result_cache import ResultCache
from core.store.catalogue_tables import table_of
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import day_number
from tests.support.signal_world import AS_OF

PLACES = 640
ENDS = range(620, PLACES + 1)


def scanner_of(counts: np.ndarray) -> ShareScanner:
    """Scans two stations beside the bureau; counts by (unit, place)."""
    amounts = np.concatenate([counts.sum(axis=0, keepdims=True), counts])[None]
    running = np.concatenate([np.zeros((1, 3, 1), np.int64), amounts.cumsum(axis=-1)], axis=-1)
    return ShareScanner.of_first_row(AmountSeries(0, 1, running, np.zeros_like(running)), [1, 7, 28])


CHANGES = st.lists(st.tuples(st.integers(0, 1), st.integers(500, PLACES - 1), st.integers(1, 40)), max_size=3)


@settings(max_examples=12, deadline=None)
@given(searches=st.lists(CHANGES, min_size=1, max_size=4))
def test_days_kept_are_days_made_anew(searches: list[list[tuple[int, int, int]]]) -> None:
    counts = np.random.default_rng(3).poisson(4.0, (2, PLACES))
    cache = ResultCache()
    for changes in searches:
        for unit, place, more in changes:
            counts[unit, place] += more
        scanner = scanner_of(counts.copy())
        kept = statistics_before_each(cache, "rule", scanner, ENDS)
        for statistics, anew in zip(kept, (scanner.statistics_before(end) for end in ENDS), strict=True):
            for kept_array, array in zip(statistics, anew, strict=True):
                np.testing.assert_array_equal(kept_array, array)


@pytest.fixture
def store(eventful_db: Path, tmp_path: Path) -> Iterator[Store]:
    store = open_store(Path(shutil.copy(eventful_db, tmp_path / "written.db")), now=0)
    yield store
    store.close()


@pytest.mark.slow
def test_signals_after_a_write_are_those_of_an_engine_that_never_looked_before(store: Store) -> None:
    engine = Engine(store)
    engine.signals(AS_OF)
    columns = list(store.catalogue.facts["alert"].columns)
    for write, back in enumerate((0, 0, 9, 40)):
        rows = store.conn.execute(
            f"SELECT {', '.join(columns)} FROM {table_of('alert')} WHERE when_day <= ? AND class <> 'invalid' "
            "ORDER BY when_day DESC LIMIT 30",
            [day_number(AS_OF) - back],
        ).fetchall()
        assert rows
        number = columns.index("id")
        again = [(*row[:number], f"N{write}-{row[number]}", *row[number + 1 :]) for row in rows]
        with store.write("test", "records", "", 0):
            apply_records(store, "alert", again)
        assert engine.signals(AS_OF) == Engine(store).signals(AS_OF)
