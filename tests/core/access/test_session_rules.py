"""Waiting that locks nobody else out, desks that lock, sessions that are counted, and names that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.access import throttle
from core.access.accounts import AccountError, add_account, find_account
from core.access.client import Client, browser_name
from core.access.kiosks import add_kiosk, open_kiosk
from core.access.own_account import OwnAccount
from core.access.policy import set_rule
from core.access.roles import Role
from core.access.sessions import last_sign_in, note_use, sessions, viewer_of
from core.access.sign_in import SignInResult, sign_in
from core.access.tokens import digest
from core.access.viewer import Scope
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from tests.support.accounts_world import GOOD, NOW

if TYPE_CHECKING:
    from sqlite3 import Connection

MINUTE = 60
DESK = Client("desk")


@pytest.fixture
def conn(store: Store) -> Connection:
    return store.conn


def enter(conn: Connection, password: str = GOOD, *, now: int = NOW, client: Client = DESK) -> SignInResult:
    return sign_in(conn, "张三", password, client, now=now, seconds=12 * 3600)


def test_nobody_locks_another_out_of_the_own_desk(conn: Connection) -> None:
    first = enter(conn)
    assert first.device
    known = Client("desk", device=digest(first.device))
    for number in range(200):  # a stranger at one address, and at many
        enter(conn, "wrong", client=Client("stranger"))
        enter(conn, "wrong", client=Client(f"10.0.0.{number}"))
    for _ in range(30):
        enter(conn, "wrong", client=DESK)  # and at the owner's own, behind the same gateway
    assert enter(conn, client=Client("stranger")).wait and enter(conn, client=Client("desk")).wait
    entered = enter(conn, client=known)
    assert entered.token and entered.device is None
    # At an address that the account has come from before, a device without a token need not wait for far strangers.
    for number in range(40):
        enter(conn, "wrong", now=NOW + 86_401, client=Client(f"10.0.1.{number}"))
    assert enter(conn, now=NOW + 86_402, client=Client("desk")).token
    assert enter(conn, now=NOW + 86_402, client=Client("new place")).wait <= MINUTE


def test_a_known_device_guesses_no_faster(conn: Connection) -> None:
    device = enter(conn).device
    assert device
    known = Client("desk", device=digest(device))
    assert [enter(conn, "wrong", client=known).wait for _ in range(6)] == [0] * 5 + [30]
    add_account(conn, "李四", Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=NOW, is_own=True)
    counters = throttle.guess_counters("李四", "desk")
    for _ in range(5):
        sign_in(conn, "李四", "wrong", known, now=NOW, seconds=9)  # another account's device is nobody's
    assert conn.execute("SELECT failures FROM guess WHERE who = ?", [counters[0].key]).fetchone() == (5,)


def test_an_administrator_unlocks(conn: Connection) -> None:
    for _ in range(5):
        enter(conn, "wrong")
    assert enter(conn).wait
    throttle.unlock(conn, "张三")
    assert enter(conn).token


def test_the_next_sign_in_says_how_many_failed_and_when_the_last_was(conn: Connection) -> None:
    first = enter(conn)
    assert first.token
    viewer = viewer_of(conn, digest(first.token), NOW)
    assert viewer is not None and viewer.session is not None
    assert last_sign_in(conn, viewer.session).at is None
    for number in range(3):
        enter(conn, "wrong", now=NOW + 9, client=Client(f"far {number}"))
    second = enter(conn, now=NOW + 100)
    assert second.token
    viewer = viewer_of(conn, digest(second.token), NOW + 100)
    assert viewer is not None and viewer.session is not None
    last = last_sign_in(conn, viewer.session)
    assert (last.at, last.address, last.failures) == (NOW, "desk", 3)
    lines = trail_lines(conn, 9, "sign_in_failed")
    assert [(line.actor, line.detail) for line in lines] == [("user:张三", f"far {n}") for n in (2, 1, 0)]
    third = enter(conn, now=NOW + 200)
    assert third.token
    viewer = viewer_of(conn, digest(third.token), NOW + 200)
    assert viewer is not None and viewer.session is not None and last_sign_in(conn, viewer.session).failures == 0


def test_a_desk_that_nobody_uses_locks_and_a_wall_does_not(conn: Connection) -> None:
    token = enter(conn).token
    wall = open_kiosk(conn, add_kiosk(conn, "大厅", ROOT, actor="x", now=NOW), address="wall", now=NOW)
    assert token and wall
    viewer = viewer_of(conn, digest(token), NOW + 20 * MINUTE - 1)
    assert viewer is not None and viewer.session is not None
    note_use(conn, viewer.session, NOW + 19 * MINUTE)
    assert viewer_of(conn, digest(token), NOW + 39 * MINUTE - 1)
    assert viewer_of(conn, digest(token), NOW + 39 * MINUTE) is None
    assert [line.state for line in sessions(conn, NOW + 39 * MINUTE, "张三")] == ["idle"]
    note_use(conn, viewer.session, NOW + 40 * MINUTE)
    assert viewer_of(conn, digest(token), NOW + 40 * MINUTE) is None, "what is locked is not opened by a key press"
    assert viewer_of(conn, digest(wall), NOW + 300 * 86_400)
    set_rule(conn, "idle_minutes", "0", actor="x", now=NOW)
    assert viewer_of(conn, digest(token), NOW + 11 * 3600)


def test_a_clock_that_ran_ahead_leaves_no_lasting_session_and_locks_nobody_out(conn: Connection) -> None:
    ahead = NOW + 1000 * 86_400
    set_rule(conn, "max_sessions", "2", actor="x", now=NOW)
    of_then = [enter(conn, now=ahead + second).token or "" for second in range(2)]
    assert all(viewer_of(conn, digest(token), ahead + 2) for token in of_then)
    for number in range(6):
        enter(conn, "wrong", now=ahead + number, client=Client("other"))
    # The clock is put right.
    assert not any(viewer_of(conn, digest(token), NOW + MINUTE) for token in of_then)
    assert {line.state for line in sessions(conn, NOW + MINUTE, "张三")} == {"idle"}
    for client in (DESK, Client("other")):
        token = enter(conn, now=NOW + MINUTE, client=client).token
        assert token and viewer_of(conn, digest(token), NOW + MINUTE)


def test_beyond_the_number_of_sessions_the_one_used_longest_ago_ends(conn: Connection) -> None:
    set_rule(conn, "max_sessions", "2", actor="x", now=NOW)
    tokens = [enter(conn, now=NOW + second).token or "" for second in range(3)]
    assert [viewer_of(conn, digest(token), NOW + 9) is not None for token in tokens] == [False, True, True]


def test_one_sees_and_ends_the_own_sessions_and_nobody_elses(conn: Connection) -> None:
    add_account(conn, "李四", Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=NOW, is_own=True)
    other = sign_in(conn, "李四", GOOD, Client("b"), now=NOW, seconds=900).token
    here, there = enter(conn, client=Client("a", "Chrome 109 · Windows")).token, enter(conn).token
    assert other and here and there
    viewer = viewer_of(conn, digest(here), NOW)
    assert viewer is not None
    own = OwnAccount(conn, viewer, NOW)
    assert [(line.address, line.device) for line in own.sessions()] == [("desk", ""), ("a", "Chrome 109 · Windows")]
    others = viewer_of(conn, digest(other), NOW)
    assert others is not None and others.session is not None
    with pytest.raises(AccountError, match="没有这一处"):
        own.end_session(others.session)
    own.end_session(own.sessions()[0].id)
    assert viewer_of(conn, digest(there), NOW) is None and viewer_of(conn, digest(here), NOW)
    enter(conn)
    assert own.end_other_sessions() == 1 and len(own.sessions()) == 1
    assert viewer_of(conn, digest(other), NOW)


@pytest.mark.parametrize(
    ("first", "second"), [("chief1", "chiefl"), ("bob0", "bobo"), ("dorn", "dom"), ("li_1", "LI_I")]
)
def test_names_that_look_alike_are_not_both_taken(conn: Connection, first: str, second: str) -> None:
    add_account(conn, first, Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=NOW)
    with pytest.raises(AccountError, match="分不清"):
        add_account(conn, second, Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=NOW)
    assert find_account(conn, first).name == first


def test_a_browser_is_named_as_people_call_it() -> None:
    chrome = (
        "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
    )
    assert browser_name(chrome) == "Chrome 109 · Windows"
    assert browser_name(f"{chrome} Edg/109.0.1") == "Edge 109 · Windows"
    assert browser_name("curl/8") == "" and browser_name("<script>" * 999) == ""
