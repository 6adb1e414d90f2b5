"""What a community has in hand moves with it on the very day, not with the end of its month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from core.engine import Engine
from core.intake.unit_history.change import write_unit_change
from core.intake.unit_history.plans import plan_merge
from core.store.coverage import add_coverage
from core.store.open import open_store
from core.store.records import apply_records
from core.store.units import unit_tree
from core.time.days import CHINA, day_number
from tests.support.unit_world import unit_template
from tests.support.worlds import row_of

LEAVING, HEIR, MERGED_ON = "二社区", "一社区", date(2024, 3, 10)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One dispute of February in a community that is merged into another on a day in March; solved on the 20th."""
    path: Path = unit_template(tmp_path_factory.mktemp("moved"))
    store = open_store(path)
    tree = unit_tree(store)
    dispute = dict.fromkeys(store.catalogue.facts["dispute"].columns) | {
        "id": "D1",
        "unit": tree.find(LEAVING).id,
        "occurred_at": datetime(2024, 2, 20, 12, tzinfo=CHINA),
        "outcome_at": datetime(2024, 3, 20, 12, tzinfo=CHINA),
        "origin": "alert",
        "kind": "other",
        "body": "station",
        "key": 0,
        "escalated": 0,
    }
    with store.write("test", "dispute", "", 0):
        apply_records(store, "dispute", [row_of("dispute", dispute)])
        for station in tree.of_kind("station"):
            add_coverage(store, "dispute", station.id, day_number(date(2024, 1, 1)), day_number(date(2024, 4, 30)))
    write_unit_change(
        store, plan_merge(tree, ["C2"], "C1", None, day_number(MERGED_ON)), actor="test", now=1_790_000_000
    )
    yield Engine(store)
    store.close()


@pytest.mark.parametrize(("last", "in_hand"), [(9, 0), (10, 1), (19, 1), (20, 0), (31, 0)])
def test_the_heirs_level_is_that_of_the_day(engine: Engine, last: int, in_hand: int) -> None:
    board = engine.board(HEIR, f"2024-03-05..2024-03-{last:02}", None, ["disputes_outstanding"], months=0)
    assert board.figures["disputes_outstanding", board.units[0].id].numerator == in_hand
