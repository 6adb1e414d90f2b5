"""The search by arrays agrees with that case by case; results kept from one data version to the next are true."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scan import measure
from benchmarks.writer import Writer, copy_database
from core.board.attention import attention
from core.engine import Engine
from core.judgement import judge
from core.judgement.evidence_book import EvidenceBook
from core.judgement.station_search import StationSearch
from core.metrics.array_changes import LARGE, ArrayChanges
from core.metrics.arrays import Floats
from core.metrics.measure_values import MeasureValues
from core.metrics.result_cache import MAX_ENTRIES, KpiKey, ResultCache, UnitKey, get_or_compute
from core.metrics.types import Board
from core.store.open import open_store
from core.time.days import day_number
from tests.support.worlds import CATALOGUE

TABLES = st.lists(st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=2), min_size=1, max_size=5), max_size=8)


@given(TABLES, st.integers(0, 400))
def test_rows_taken_over_are_those_computed_anew(tables: list[list[list[int]]], max_bytes: int) -> None:
    cache, computed = ResultCache(max_bytes), []

    def compute(rows: Floats) -> Floats:
        computed.append(len(rows))
        return np.stack([rows.sum(-1), rows[:, 0] * 10], -1)

    for table in tables:
        rows = np.array(table, float)
        assert (cache.compute_rows("q", rows, compute) == compute(rows)).all()
    assert cache._rows.size == sum(rows.nbytes for rows in cache._rows.values()) <= max_bytes


def test_only_changed_rows_are_computed() -> None:
    cache, computed = ResultCache(), []

    def compute(rows: Floats) -> Floats:
        computed.append(rows.tolist())
        return rows * 2

    cache.compute_rows("q", np.array([[1.0], [2.0], [3.0]]), compute)
    cache.compute_rows("q", np.array([[1.0], [5.0], [3.0]]), compute)
    cache.compute_rows("q", np.array([[1.0], [5.0], [3.0]]), compute)
    assert computed == [[[1.0], [2.0], [3.0]], [[5.0]]]


def test_an_entry_is_emptied_when_its_inputs_change() -> None:
    cache, other = ResultCache(), ResultCache().entry("other", ())
    inputs: list[tuple[object, ...]] = [
        (np.array([[1, 2]]), other),
        (np.array([[1, 3]]), other),
        (np.array([[1], [3]]), other),
        (np.array([[1], [3]]), dict(other)),
        (np.array([[1], [3]]),),
    ]
    for number, arrays in enumerate(inputs):
        assert "made" not in cache.entry("q", arrays)
        cache.entry("q", arrays)["made"] = number
        again = tuple(array.copy() if isinstance(array, np.ndarray) else array for array in arrays)
        assert get_or_compute(cache.entry("q", again), "made", lambda: -1) == number
    for number in range(MAX_ENTRIES):
        cache.entry(number, ())
    assert len(cache._entries) == MAX_ENTRIES and "made" not in cache.entry("q", inputs[-1])


def test_results_of_unchanged_units_are_taken_over() -> None:
    cache, units = ResultCache(), (7, 8, 9)
    amounts = np.arange(12).reshape(2, 3, 2)  # by (span, unit, bin)
    entry = cache.entry("q", (amounts, "catalogue"), units)
    entry.update(
        {UnitKey("figure", unit, "span"): unit for unit in units} | {KpiKey("values"): 0, KpiKey("column", 7): 0}
    )
    other = amounts.copy()
    other[1, 1, 0] += 1  # one bin of the second unit
    entry = cache.entry("q", (other, "catalogue"), units)
    assert entry == {UnitKey("figure", 7, "span"): 7, UnitKey("figure", 9, "span"): 9}
    assert cache.entry("q", (other.copy(), "another catalogue"), units) == {}
    entry = cache.entry("q", (other, "another catalogue"), units)
    entry[UnitKey("figure", 8, "span")] = 8
    assert cache.entry("q", (other[:1], "another catalogue"), units) == {}  # other spans


def test_a_large_array_that_several_entries_rest_on_is_compared_once_and_rightly() -> None:
    changes, units = ArrayChanges(), tuple(range(40))
    cache = ResultCache(changes=changes)
    before = np.zeros((60, 40, 8), np.int64)
    after = before.copy()
    after[59, 3, 7] = 1
    assert after.nbytes > LARGE
    for name in "ab":
        cache.entry(name, (before,), units).update({UnitKey("figure", unit): unit for unit in units})
    for name in "ab":
        assert cache.entry(name, (after,), units) == {UnitKey("figure", unit): unit for unit in units if unit != 3}
    assert len(changes._kept) == 1
    assert len(cache.entry("a", (after.copy(),), units)) == 39  # other numbers nowhere: all that was kept holds on


def tiles(board: Board) -> list[Any]:
    """Return all that the tiles say of the bureau."""
    bureau = board.units[0].id
    keys = [key for key in board.judgements if key[1] == bureau]
    return (
        [board.figures[key[:2]] for key in keys]
        + [board.changes[key] for key in keys]
        + [board.series[key[:2]] for key in keys]
        + [board.judgements[key] for key in keys]
        + [board.standards.get(key[:2]) for key in keys]
    )


def test_after_a_write_only_the_figures_that_it_touches_are_judged_anew(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: set[tuple[str, int]] = set()
    last_days_read: list[int] = []
    make_case, read_values = EvidenceBook._case, MeasureValues._read

    def note_case(self: EvidenceBook, item: Any, kind: Any) -> Any:
        judged.add(tuple(item))
        return make_case(self, item, kind)

    def note_read(self: MeasureValues) -> None:
        last_days_read.append(max(span.last for span in self.spans))
        read_values(self)

    copy = copy_database(demo_db, tmp_path / "copy.db")
    with closing(Writer(copy, 5)) as writer, closing(open_store(copy, read_only=True)) as store:
        engine = Engine(store)
        before = engine.board()
        claims_before = tiles(before), claims(before), dict(before.judgements)
        monkeypatch.setattr(EvidenceBook, "_case", note_case)
        monkeypatch.setattr(MeasureValues, "_read", note_read)
        writer.write()
        after = engine.board()
        claims_after = tiles(after), claims(after), dict(after.judgements)
        touched = {key for key in before.figures if before.figures[key] != after.figures[key]}
        assert {("alerts_valid", unit) for _, unit in touched} < touched
        assert {kpi for kpi, _ in touched} < set(before.kpis)
        assert {unit for _, unit in touched} < {unit.id for unit in before.units}
        assert judged == touched
        changed_from = day_number(after.as_of.replace(day=1))
        assert last_days_read and all(day >= changed_from for day in last_days_read)  # months before: not read again
        assert claims_after != claims_before
        monkeypatch.undo()
        fresh = Engine(store).board()
        assert (tiles(fresh), claims(fresh), dict(fresh.judgements)) == claims_after


def case_by_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the arrays away: every station's comparisons and standards are then single cases."""
    monkeypatch.setattr("core.board.board.BoardBuilder.columns", lambda *_: None)


def claims(board: Board) -> tuple[Any, ...]:
    """Return what is said of the stations, with every number behind it; then the strip."""
    deteriorations = {key: board.deteriorations[key] for key in sorted(board.deteriorations)}
    return deteriorations, dict(board.missed_standards), attention(board, CATALOGUE, 99)


def boards(engine: Engine) -> list[Any]:
    """Return the claims over windows that are finished, running, near the lunar new year or without data before."""
    periods = ("ytd", "2026-10", "2025", "last7", "2026-02", "2024-03")
    return [claims(engine.board(period=period)) for period in periods]


@pytest.mark.slow
def test_arrays_agree_with_single_cases_also_after_writes(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compare all the p behind the search, with the verdicts when nearly everything is significant.

    What no write has changed is not tested anew: the p of before must still be those of a new engine.
    """
    by_arrays: dict[object, Floats] = {}
    one_by_one: dict[object, Floats] = {}
    noted, test_all = by_arrays, StationSearch._test

    def note_tests(self: StationSearch, kpi: str, kinds: Any) -> Any:
        results = test_all(self, kpi, kinds)
        numbers = np.concatenate([results.p, results.min_attainable_p, results.joint_p[:, None]], -1)
        noted[self._book.scope.period.window, kpi, kinds] = numbers
        return results

    monkeypatch.setattr(StationSearch, "_test", note_tests)
    monkeypatch.setattr(judge, "SEARCH_FRACTION", 45.0)
    copy = copy_database(demo_db, tmp_path / "copy.db")
    with closing(Writer(copy, 40)) as writer, closing(open_store(copy, read_only=True)) as store:
        engine, compared = Engine(store), 0
        for _ in range(3):
            noted = by_arrays
            said = boards(engine)
            noted = one_by_one
            with monkeypatch.context() as patched:
                case_by_case(patched)
                assert boards(Engine(store)) == said
            assert by_arrays.keys() == one_by_one.keys()
            for key, ours in by_arrays.items():
                np.testing.assert_allclose(ours, one_by_one[key], rtol=1e-12)
                compared += int((~np.isnan(ours)).sum())
            writer.write()
        assert compared > 500


@pytest.mark.slow
def test_the_benchmark_runs(demo_db: Path) -> None:
    timings = measure(demo_db, ["ytd"], 1)
    assert set(timings["ytd"]) >= {"board", "tiles' verdicts", "attention strip"}
