"""A month's lists are published behind the screens, whole or not at all, with a line of the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from sqlite3 import Connection
from threading import Event
from typing import Any

import pytest

from core.access.accounts import add_account, find_account, set_disabled, set_scope
from core.access.publishing_right import Publisher
from core.access.roles import Role
from core.access.viewer import Scope, Viewer
from core.catalogue.load import load_catalogue
from core.features.indices.list_basis import ListBasis, basis_now
from core.features.indices.month_lists import MonthLists
from core.features.indices.publish import MOST_TRIES
from core.store.open import open_store
from core.store.publication import PublishedContent, PublishedIndex, PublishedScore, publications
from core.store.store import ROOT, Store
from core.time.days import month_days
from dashboards.background.messages import Answer, Request
from dashboards.background.process import ProcessEnded
from dashboards.background.questions import ListsToPublish, RenewedBases
from dashboards.i18n.words import indices as words
from dashboards.queries.publishing import PublishingDesk, PublishingOrder, PublishingRun
from tests.support.copied_store import new_store
from tests.support.polling import wait_for

MONTH, NOW = 2026 * 12 + 9, 1_793_000_000
LOCAL = Publisher(Viewer("local", "本机", Scope(Role.CHIEF, ROOT)))
ORDER = PublishingOrder(MONTH, "", LOCAL, lambda: NOW)
INDICES = list(load_catalogue().indices)
CONTENT = PublishedContent(
    [PublishedIndex("peace", "平安指数", "{}", "0" * 64, ())],
    [PublishedScore("peace", 1, "甲局", "bureau", "", 80.0, 70.0, 90.0, 1.0, None, None, None, None, parts=())],
)


@dataclass
class ListMaker:
    """Works the lists out of what the database has, and then does what a test wants done meanwhile."""

    path: Path
    afterwards: Callable[[int], None] = lambda _number: None
    holds: Callable[[ListBasis], bool] = lambda _basis: False
    refusal: str = ""
    dies: bool = False
    go: Event = field(default_factory=Event)
    asked: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        assert self.go.wait(20)
        self.asked.append(request)
        if self.dies:
            raise ProcessEnded
        with closing(open_store(self.path, read_only=True)) as store:
            now = basis_now(store, month_days(MONTH)[1])
        if isinstance(request.question, RenewedBases):
            value: Any = [now if self.holds(basis) else None for basis in request.question.bases]
        else:
            assert isinstance(request.question, ListsToPublish)
            content = CONTENT if request.question.index == "peace" else PublishedContent([], [])
            value = self.refusal or MonthLists(MONTH, "", content, (now,))
        self.afterwards(len(self.asked))
        return Answer(value)

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(new_store(tmp_path / "own.db", bureau="甲局", demo=False, now=0)) as store:
        yield store


@pytest.fixture
def maker(store: Store) -> ListMaker:
    return ListMaker(store.path)


def publish(maker: ListMaker, order: PublishingOrder = ORDER) -> PublishingRun:
    publisher = PublishingDesk(maker)
    publisher.start(maker.path, 1, order)
    maker.go.set()
    run = wait_for(lambda: publisher.run(maker.path, MONTH), lambda run: run is not None and not run.is_under_way)
    assert run is not None
    return run


def lines(store: Store) -> list[tuple[str, str]]:
    return store.conn.execute("SELECT actor, detail FROM audit WHERE action = 'publish'").fetchall()


def test_nobody_waits_for_it_and_it_is_begun_once(store: Store, maker: ListMaker) -> None:
    publisher = PublishingDesk(maker)
    assert publisher.run(store.path, MONTH) is None
    for _ in range(2):
        publisher.start(store.path, 1, ORDER)
    assert publisher.run(store.path, MONTH) == PublishingRun() and not lines(store)
    maker.go.set()
    run = wait_for(lambda: publisher.run(store.path, MONTH), lambda run: run is not None and not run.is_under_way)
    assert run is not None and publications(store.conn) == [run.publication]
    assert [request.question for request in maker.asked] == [ListsToPublish(MONTH, "", name) for name in INDICES]
    assert lines(store) == [("本机（local）", "2026-10 指数与榜单")]
    assert run.publication is not None and run.publication.at == NOW


def test_what_was_refused_is_told_and_nothing_is_written(store: Store, maker: ListMaker) -> None:
    maker.refusal = "2026-10 没有一个单位能计分，不能发布。"
    assert publish(maker) == PublishingRun(refusal=maker.refusal)
    assert publications(store.conn) == [] and lines(store) == []


def test_where_the_process_dies_nothing_is_published_and_it_can_be_asked_for_again(
    store: Store, maker: ListMaker
) -> None:
    maker.dies = True
    assert publish(maker) == PublishingRun(refusal=words.NOT_PUBLISHED)
    assert publications(store.conn) == [] and lines(store) == []
    maker.dies = False
    assert publish(maker).publication is not None


def asked(maker: ListMaker) -> tuple[int, int]:
    """How often an index was worked out, and how often it was asked whether what it rests on still holds."""
    looks = sum(isinstance(request.question, RenewedBases) for request in maker.asked)
    return len(maker.asked) - looks, looks


@pytest.mark.parametrize("place", [1, len(INDICES)])
@pytest.mark.parametrize("writes", [MOST_TRIES - 1, MOST_TRIES])
def test_what_changes_meanwhile_is_worked_out_too(store: Store, maker: ListMaker, writes: int, place: int) -> None:
    def write(_number: int) -> None:
        """Write once in each of the first tries, after the index at a place."""
        indices, _ = asked(maker)
        is_index = isinstance(maker.asked[-1].question, ListsToPublish)
        if is_index and indices % len(INDICES) == place % len(INDICES) and indices <= writes * len(INDICES):
            change(store, indices)

    maker.afterwards = write
    run = publish(maker)
    assert asked(maker)[0] == MOST_TRIES * len(INDICES)
    assert (run.publication is not None) == (writes < MOST_TRIES) == bool(lines(store))
    assert publications(store.conn) == ([] if run.publication is None else [run.publication])
    assert run.publication is not None or "请再发布一次" in run.refusal


def test_what_is_written_without_a_pause_holds_nothing_up_where_the_lists_still_hold(
    store: Store, maker: ListMaker
) -> None:
    maker.holds = lambda _basis: True
    maker.afterwards = lambda number: change(store, number) if asked(maker)[1] < 5 else None
    run = publish(maker)
    assert asked(maker) == (len(INDICES), 5)
    assert run.publication is not None and run.publication.data_version == store.data_version()


def change(store: Store, number: int) -> None:
    """Write something that might be of the month: only who works the lists out can tell."""
    with closing(open_store(store.path)) as other, other.write("某人", "import", "later", number):
        other.db.execute(
            "INSERT INTO cube_change VALUES (?, ?) ON CONFLICT DO UPDATE SET data_version = excluded.data_version",
            [MONTH, other.data_version()],
        )


def disable(connection: Connection) -> None:
    set_disabled(connection, find_account(connection, "督察"), disabled=True, actor="test", now=NOW)


def become_steward(connection: Connection) -> None:
    set_scope(connection, find_account(connection, "督察"), Scope(Role.STEWARD, ROOT), actor="test", now=NOW)


def do_nothing(_connection: Connection) -> None:
    pass


@pytest.mark.parametrize("act", [disable, become_steward, do_nothing])
def test_the_right_is_asked_again_where_the_lists_are_written(
    store: Store, maker: ListMaker, act: Callable[[Connection], None]
) -> None:
    for name, role in (("局长", Role.CHIEF), ("督察", Role.INSPECTOR)):
        add_account(store.conn, name, Scope(role, ROOT), "a good password", actor="test", now=NOW, is_own=True)
    maker.afterwards = lambda number: act(store.conn) if number == len(INDICES) else None
    who = Publisher(Viewer("user:督察", "督察", Scope(Role.INSPECTOR, ROOT), session=1))
    run = publish(maker, replace(ORDER, publisher=who))
    refused = store.conn.execute("SELECT actor, detail FROM audit WHERE action = 'refused'").fetchall()
    if act is do_nothing:
        assert run.publication is not None and not refused
        return
    assert "权限已被收回" in run.refusal and publications(store.conn) == [] and lines(store) == []
    ((actor, detail),) = refused
    assert actor == "督察（user:督察）" and "2026-10" in detail


def test_whoever_was_at_the_machine_may_not_publish_once_there_are_accounts(store: Store, maker: ListMaker) -> None:
    def add(number: int) -> None:
        if number == len(INDICES):
            add_account(store.conn, "督察", Scope(Role.INSPECTOR, ROOT), None, actor="test", now=NOW)

    maker.afterwards = add
    assert "权限已被收回" in publish(maker).refusal and publications(store.conn) == []
