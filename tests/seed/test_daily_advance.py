"""Time that runs on by itself: day by day it comes to what a remade bureau has, and it can be put back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.access.accounts import add_account
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.cube import cube_differences
from core.store.open import open_store
from core.store.store import Store
from core.store.trail import trail_lines, trail_transaction
from seed import advance_process
from seed.bureau import Plan, plan
from seed.daily_advance import DailyAdvance
from seed.fill import FillError, advance, fill, stored_plan
from seed.make import make
from seed.reset import PRESERVED_TABLES, reset
from seed.stories.plant import plant
from seed.stories.reveal import show, shown_answers
from seed.stories.story import Wish
from tests.support.seed_world import NOW, contents, new_store

pytestmark = pytest.mark.slow

AS_OF, START = date(2026, 1, 26), date(2025, 11, 1)
SURGE = Wish("fraud_surge", date(2026, 1, 29), 10, strength=200)


def bureau(*wishes: Wish, as_of: date = AS_OF) -> Plan:
    return replace(plan("small", 3, AS_OF, START, wishes), as_of=as_of)


def silent(_label: str, _done: float) -> None:
    pass


def make_bureau(path: Path, *wishes: Wish) -> Path:
    make(path, bureau(*wishes), now=NOW, progress=silent)
    return path


def remake_bureau(folder: Path, standing: Plan) -> Store:
    store = new_store(folder / "remade.db", standing)
    fill(store, standing, now=NOW)
    return store


def test_days_walked_give_what_a_remade_bureau_has(tmp_path: Path) -> None:
    store = open_store(make_bureau(tmp_path / "demo.db", Wish("late_reports", date(2026, 1, 10), 30, "S01", 4)))
    walk = DailyAdvance(store)
    for _ in range(9):  # over the end of a month
        walk.advance_day(NOW)
    standing = plant(store, [Wish("dispute_cluster", date(2026, 2, 6), 20, strength=80)], actor="t", now=NOW)
    standing = advance(store, standing, date(2026, 2, 8), now=NOW)  # somebody else lets time run
    for number in range(5):
        assert walk.advance_day(NOW).as_of == standing.as_of + timedelta(days=number + 1)
    assert not any(cube_differences(store).values())
    assert contents(store) == contents(remake_bureau(tmp_path, stored_plan(store)))


def test_a_walk_goes_through_no_real_database(tmp_path: Path) -> None:
    real = new_store(tmp_path / "real.db", bureau(), demo=False)
    with pytest.raises(FillError):
        DailyAdvance(real).advance_day(NOW)


def test_the_process_answers_each_line_and_ends_with_its_input(tmp_path: Path) -> None:
    path = make_bureau(tmp_path / "demo.db")
    command = [sys.executable, "-m", "seed.advance_process", str(path)]
    done = subprocess.run(command, input="\n\n", capture_output=True, text=True, check=True, timeout=120)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"as_of": "2026-01-27"},
        {"as_of": "2026-01-28"},
    ]


def test_the_process_says_why_time_does_not_run_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new_store(tmp_path / "real.db", bureau(), demo=False).close()
    monkeypatch.setattr("sys.argv", ["advance_process", str(tmp_path / "real.db")])
    monkeypatch.setattr("sys.stdin", ["\n"])
    advance_process.main()
    assert "演示库" in json.loads(capsys.readouterr().out)["error"]


def test_a_reset_gives_the_first_day_again_and_keeps_who_may_look(tmp_path: Path) -> None:
    path = make_bureau(tmp_path / "demo.db", SURGE)
    store = open_store(path)
    first = contents(store)
    walk = DailyAdvance(store)
    for _ in range(6):
        walk.advance_day(NOW)
    (station,) = store.db.execute("SELECT id FROM unit WHERE code = 'S02'").fetchone()
    add_account(store.conn, "周教", Scope(Role.TRAINER, 1), "a long password 1", actor="t", now=NOW)
    add_account(store.conn, "所长", Scope(Role.STATION, station), "a long password 2", actor="t", now=NOW)
    show(store, [0], actor="周教", now=NOW)
    with trail_transaction(store.conn, actor="甲", action="look", detail="某指标", now=NOW):
        pass
    preserved = {table: store.db.execute(f"SELECT * FROM {table}").fetchall() for table in PRESERVED_TABLES}
    lines = [line for line in trail_lines(store.conn, 1000) if line.action in ("look", "answer", "advance")]
    assert contents(store) != first and preserved["account"] and lines
    store.close()
    reset_plan = reset(path, actor="周教", now=NOW, progress=silent)
    assert reset_plan == bureau(SURGE)
    assert not list(tmp_path.glob("demo.db?*"))  # nothing of the old file lies about
    store = open_store(path)
    assert contents(store) == first and stored_plan(store) == reset_plan
    assert {table: store.db.execute(f"SELECT * FROM {table}").fetchall() for table in PRESERVED_TABLES} == preserved
    assert shown_answers(store) == {}  # for another class; the trail says that they were shown
    after = trail_lines(store.conn, 1000)
    assert all(line in after for line in lines) and any(line.action == "reset" for line in after)
    assert DailyAdvance(store).advance_day(NOW).as_of == AS_OF + timedelta(days=1)


def test_every_table_either_stays_or_begins_again(tmp_path: Path) -> None:
    """A table that is made later has to be thought of: does it stay when time is put back?"""
    emptied = {
        "_sqlite_migrations",
        "meta",
        "catalogue_file",
        "unit",
        "unit_ancestor",
        "unit_change",
        "officer",
        "ledger",
        "coverage",
        "source",
        "audit",
        "publication",
        "publication_index",
        "publication_score",
        "publication_part",
        "batch",
        "prior",
        "tombstone",
        "batch_same",
        "confirmation",
        "bulletin_cell",
        "coverage_claim",
        "source_claim",
        "refused_note",
        "refused_row",
        "refused_takeover",
        "assumed",
        "assumed_takeover",
        "instruction_event",
        "signal_event",
        "sign_in_step",
        "data_source",
        "data_source_batch",
        "data_source_file",
        "bulletin",
        "bulletin_step",
    }
    store = open_store(make_bureau(tmp_path / "demo.db"))
    made_up = {name for name in store.db.table_names() if name.startswith(("fact_", "cube_", "sqlite_"))}
    assert set(store.db.table_names()) == emptied | set(PRESERVED_TABLES) | made_up


def test_no_real_database_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "real.db"
    new_store(path, bureau(), demo=False).close()
    before = path.read_bytes()
    with pytest.raises(FillError, match="真实"):
        reset(path, actor="t", now=NOW, progress=silent)
    assert path.read_bytes() == before
