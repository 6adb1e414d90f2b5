"""The first run: which step comes next, and what may be changed before the first account."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from argon2 import PasswordHasher

from core.access import passwords
from core.access.accounts import AccountError, accounts, add_account, add_first_account
from core.access.first_run import FirstRunStep, first_run_step
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.first_units import rename_bureau, withdraw_units
from core.store.sqlite import StoreError, connect
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from core.store.units import unit_tree
from tests.support.intake_world import ALERT, BUREAU, UNITS, alert, bring, empty_store

NOW = 1_790_000_000
STEWARD = Scope(Role.STEWARD, ROOT)
PASSWORD = "a good password"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = empty_store(tmp_path)
    yield store
    store.close()


def test_the_steps_follow_what_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"
    assert first_run_step(path) is FirstRunStep.BUREAU
    path.touch()
    assert first_run_step(path) is FirstRunStep.BUREAU
    path.unlink()
    store = empty_store(tmp_path)
    assert first_run_step(path) is FirstRunStep.UNITS
    bring(store, "units", UNITS)
    assert first_run_step(path) is FirstRunStep.ACCOUNT
    add_first_account(store.conn, "guan", STEWARD, PASSWORD, actor="setup", now=NOW)
    assert first_run_step(path) is None
    store.close()


def test_a_database_in_use_has_no_first_run(tmp_path: Path) -> None:
    """One that commands have filled, without an account, and a demonstration."""
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    bring(store, "alert", [ALERT, alert("A1")])
    store.close()
    assert first_run_step(store.path) is None
    (tmp_path / "demo").mkdir()
    demo = empty_store(tmp_path / "demo", demo=True)
    demo.close()
    assert first_run_step(demo.path) is None


def test_what_is_no_database_of_ours_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("no database at all " * 100)
    with pytest.raises(StoreError, match="不是枫警数据库"):
        first_run_step(path)


def test_of_two_first_accounts_one_is_made_and_the_other_is_told(store: Store) -> None:
    together = Barrier(2)

    def add(name: str) -> str:
        connection = connect(store.path, read_only=False)
        together.wait()
        try:
            add_first_account(connection, name, STEWARD, PASSWORD, actor="setup", now=NOW)
        except AccountError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(add, ["jia", "yi"]))
    assert said[0] == "" and "刚才已有人" in said[1]
    (account,) = accounts(store.conn)
    assert [line.detail for line in trail_lines(store.conn, 9, "account_add")] == [
        f"{account.name} 数据管理员 单位 {account.unit_name}"
    ]


def test_a_first_account_keeps_the_rules_of_all_accounts(store: Store) -> None:
    for name, password, fault in (
        ("x y", PASSWORD, "账号要有"),
        ("guan", "short", "至少"),
        ("guan", "guan123456", "含有"),
    ):
        with pytest.raises(AccountError, match=fault):
            add_first_account(store.conn, name, STEWARD, password, actor="setup", now=NOW)
    assert accounts(store.conn) == [] and trail_lines(store.conn, 9, "account_add") == []


def test_the_bureau_is_renamed_everywhere(store: Store) -> None:
    rename_bureau(store, "乙局", actor="setup", now=NOW)
    root = unit_tree(store).root
    assert (store.bureau, root.name, root.code) == ("乙局", "乙局", "乙局")
    (line,) = trail_lines(store.conn, 9, "bureau_rename")
    assert (line.actor, line.detail) == ("setup", f"{BUREAU} -> 乙局")
    rename_bureau(store, "乙局", actor="setup", now=NOW)
    assert len(trail_lines(store.conn, 9, "bureau_rename")) == 1
    with pytest.raises(StoreError, match="1 到 64"):
        rename_bureau(store, " ", actor="setup", now=NOW)


def test_units_are_taken_out_while_nothing_rests_on_them(store: Store) -> None:
    assert withdraw_units(store, actor="setup", now=NOW) == 0
    bring(store, "units", UNITS)
    assert withdraw_units(store, actor="setup", now=NOW) == len(UNITS) - 1
    assert list(unit_tree(store).units) == [ROOT]
    assert bring(store, "units", UNITS).new == len(UNITS) - 1, "they can be given again"
    station = unit_tree(store).find("甲溪派出所").id
    add_account(store.conn, "suo", Scope(Role.STATION, station), PASSWORD, actor="test", now=NOW)
    before = unit_tree(store).units
    with pytest.raises(StoreError, match="不能撤回"):
        withdraw_units(store, actor="setup", now=NOW)
    assert unit_tree(store).units == before
