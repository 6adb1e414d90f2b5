"""Accounts, sessions, guessing and kiosks: what lets somebody in, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from argon2 import PasswordHasher

from core.access import passwords
from core.access.accounts import (
    AccountError,
    add_account,
    find_account,
    has_accounts,
    set_disabled,
    set_scope,
)
from core.access.client import Client
from core.access.kiosks import LINK_SECONDS, add_kiosk, kiosks, open_kiosk, revoke_kiosk
from core.access.password_change import set_password
from core.access.roles import Role
from core.access.sessions import end_session, sessions, viewer_of
from core.access.sign_in import SignInResult, sign_in
from core.access.throttle import wait_seconds
from core.access.tokens import digest
from core.access.viewer import Scope
from core.store.create import create_store
from core.store.sqlite import sqlite3
from core.store.store import Store
from core.store.trail import trail_lines
from core.store.units import NewUnit, add_units

if TYPE_CHECKING:
    from sqlite3 import Connection

NOW = 1_790_000_000
HASHER = passwords._hasher  # before `quick` puts another one in its place
GOOD = "a good password"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = create_store(tmp_path / "x.db", bureau="甲局", demo=False, now=NOW)
    with store.write("test", "units", "", NOW):
        add_units(store, [NewUnit("S1", "一所", "station", "甲局")])
    yield store
    store.close()


@pytest.fixture
def conn(store: Store) -> Connection:
    add_account(store.conn, "张三", Scope(Role.CHIEF, 1), GOOD, actor="test", now=NOW, is_own=True)
    return store.conn


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that cost little; what they cost in earnest is told by the last test."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords._nobodys_hash.cache_clear()
    yield
    passwords._nobodys_hash.cache_clear()


def enter(
    conn: Connection, password: str = GOOD, *, now: int = NOW, name: str = "张三", address: str = "a"
) -> SignInResult:
    return sign_in(conn, name, password, Client(address), now=now, seconds=100)


def test_nobody_is_there_from_the_start(store: Store) -> None:
    assert not has_accounts(store.conn)
    for name, password in (("admin", "admin"), ("root", ""), ("", "")):
        assert enter(store.conn, password, name=name) == SignInResult()


def test_the_password_is_not_kept(conn: Connection, store: Store) -> None:
    password_hash = conn.execute("SELECT password FROM account").fetchone()[0]
    assert password_hash.startswith("$argon2id$") and GOOD not in password_hash
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert GOOD.encode() not in store.path.read_bytes()


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaa", "x" * 257, "my 张三 password"])
def test_a_poor_password_is_refused(store: Store, password: str) -> None:
    with pytest.raises(AccountError, match="密码"):
        add_account(store.conn, "张三", Scope(Role.CHIEF, 1), password, actor="test", now=NOW)
    assert not has_accounts(store.conn)


@pytest.mark.parametrize("name", ["", "  ", "a b", "x" * 33, "a\nb", "a\u200bb", "\u0441hief1", "\u03bfne", "é"])
def test_a_poor_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(AccountError, match="账号"):
        add_account(store.conn, name, Scope(Role.CHIEF, 1), GOOD, actor="test", now=NOW)


@pytest.mark.parametrize(
    ("scope", "word"),
    [
        (Scope(Role.KIOSK, 1), "大屏"),
        (Scope(Role.OFFICER, 2), "警号"),
        (Scope(Role.OFFICER, 2, "nobody"), "警号"),
        (Scope(Role.STATION, 1), "派出所"),
        (Scope(Role.CHIEF, 99), "单位"),
        (Scope(Role.DEPARTMENT, 1), "--domain"),
        (Scope(Role.DEPARTMENT, 1, domain="nothing"), "可写 command 情指"),
        (Scope(Role.DEPARTMENT, 2, domain="legal"), "单位要是"),
        (Scope(Role.CHIEF, 1, domain="legal"), "只有业务部门"),
    ],
)
def test_a_scope_that_cannot_be_is_refused(store: Store, scope: Scope, word: str) -> None:
    with pytest.raises(AccountError, match=word):
        add_account(store.conn, "张三", scope, GOOD, actor="test", now=NOW)


def test_names_are_one_whatever_their_width_and_case(conn: Connection) -> None:
    add_account(conn, "ＷＡＮＧ", Scope(Role.CHIEF, 1), GOOD, actor="test", now=NOW, is_own=True)
    assert find_account(conn, "wang").name == "WANG"
    with pytest.raises(AccountError, match="已经有了"):
        add_account(conn, "Wang", Scope(Role.CHIEF, 1), GOOD, actor="test", now=NOW)
    assert enter(conn, name=" wang ").token


def test_a_session_is_its_accounts_until_it_is_over(conn: Connection) -> None:
    token = enter(conn).token
    assert token is not None
    viewer = viewer_of(conn, digest(token), NOW + 99)
    assert viewer is not None and (viewer.actor, viewer.scope) == ("user:张三", Scope(Role.CHIEF, 1))
    assert viewer_of(conn, digest(token), NOW + 100) is None
    assert viewer_of(conn, digest(token + "x"), NOW) is None and viewer_of(conn, token, NOW) is None
    assert not conn.execute("SELECT 1 FROM session WHERE digest = ?", [token]).fetchall()


def test_what_changes_an_account_changes_its_sessions_at_once(conn: Connection) -> None:
    def session() -> str:
        token = enter(conn).token
        assert token is not None
        return digest(token)

    first_session, account = session(), find_account(conn, "张三")
    set_scope(conn, account, Scope(Role.STATION, 2), actor="test", now=NOW)
    viewer = viewer_of(conn, first_session, NOW)
    assert viewer is not None and viewer.scope == Scope(Role.STATION, 2) and viewer.session is not None
    end_session(conn, viewer.session, actor=viewer.actor, now=NOW)
    assert viewer_of(conn, first_session, NOW) is None
    second_session = session()
    set_disabled(conn, account, True, actor="test", now=NOW)
    assert viewer_of(conn, second_session, NOW) is None and enter(conn) == SignInResult()
    set_disabled(conn, account, False, actor="test", now=NOW)
    assert viewer_of(conn, second_session, NOW) is None  # what was ended stays so
    three = session()
    set_password(conn, account, "another one here", actor="test", now=NOW, is_own=True)
    assert viewer_of(conn, three, NOW) is None and enter(conn) == SignInResult()
    assert enter(conn, "another one here").token
    assert [line.state for line in sessions(conn, NOW)] == ["live", "revoked", "revoked", "revoked"]


def test_guessing_is_slowed_down_and_waiting_ends(conn: Connection) -> None:
    assert [enter(conn, "wrong").wait for _ in range(5)] == [0] * 5
    assert enter(conn).wait == 30  # the right password too: whoever waits learns nothing
    assert enter(conn, now=NOW + 29).wait == 1
    assert enter(conn, "wrong", now=NOW + 30) == SignInResult()
    assert enter(conn, now=NOW + 31).wait == 59
    assert enter(conn, now=NOW + 90).token
    assert enter(conn, now=NOW + 91).token  # counted anew


def test_an_address_that_tries_many_names_is_slowed_down(conn: Connection) -> None:
    waits = [enter(conn, "wrong", name=f"name{number}").wait for number in range(25)]
    assert waits[:20] == [0] * 20 and min(waits[20:]) > 0
    assert enter(conn).wait and enter(conn, address="elsewhere").token


def test_guesses_keep_no_name_and_are_forgotten(conn: Connection) -> None:
    enter(conn, "wrong", name="what I typed")
    assert "typed" not in str(conn.execute("SELECT * FROM guess").fetchall())
    assert "typed" not in str(trail_lines(conn, 9))
    enter(conn, now=NOW + 86_500)
    assert conn.execute("SELECT who, failures FROM guess WHERE failures > 0").fetchall() == []


def test_waits_double_to_a_quarter_of_an_hour() -> None:
    assert [wait_seconds(failures, 5) for failures in (4, 5, 6, 7, 10, 1000)] == [0, 30, 60, 120, 900, 900]


def test_as_much_work_is_done_for_a_name_that_is_not_there(monkeypatch: pytest.MonkeyPatch, conn: Connection) -> None:
    hashes: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            hashes.append(str(hash).split("$")[3])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Watched(1, 8, 1))
    enter(conn, "wrong")
    enter(conn, "wrong", name="nobody")
    assert len(hashes) == 2 and hashes[0] == hashes[1]  # one comparison each, with the same cost


def test_a_kiosks_link_opens_once_and_shows_its_unit(conn: Connection) -> None:
    token = add_kiosk(conn, "大厅", 2, actor="test", now=NOW)
    assert [kiosk.state for kiosk in kiosks(conn, NOW)] == ["waiting"]
    session = open_kiosk(conn, token, address="wall", now=NOW + 5)
    assert session is not None and open_kiosk(conn, token, address="thief", now=NOW + 6) is None
    viewer = viewer_of(conn, digest(session), NOW + 300 * 86_400)
    assert viewer is not None and viewer.scope == Scope(Role.KIOSK, 2)
    revoke_kiosk(conn, "大厅", actor="test", now=NOW)
    assert viewer_of(conn, digest(session), NOW + 6) is None
    assert [kiosk.state for kiosk in kiosks(conn, NOW)] == ["revoked"]


def test_a_kiosks_link_does_not_wait_for_ever(conn: Connection) -> None:
    token = add_kiosk(conn, "大厅", 1, actor="test", now=NOW)
    assert open_kiosk(conn, token, address="wall", now=NOW + LINK_SECONDS) is None
    assert [kiosk.state for kiosk in kiosks(conn, NOW + LINK_SECONDS)] == ["expired"]
    unused = add_kiosk(conn, "二厅", 1, actor="test", now=NOW)
    revoke_kiosk(conn, "二厅", actor="test", now=NOW)
    assert open_kiosk(conn, unused, address="wall", now=NOW) is None


def test_without_an_account_a_kiosk_makes_no_sense(store: Store) -> None:
    with pytest.raises(AccountError, match="账号"):
        add_kiosk(store.conn, "大厅", 1, actor="test", now=NOW)


def test_every_change_leaves_a_line_and_no_new_data(conn: Connection, store: Store) -> None:
    before = store.data_version()
    account = find_account(conn, "张三")
    token = enter(conn).token
    enter(conn, "wrong")
    set_scope(conn, account, Scope(Role.INSPECTOR, 1), actor="cli:me", now=NOW)
    set_password(conn, account, "another one here", actor="cli:me", now=NOW)
    set_disabled(conn, account, True, actor="cli:me", now=NOW)
    add_kiosk(conn, "大厅", 1, actor="cli:me", now=NOW)
    revoke_kiosk(conn, "大厅", actor="cli:me", now=NOW)
    lines = [(line.actor, line.action) for line in reversed(trail_lines(conn, 8))]
    assert lines == [
        ("test", "account_add"),
        ("user:张三", "sign_in"),
        ("user:张三", "sign_in_failed"),
        ("cli:me", "account_role"),
        ("cli:me", "account_password"),
        ("cli:me", "account_disable"),
        ("cli:me", "kiosk_add"),
        ("cli:me", "kiosk_revoke"),
    ]
    assert store.data_version() == before
    assert token is not None and all(token not in str(line) for line in trail_lines(conn, 99))


def test_a_failed_change_leaves_neither_change_nor_line(conn: Connection) -> None:
    before = trail_lines(conn, 99)
    with pytest.raises(AccountError):
        revoke_kiosk(conn, "none", actor="test", now=NOW)
    assert trail_lines(conn, 99) == before and not conn.in_transaction


@pytest.mark.parametrize("change", ["DELETE FROM audit", "UPDATE audit SET actor = 'somebody'"])
def test_lines_stay_as_they_were_written(conn: Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute(change)


def test_a_guess_costs_what_the_standard_asks() -> None:
    chosen = HASHER
    assert (chosen.memory_cost, chosen.time_cost, chosen.parallelism) == (19 * 1024, 2, 1)  # OWASP's least
