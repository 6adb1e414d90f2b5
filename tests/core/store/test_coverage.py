"""Coverage is what the claims of batches come to: merged, and each day at the highest unit that has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.coverage import UnitDays, add_coverage, coverage, coverage_faults
from core.store.store import Store
from tests.support.worlds import copied, empty_store

BUREAU, STATION, COMMUNITY, OTHER = 1, 3, 5, 4


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = copied(empty_store(tmp_path), tmp_path / "covered.db")
    yield opened
    opened.close()


def claimed(store: Store, *claims: tuple[int, int, int]) -> UnitDays:
    """Coverage after claims of a unit, a first and a last day, all in one transaction."""
    with store.write("test", "coverage", "", 0):
        for claim in claims:
            add_coverage(store, "alert", *claim)
    assert coverage_faults(store) == []
    return coverage(store).get("alert", {})


def test_days_that_overlap_or_touch_are_one_run(store: Store) -> None:
    assert claimed(store, (STATION, 10, 20), (STATION, 21, 25), (STATION, 24, 30), (STATION, 32, 33)) == {
        STATION: [(10, 30), (32, 33)]
    }


def test_a_shorter_claim_takes_nothing_from_a_longer_one(store: Store) -> None:
    assert claimed(store, (STATION, 10, 30), (STATION, 10, 12)) == {STATION: [(10, 30)]}


def test_what_a_unit_above_has_is_not_kept_below(store: Store) -> None:
    days = claimed(store, (STATION, 5, 25), (BUREAU, 10, 20), (COMMUNITY, 22, 28), (OTHER, 12, 15))
    assert days == {BUREAU: [(10, 20)], STATION: [(5, 9), (21, 25)], COMMUNITY: [(26, 28)]}


def test_one_kind_says_nothing_of_another(store: Store) -> None:
    claimed(store, (STATION, 10, 20))
    assert set(coverage(store)) == {"alert"}
