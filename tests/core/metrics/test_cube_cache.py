"""An engine that caches months answers as one that has just been opened, whatever is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.store.coverage import add_coverage
from core.store.cube import rebuild_cube
from core.store.ledger import LedgerRow, apply_ledger, drop_ledger
from core.store.records import apply_records, delete_records
from core.store.units import NewUnit, add_units
from core.time.days import day_number
from tests.support.examples import examples
from tests.support.worlds import CATALOGUE, copied, empty_store, records, row_of

pytestmark = pytest.mark.slow

KPIS = ["alerts_valid", "dispute_resolution_rate", "disputes_outstanding", "response_time_p90", "sweeps_archived"]
KPIS += ["publicity_contacts"]  # which reports alone tell
COVERED_TO = day_number(date(2025, 3, 10))  # at first
AS_OF = date(2025, 3, 15)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("kept"))


def answers(engine: Engine) -> list[Any]:
    results: list[Any] = []
    for period in ("ytd", "2024-02", "last7"):
        board = engine.board(period=period, as_of=AS_OF, kpis=KPIS, units=[3, 4, 5])
        results += [dict(board.figures), dict(board.changes), board.series]
        if period in ("ytd", "last7"):
            results += [
                dict(board.judgements),
                dict(board.standards),
                dict(board.deteriorations),
                dict(board.missed_standards),
            ]
    return results


@settings(max_examples=examples(4, thorough=80), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_kept_months_are_never_stale(
    template: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = copied(template, tmp_path_factory.getbasetemp() / "kept.db")
    with store.write("test", "cover", "", 0):
        for kind in CATALOGUE.facts:
            add_coverage(store, kind, 1, day_number(date(2022, 1, 1)), COVERED_TO)
    long_lived = Engine(store)
    for _ in range(4):
        assert answers(long_lived) == answers(Engine(store))
        kind = data.draw(st.sampled_from(["alert", "dispute", "sweep"]))
        rows = [row_of(kind, data.draw(records(kind, number))) for number in range(data.draw(st.integers(1, 4)))]
        with store.write("test", "write", "", 0):
            apply_records(store, kind, rows)
            if data.draw(st.booleans()):
                delete_records(store, kind, [rows[0][0]])
            match data.draw(st.integers(0, 5)):
                case 0:
                    rebuild_cube(store)
                case 1:
                    unit, last = data.draw(st.sampled_from([1, 3, 4])), data.draw(st.integers(1, 40))
                    add_coverage(store, kind, unit, COVERED_TO, COVERED_TO + last)
                case 2:
                    first, value = data.draw(st.integers(COVERED_TO - 30, COVERED_TO)), data.draw(st.integers(0, 9))
                    row = LedgerRow(
                        data.draw(st.sampled_from([1, 3, 4])), "publicity_contacts", first, first, value, "日报"
                    )
                    apply_ledger(store, [row])
    assert answers(long_lived) == answers(Engine(store))
    store.close()


def test_a_new_unit_report_or_coverage_is_seen_at_once(template: Path, tmp_path: Path) -> None:
    store = copied(template, tmp_path / "kept.db")
    long_lived = Engine(store)
    day = day_number(AS_OF)

    def ask(kpi: str) -> tuple[float | None, int]:
        board = long_lived.board(period="2025-03-15", as_of=AS_OF, kpis=[kpi], months=0)
        return board.figures[kpi, 1].value, len(board.units)

    assert ask("publicity_contacts") == (None, 3)
    with store.write("test", "ledger", "", 0):
        apply_ledger(store, [LedgerRow(1, "publicity_contacts", day, day, 7, "日报")])
    assert ask("publicity_contacts") == (7, 3)
    with store.write("test", "drop", "", 0):
        drop_ledger(store, 1, "publicity_contacts", day, day)
    assert ask("publicity_contacts") == (None, 3)
    with store.write("test", "cover", "", 0):
        add_coverage(store, "alert", 1, day, day)
    assert ask("alerts_valid") == (0, 3)
    with store.write("test", "units", "", 0):
        add_units(store, [NewUnit("S3", "三所", "station", "甲局")])
    assert ask("alerts_valid") == (0, 4)
    store.close()
