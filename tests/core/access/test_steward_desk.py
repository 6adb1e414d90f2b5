"""The steward's desk: for a steward of the whole bureau alone; every change leaves its line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from core.access.account_desk import AccountDesk
from core.access.context import RequestContext
from core.access.kiosks import add_kiosk
from core.access.roles import ADMINISTRATORS, Role
from core.access.steward_desk import StewardDesk
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.sources.status import RunState
from core.store.data_sources import DataSource, SourceRun, add_data_source, begin_run, end_run
from core.store.open import open_store
from core.store.sqlite import connect
from tests.support.access_world import Bureau, guarded
from tests.support.demo import DEMO_AS_OF

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from sqlite3 import Connection

NOW = int(time.time())


class Desks(NamedTuple):
    """The two desks of one viewer."""

    steward: StewardDesk
    account: AccountDesk


@pytest.fixture
def bureau(demo_db: Path, tmp_path: Path) -> Bureau:
    return guarded(demo_db, tmp_path)


@pytest.fixture
def desks_of(bureau: Bureau) -> Iterator[Callable[[Scope], Desks]]:
    store = open_store(bureau.path, read_only=True)
    engine = Engine(store)

    @contextmanager
    def writing() -> Iterator[Connection]:
        connection = connect(bureau.path, read_only=False)
        yield connection
        connection.close()

    def make(scope: Scope) -> Desks:
        request = RequestContext(engine, Viewer("user:steward", "steward", scope, 1))
        return Desks(StewardDesk(request, writing, NOW), AccountDesk(request, writing, NOW))

    yield make
    store.close()


@pytest.fixture
def desk(bureau: Bureau, desks_of: Callable[[Scope], Desks]) -> StewardDesk:
    return desks_of(Scope(Role.STEWARD, bureau.root)).steward


@pytest.fixture
def account_desk(bureau: Bureau, desks_of: Callable[[Scope], Desks]) -> AccountDesk:
    return desks_of(Scope(Role.STEWARD, bureau.root)).account


def test_it_is_for_those_who_run_the_whole_bureaus_system(bureau: Bureau, desks_of: Callable[[Scope], Desks]) -> None:
    for role in Role:
        for unit in (bureau.root, bureau.station):
            if role not in (Role.STEWARD, *ADMINISTRATORS) or unit != bureau.root:
                with pytest.raises(AccessRefused, match="管理员"):
                    desks_of(Scope(role, unit))


def test_a_source_is_late_when_its_rhythm_says_so(desk: StewardDesk) -> None:
    last = date.fromisoformat(DEMO_AS_OF)
    for days in (0, 2, 3, 62, 63):
        assert not {source.zh for source in desk.missing_sources()} & {line.age.zh for line in desk.sources(last)}
        lines = desk.sources(last + timedelta(days=days))
        assert {"alert"} < {line.age.id for line in lines}
        for line in lines:
            if line.age.id == "alert":  # every day, so two days may pass
                assert line.age_days == days and line.is_late == (days > 2)
            if line.age.id.startswith("ledger:"):  # every month
                assert line.is_late == (days > 62)
        assert [line.is_late for line in lines] == sorted((line.is_late for line in lines), reverse=True)


def test_a_kind_of_record_that_never_came_is_told(desk: StewardDesk, bureau: Bureau) -> None:
    assert desk.missing_sources() == []
    with closing(open_store(bureau.path)) as store, store.write("test", "update", "", 0):
        store.db.execute("DELETE FROM source WHERE id IN ('survey', 'instruction')")
    assert [(source.zh, source.allowed_days) for source in desk.missing_sources()] == [("测评回访系统", 62)]


def test_a_steward_bars_ends_and_revokes(bureau: Bureau, desk: StewardDesk, account_desk: AccountDesk) -> None:
    before = desk.health()
    accounts = account_desk
    for _ in range(2):
        bureau.session(Role.CHIEF, seconds=10**9)
    assert len(accounts.live_sessions()) == 2 and accounts.end_sessions("chief") == 2 and accounts.live_sessions() == []
    bureau.session(Role.OFFICER, seconds=10**9)
    accounts.set_disabled("officer", True)
    assert accounts.live_sessions() == [] and desk.health().accounts == before.accounts - 1
    accounts.set_disabled("officer", False)
    bureau.session(Role.OFFICER, seconds=10**9)
    assert accounts.end_session(accounts.live_sessions()[0].id) and not accounts.end_session(99)
    with closing(connect(bureau.path, read_only=False)) as connection:
        assert add_kiosk(connection, "大厅", bureau.root, actor="user:chief", now=NOW)
    assert [kiosk.state for kiosk in accounts.kiosks()] == ["waiting"]
    accounts.revoke_kiosk("大厅")
    backup = desk.back_up(bureau.path.with_name("copy.db"))
    assert backup.path.is_file() and backup.data_version == before.data_version == desk.health().data_version
    lines = [(line.actor, line.action) for line in reversed(desk.trail(99)) if line.actor == "user:steward"]
    assert [action for _, action in lines] == [
        "sessions_revoke",
        "account_disable",
        "account_enable",
        "sign_out",
        "sign_out",
        "kiosk_revoke",
        "backup",
    ]
    assert [line.action for line in desk.trail(9, "backup")] == ["backup"]


def test_nobody_shuts_oneself_out(account_desk: AccountDesk) -> None:
    with pytest.raises(AccessRefused, match="自己"):
        account_desk.set_disabled("STEWARD", True)


def test_sources_that_are_read_by_themselves_are_shown_with_their_last_run(bureau: Bureau, desk: StewardDesk) -> None:
    assert desk.data_sources() == []
    store = open_store(bureau.path, now=NOW)
    place = "postgresql://reader@10.0.0.8/jcj"
    add_data_source(store, DataSource("jq", "database", place, {"table": "a", "mapping": "m"}, "1h", NOW, "test"))
    begin_run(store, "jq", NOW, NOW + 3600)
    (running,) = desk.data_sources()
    assert (running.state, running.what) == (RunState.RUNNING, f"{place} a")
    end_run(store, "jq", SourceRun(NOW, NOW + 5, error="连不上"))
    (failed,) = desk.data_sources()
    assert (failed.state, failed.source.due_at) == (RunState.FAILED, NOW + 3600)
    store.close()
