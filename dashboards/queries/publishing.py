"""Publishing of a month's lists behind the screens: worked out by the process beside the server, then written whole.

Of a province it takes a minute and much memory, which no page waits for. Whoever asked for it may leave the page; a
server that ends before the lists are written has published nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from core.features.indices.publish import ListsChanged, MonthLists, joined_lists, record_lists
from core.store.open import open_store
from core.store.publication import Publication
from core.store.sqlite import StoreError
from dashboards.background.messages import DatabaseFile, Request
from dashboards.background.process import ProcessEnded, database_file
from dashboards.background.questions import ListsToPublish
from dashboards.i18n.words import indices as words
from dashboards.queries.background import PROCESS, Answerer
from dashboards.server.shared_files import one_worker_at_a_time

MOST_TRIES = 3  # where data come in meanwhile
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublishingOrder:
    """A month to be published, in whose name, and as a correction why; `now` tells the time, in epoch seconds."""

    month: int
    reason: str
    actor: str
    now: Callable[[], int] = field(compare=False)


class PublishingRun(NamedTuple):
    """The state of a publishing: under way, done (the publication), or refused (the reason in Chinese)."""

    publication: Publication | None = None
    refusal: str = ""

    @property
    def is_under_way(self) -> bool:
        """True while it is being worked out or written."""
        return self.publication is None and not self.refusal


class _Key(NamedTuple):
    path: Path
    month: int


class Publisher:
    """Publishes one month after the other, each in one transaction or not at all."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "publishing")
        self._runs: dict[_Key, Future[PublishingRun]] = {}

    def start(self, path: Path, identity: int, order: PublishingOrder) -> None:
        """Begin to publish a month of a file that is open under this identity, unless that is under way already."""
        key = _Key(path, order.month)
        with self._lock:
            if key not in self._runs or self._runs[key].done():
                self._runs[key] = self._thread.submit(self._publish, path, identity, order)

    def run(self, path: Path, month: int) -> PublishingRun | None:
        """Return how far the latest publishing of a month is; None where this server has not been asked for one."""
        with self._lock:
            future = self._runs.get(_Key(path, month))
        if future is None:
            return None
        return future.result() if future.done() else PublishingRun()

    def _publish(self, path: Path, identity: int, order: PublishingOrder) -> PublishingRun:
        try:
            file, changed = database_file(path, identity), ListsChanged()
            for _ in range(MOST_TRIES):
                try:
                    return PublishingRun(self._publish_once(file, order))
                except ListsChanged as error:
                    changed = error
            return PublishingRun(refusal=str(changed))
        except StoreError as error:
            return PublishingRun(refusal=str(error))
        except ProcessEnded:  # who asked it has logged it, but for the end of the server
            return PublishingRun(refusal=words.NOT_PUBLISHED)
        except Exception:  # whatever it is: who asked is told that nothing was published, and the log says why
            _log.exception("the lists of a month were not published")
            return PublishingRun(refusal=words.NOT_PUBLISHED)

    def _publish_once(self, file: DatabaseFile, order: PublishingOrder) -> Publication:
        """Work all lists out, index by index, and write them. Raises ListsChanged where data came in meanwhile."""
        with closing(open_store(file.path, read_only=True)) as store:
            indices = list(store.catalogue.indices)
        lists = joined_lists([self._lists_of(file, order, index) for index in indices])
        with closing(open_store(file.path)) as store:
            return record_lists(store, lists, actor=order.actor, now=order.now())

    def _lists_of(self, file: DatabaseFile, order: PublishingOrder, index: str) -> MonthLists:
        """Return an index's lists. Raises StoreError (Chinese) where there is nothing to publish."""
        with one_worker_at_a_time("background"):
            answer = self._answerer.answer(Request(file, ListsToPublish(order.month, order.reason, index)))
        if answer.trouble:
            _log.error("the lists of a month were not worked out: %s", " | ".join(answer.trouble))
            raise StoreError(words.NOT_PUBLISHED)
        if isinstance(answer.value, str):
            raise StoreError(answer.value)
        lists: MonthLists = answer.value
        return lists


PUBLISHER = Publisher(PROCESS)
