"""A month's lists are published behind the screens, whole or not at all, with a line of the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from core.catalogue.load import load_catalogue
from core.features.indices.publish import MonthLists
from core.store.open import open_store
from core.store.publication import PublishedContent, PublishedIndex, PublishedScore, publications
from core.store.store import Store
from dashboards.background.messages import Answer, Request
from dashboards.background.process import ProcessEnded
from dashboards.background.questions import ListsToPublish
from dashboards.i18n.words import indices as words
from dashboards.queries.publishing import MOST_TRIES, Publisher, PublishingOrder, PublishingRun
from tests.support.copied_store import new_store
from tests.support.polling import wait_for

MONTH, NOW = 2026 * 12 + 9, 1_793_000_000
ORDER = PublishingOrder(MONTH, "", "某人（user:inspector）", lambda: NOW)
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
    refusal: str = ""
    dies: bool = False
    go: Event = field(default_factory=Event)
    asked: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        assert self.go.wait(20)
        self.asked.append(request)
        if self.dies:
            raise ProcessEnded
        assert isinstance(request.question, ListsToPublish)
        with closing(open_store(self.path, read_only=True)) as store:
            content = CONTENT if request.question.index == "peace" else PublishedContent([], [])
            lists = MonthLists(MONTH, "", content, store.data_version())
        self.afterwards(len(self.asked))
        return Answer(self.refusal or lists)

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


def publish(maker: ListMaker) -> PublishingRun:
    publisher = Publisher(maker)
    publisher.start(maker.path, 1, ORDER)
    maker.go.set()
    run = wait_for(lambda: publisher.run(maker.path, MONTH), lambda run: run is not None and not run.is_under_way)
    assert run is not None
    return run


def lines(store: Store) -> list[tuple[str, str]]:
    return store.conn.execute("SELECT actor, detail FROM audit WHERE action = 'publish'").fetchall()


def test_nobody_waits_for_it_and_it_is_begun_once(store: Store, maker: ListMaker) -> None:
    publisher = Publisher(maker)
    assert publisher.run(store.path, MONTH) is None
    for _ in range(2):
        publisher.start(store.path, 1, ORDER)
    assert publisher.run(store.path, MONTH) == PublishingRun() and not lines(store)
    maker.go.set()
    run = wait_for(lambda: publisher.run(store.path, MONTH), lambda run: run is not None and not run.is_under_way)
    assert run is not None and publications(store.conn) == [run.publication]
    assert [request.question for request in maker.asked] == [ListsToPublish(MONTH, "", name) for name in INDICES]
    assert lines(store) == [("某人（user:inspector）", "2026-10 指数与榜单")]
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


@pytest.mark.parametrize("place", [1, len(INDICES)])
@pytest.mark.parametrize("writes", [MOST_TRIES - 1, MOST_TRIES])
def test_what_comes_in_meanwhile_is_worked_out_too(store: Store, maker: ListMaker, writes: int, place: int) -> None:
    def write(number: int) -> None:
        """Write once in each of the first tries, after the index at a place."""
        tries, index = divmod(number, len(INDICES))
        if index == place % len(INDICES) and number <= writes * len(INDICES):
            with closing(open_store(maker.path)) as other, other.write("某人", "import", "later", tries):
                pass

    maker.afterwards = write
    run = publish(maker)
    assert len(maker.asked) == MOST_TRIES * len(INDICES)
    assert (run.publication is not None) == (writes < MOST_TRIES) == bool(lines(store))
    assert publications(store.conn) == ([] if run.publication is None else [run.publication])
    assert run.publication is not None or "请再发布一次" in run.refusal
