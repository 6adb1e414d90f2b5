"""Three administrators, none of whom does another's work; and scopes that nobody widens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.access.account_desk import AccountDesk
from core.access.accounts import AccountError, accounts, add_account, find_account
from core.access.client import Client
from core.access.context import RequestContext
from core.access.duties import Duty, duties_of
from core.access.policy import PolicyError, set_rule
from core.access.roles import ADMINISTRATORS, NAMES, Role
from core.access.sessions import viewer_of
from core.access.sign_in import sign_in
from core.access.steward_desk import StewardDesk
from core.access.tokens import digest
from core.access.viewer import AccessRefused, Scope, Viewer
from core.access.wall_links import WallLinks
from core.engine import Engine
from core.store.open import open_store
from core.store.sqlite import connect
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from core.time.days import day_number, to_date
from tests.support.accounts_world import BETTER, GOOD, NOW, small_bureau

S1, S2 = 2, 3


@pytest.fixture
def store(tmp_path: Path, cheap_passwords: None) -> Iterator[Store]:
    store = small_bureau(tmp_path)
    for role in (*ADMINISTRATORS, Role.STEWARD):
        add_account(store.conn, role.value, Scope(role, ROOT), GOOD, actor="test", now=NOW, is_own=True)
    yield store
    store.close()


@pytest.fixture
def request_of(store: Store) -> Iterator[Callable[[Role], RequestContext]]:
    with closing(open_store(store.path, read_only=True)) as reading:
        engine = Engine(reading)
        yield lambda role: RequestContext(engine, Viewer(f"user:{role}", role, Scope(role, ROOT), 1))


@pytest.fixture
def desks(
    store: Store, request_of: Callable[[Role], RequestContext]
) -> Callable[[Role], tuple[AccountDesk, StewardDesk]]:
    def make(role: Role) -> tuple[AccountDesk, StewardDesk]:
        def writing() -> closing:  # type: ignore[type-arg]
            return closing(connect(store.path, read_only=False))

        return AccountDesk(request_of(role), writing, NOW), StewardDesk(request_of(role), writing, NOW)

    return make


def separate(store: Store) -> None:
    set_rule(store.conn, "is_separated", "on", actor="cli:root", now=NOW)


def test_duties_do_not_overlap() -> None:
    separated = {role: duties_of(role, is_separated=True) for role in Role}
    for role, duties in separated.items():
        for other, others in separated.items():
            assert role is other or not duties & others, (role, other)
    assert frozenset().union(*separated.values()) == frozenset(Duty)
    assert duties_of(Role.STEWARD, is_separated=False) == frozenset(Duty)
    assert not any(duties_of(role, is_separated=False) for role in (Role.CHIEF, Role.INSPECTOR, Role.UNGRANTED))


def test_separation_needs_all_three_and_is_said_in_the_trail(tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    with closing(small_bureau(folder)) as store:
        with pytest.raises(PolicyError, match="系统管理员、安全管理员、审计管理员"):
            separate(store)
        for role in ADMINISTRATORS:
            add_account(store.conn, role.value, Scope(role, ROOT), GOOD, actor="test", now=NOW)
        separate(store)
        assert "off -> on" in trail_lines(store.conn, 1)[0].detail


def test_that_one_person_has_all_duties_is_said_in_the_trail(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    with closing(small_bureau(folder)) as store:
        add_account(store.conn, "guan", Scope(Role.STEWARD, ROOT), GOOD, actor="setup", now=NOW)
        (line,) = trail_lines(store.conn, 9, "policy")
        assert "一人兼任" in line.detail and "guan" in line.detail
        for role in ADMINISTRATORS:
            add_account(store.conn, role.value, Scope(role, ROOT), GOOD, actor="test", now=NOW)
        separate(store)
        add_account(store.conn, "guan2", Scope(Role.STEWARD, ROOT), GOOD, actor="setup", now=NOW)
        assert len(trail_lines(store.conn, 9, "policy")) == 2


def test_none_does_anothers_work(store: Store, desks: Callable[[Role], tuple[AccountDesk, StewardDesk]]) -> None:
    separate(store)
    acts: dict[Duty, list[Callable[[AccountDesk, StewardDesk], object]]] = {
        Duty.ACCOUNTS: [
            lambda desk, _: desk.add_account("新人", Scope(Role.CHIEF, ROOT), BETTER),
            lambda desk, _: desk.set_password("张三", BETTER),
            lambda desk, _: desk.unlock("张三"),
            lambda desk, _: desk.end_sessions("张三"),
            lambda desk, _: desk.live_sessions(),
            lambda desk, _: desk.set_disabled("张三", False),
        ],
        Duty.GRANTS: [
            lambda desk, _: desk.grant("张三", Scope(Role.INSPECTOR, ROOT)),
            lambda desk, _: desk.set_rule("idle_minutes", "15"),
            lambda desk, _: desk.kiosks(),
        ],
        Duty.TRAIL: [lambda _, desk: desk.trail(9), lambda _, desk: desk.trail_faults()],
        Duty.SERVICE: [lambda _, desk: desk.health(), lambda _, desk: desk.back_up(store.path.with_name("b.db"))],
        Duty.DATA: [lambda _, desk: desk.missing_sources()],
    }
    for role in (*ADMINISTRATORS, Role.STEWARD):
        own = duties_of(role, is_separated=True)
        for duty, ways in acts.items():
            for way in ways:
                if duty in own:
                    way(*desks(role))
                else:
                    with pytest.raises(AccessRefused, match="管理员"):
                        way(*desks(role))


def test_whoever_makes_an_account_gives_it_no_role_and_nobody_grants_oneself(
    store: Store, desks: Callable[[Role], tuple[AccountDesk, StewardDesk]]
) -> None:
    separate(store)
    system, security = desks(Role.SYSTEM)[0], desks(Role.SECURITY)[0]
    system.add_account("新人", Scope(Role.CHIEF, ROOT), BETTER)
    assert find_account(store.conn, "新人").scope == Scope(Role.UNGRANTED, ROOT)
    security.grant("新人", Scope(Role.STATION, S1))
    assert find_account(store.conn, "新人").scope == Scope(Role.STATION, S1)
    with pytest.raises(AccessRefused, match="自己"):
        security.grant("security", Scope(Role.CHIEF, ROOT))


def test_no_administrator_takes_anothers_place_by_a_new_password(
    store: Store, desks: Callable[[Role], tuple[AccountDesk, StewardDesk]]
) -> None:
    separate(store)
    system = desks(Role.SYSTEM)[0]
    for name in ("security", "auditor"):
        with pytest.raises(AccountError, match="服务器"):
            system.set_password(name, BETTER)
        with pytest.raises(AccountError, match="服务器"):
            system.remove_factor(name)
        with pytest.raises(AccountError, match="服务器"):
            system.set_disabled(name, True)


def test_the_roles_of_administrators_are_given_and_taken_at_the_server_alone(
    store: Store, desks: Callable[[Role], tuple[AccountDesk, StewardDesk]]
) -> None:
    """Else the security administrator silences the auditor, or has a second account do the others' work."""
    separate(store)
    security, _ = desks(Role.SECURITY)
    for role in (Role.AUDITOR, Role.SYSTEM):
        with pytest.raises(AccountError, match="fengjing user"):
            security.grant(role.value, Scope(Role.STATION, S1))
        with pytest.raises(AccountError, match="fengjing user"):
            security.grant("张三", Scope(role, ROOT))
        assert find_account(store.conn, role.value).scope.role is role
    assert find_account(store.conn, "张三").scope.role not in ADMINISTRATORS
    security.grant("张三", Scope(Role.STATION, S1))
    with pytest.raises(AccountError, match="fengjing policy"):
        security.set_rule("is_separated", "off")
    security.set_rule("idle_minutes", "10")


def test_a_link_for_a_wall_shows_nobody_more_than_its_maker_sees(
    store: Store, request_of: Callable[[Role], RequestContext]
) -> None:
    def links(role: Role) -> WallLinks:
        return WallLinks(request_of(role), lambda: closing(connect(store.path, read_only=False)), NOW)

    for role in Role:
        if role is not Role.CHIEF:
            with pytest.raises(AccessRefused, match="局长"):
                links(role).add_kiosk("大厅", ROOT)
    assert links(Role.CHIEF).add_kiosk("大厅", ROOT)
    (line,) = trail_lines(store.conn, 1)
    assert (line.actor, line.action) == ("user:chief", "kiosk_add")
    station_chief = RequestContext(request_of(Role.CHIEF).engine, Viewer("user:所里", "所里", Scope(Role.CHIEF, S1), 1))
    with pytest.raises(AccessRefused):
        WallLinks(station_chief, lambda: closing(connect(store.path, read_only=False)), NOW).add_kiosk("二厅", ROOT)


def test_a_trainer_is_made_in_a_demonstration_alone(store: Store, tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="演示库"):
        add_account(store.conn, "jiaoguan", Scope(Role.TRAINER, ROOT), GOOD, actor="test", now=NOW)
    folder = tmp_path / "demo"
    folder.mkdir()
    with closing(small_bureau(folder, demo=True)) as demo:
        add_account(demo.conn, "jiaoguan", Scope(Role.TRAINER, ROOT), GOOD, actor="test", now=NOW)


def test_an_officer_sees_where_the_posting_is_whatever_the_account_says(store: Store) -> None:
    today = day_number(to_date(NOW // 86_400))
    with store.write("test", "officers", "", NOW):
        store.db.execute("INSERT INTO officer (id, name) VALUES ('0101', '某警'), ('0102', '又一警')")
        store.db.execute(
            "INSERT INTO fact_posting (id, unit, officer, from_day, kind, post) VALUES "
            "('0101@1', ?, '0101', ?, 'police', 'community')",
            [S1, today - 100],
        )
    add_account(store.conn, "minjing", Scope(Role.OFFICER, ROOT, "0101"), GOOD, actor="t", now=NOW, is_own=True)
    assert [line.scope.unit for line in accounts(store.conn)][-1] == S1, "not the whole bureau"
    token = sign_in(store.conn, "minjing", GOOD, Client("a"), now=NOW, seconds=900).token
    assert token

    def unit() -> int:
        viewer = viewer_of(store.conn, digest(token or ""), NOW)
        assert viewer is not None
        return viewer.scope.unit

    assert unit() == S1
    with store.write("test", "transfer", "", NOW):  # moved to another station: the account follows at once
        store.db.execute("UPDATE fact_posting SET to_day = ? WHERE officer = '0101'", [today])
        store.db.execute(
            "INSERT INTO fact_posting (id, unit, officer, from_day, kind, post) VALUES "
            "('0101@2', ?, '0101', ?, 'police', 'patrol')",
            [S2, today],
        )
    assert unit() == S2
    add_account(store.conn, "wuzhi", Scope(Role.OFFICER, S1, "0102"), GOOD, actor="t", now=NOW)
    assert find_account(store.conn, "wuzhi").scope.unit == S1


def test_administrators_are_named_in_chinese() -> None:
    assert set(NAMES) == set(Role)
