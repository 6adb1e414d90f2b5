"""After any sequence of writes the cube equals a rebuild, and a write touches only cells that change."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.engine import Engine
from core.store.check import check_store
from core.store.coverage import add_coverage
from core.store.cube import cube_differences
from core.store.cube_sql import month_sql
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.records import apply_records, delete_records
from core.store.store import Store
from core.time.days import day_number, first_second
from core.time.reporting_calendar import ReportingCalendar
from tests.support.boards import cells, cells_by_duckdb
from tests.support.examples import examples
from tests.support.worlds import CATALOGUE, copied, empty_store, records, row_of

pytestmark = pytest.mark.slow

KINDS = list(CATALOGUE.facts)


class Writes(RuleBasedStateMachine):
    """Inserts, corrections, repeats and deletions of every kind of record, in any order."""

    folder: Path

    @initialize()
    def start(self) -> None:
        self.store = copied(self.folder / "empty.db", self.folder / "cube.db")
        self.rows: dict[str, dict[str, tuple[Any, ...]]] = {kind: {} for kind in KINDS}

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def write(self, data: st.DataObject, kind: str) -> None:
        numbers = data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))
        batch = [row_of(kind, data.draw(records(kind, number))) for number in numbers]
        before = self.rows[kind]
        with self.store.write("test", "write", kind, 0):
            applied = apply_records(self.store, kind, batch)
        exists = [row[0] in before for row in batch]
        same = [before.get(row[0]) == row for row in batch]
        assert (applied.new, applied.same) == (exists.count(False), same.count(True))
        assert applied.changed == exists.count(True) - same.count(True)
        before.update({row[0]: row for row in batch})

    @rule(kind=st.sampled_from(KINDS))
    def write_again(self, kind: str) -> None:
        version = [tuple(row) for row in self.store.db.execute("SELECT * FROM cube_month")]
        with self.store.write("test", "again", kind, 0):
            applied = apply_records(self.store, kind, list(self.rows[kind].values()))
        assert (applied.new, applied.changed, applied.cells) == (0, 0, 0)
        assert [tuple(row) for row in self.store.db.execute("SELECT * FROM cube_month")] == version

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 5))
    def delete(self, kind: str, number: int) -> None:
        name = f"{kind}{number}"
        with self.store.write("test", "delete", kind, 0):
            gone = delete_records(self.store, kind, [name, "nobody"])
        assert gone == (1 if self.rows[kind].pop(name, None) else 0)

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def fail(self, data: st.DataObject, kind: str) -> None:
        """A write that breaks off leaves nothing behind."""
        version = self.store.data_version()
        with pytest.raises(RuntimeError), self.store.write("test", "fail", kind, 0):
            apply_records(self.store, kind, [row_of(kind, data.draw(records(kind, 9)))])
            raise RuntimeError
        assert self.store.data_version() == version

    @invariant()
    def equals_rebuild(self) -> None:
        if hasattr(self, "store"):
            assert not any(cube_differences(self.store).values())

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert check_store(self.store) == []
            assert cells_by_duckdb(self.store) == cells(self.store)
            self.store.close()


@pytest.mark.parametrize("own_calendar", ["", "[statistics_month]\nbegins = 26\n"])
def test_cube_after_any_writes(tmp_path_factory: pytest.TempPathFactory, own_calendar: str) -> None:
    Writes.folder = tmp_path_factory.mktemp("cube")
    empty_store(Writes.folder, own_calendar)
    run_state_machine_as_test(
        Writes,
        settings=settings(
            max_examples=examples(6, thorough=120),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_write_touches_only_what_it_changes(tmp_path: Path) -> None:
    store: Store = copied(empty_store(tmp_path), tmp_path / "one.db")
    alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    alert |= {"id": "A1", "unit": 5, "occurred_at": 1_700_000_000, "class": "help", "kind": "lost"}
    alert |= {"on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    with store.write("test", "one", "", 0):
        # one community: itself, its station and the bureau by month and week, the latter two by day and by hour
        assert apply_records(store, "alert", [tuple(alert.values())]).cells == 3 + 3 + 2 + 2
    with store.write("test", "same measures", "", 0):
        assert apply_records(store, "alert", [tuple((alert | {"kind": "noise"}).values())]).cells == 0
    store.close()


def test_check_finds_a_wrong_cell(tmp_path: Path) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "wrong.db")
    with store.write("test", "spoil", "", 0):
        store.db.execute("INSERT INTO cube_month (month, unit, m_alerts_valid) VALUES (24300, 1, 7)")
    assert any("cube_month" in fault for fault in check_store(store))
    store.close()


@given(st.integers(1, 28).filter(lambda day: day != 16), st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_cells_lie_in_the_bureaus_months(begins: int, on_date: date) -> None:
    day, calendar = day_number(on_date), ReportingCalendar(begins)
    with sqlite3.connect(":memory:") as connection:
        (month,) = connection.execute(f"SELECT {month_sql('day', calendar)} FROM (SELECT {day} AS day)").fetchone()
    assert month == calendar.month_of(day)


def test_another_statistics_month_makes_the_cube_anew(tmp_path: Path) -> None:
    store: Store = copied(empty_store(tmp_path), tmp_path / "months.db")
    alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    alert |= {"id": "A1", "unit": 5, "occurred_at": first_second(day_number(date(2024, 4, 30))), "class": "help"}
    alert |= {"kind": "lost", "on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    with store.write("test", "one", "", 0):
        apply_records(store, "alert", [tuple(alert.values())])

    def month_of_alert() -> object:
        return store.db.execute("SELECT month FROM cube_month WHERE unit = 1 AND m_alerts_total = 1").fetchone()[0]

    plain, engine = store.meta("cube_signature"), Engine(store)
    assert month_of_alert() == 2024 * 12 + 3
    assert engine.board(None, "2024-04", date(2024, 6, 30), ["alerts_total"], 0, []).period.end == date(2024, 4, 30)
    replace_overlays(store, {"own.toml": "[statistics_month]\nbegins = 26\n"}, actor="test", now=0)
    assert month_of_alert() == 2024 * 12 + 4 and store.meta("cube_signature") != plain
    assert engine.board(None, "2024-04", date(2024, 6, 30), ["alerts_total"], 0, []).period.end == date(2024, 4, 25)
    assert check_store(store) == []
    replace_overlays(store, {}, actor="test", now=0)
    assert month_of_alert() == 2024 * 12 + 3 and store.meta("cube_signature") == plain
    store.close()


def test_another_process_follows_a_change_of_the_catalogue(tmp_path: Path) -> None:
    """A server reads on while the command puts other files in place of the bureau's own."""
    store = copied(empty_store(tmp_path), tmp_path / "served.db")
    with store.write("test", "coverage", "", 0):
        add_coverage(store, "alert", 1, day_number(date(2024, 1, 1)), day_number(date(2024, 6, 30)))
    serving = Engine(open_store(tmp_path / "served.db", read_only=True))

    def last_day() -> date:
        return serving.board(None, "2024-04", date(2024, 6, 30), ["alerts_total"], 0, []).period.end

    assert last_day() == date(2024, 4, 30)
    replace_overlays(store, {"own.toml": "[statistics_month]\nbegins = 26\n"}, actor="test", now=0)
    assert last_day() == date(2024, 4, 25) and serving.catalogue.statistics_month.begins == 26
    serving.store.close()
    store.close()
