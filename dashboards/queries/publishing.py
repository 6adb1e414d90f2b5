"""Publishing of a month's lists behind the screens: worked out by the process beside the server, then written whole.

Of a province it takes a minute and much memory, which no page waits for. Whoever asked for it may leave the page; a
server that ends before the lists are written has published nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

from core.access.publishing_right import Publisher
from core.access.viewer import AccessRefused
from core.features.indices.list_basis import ListBasis
from core.features.indices.month_lists import MonthLists
from core.features.indices.publish import publish_by, record_lists
from core.store.open import open_store
from core.store.publication import Publication
from core.store.sqlite import StoreError, sqlite3
from core.store.trail import trail_transaction
from core.time.days import month_text
from dashboards.background.messages import DatabaseFile, Request
from dashboards.background.process import ProcessEnded, database_file
from dashboards.background.questions import ListsToPublish, Question, RenewedBases
from dashboards.i18n.words import indices as words
from dashboards.queries.background import PROCESS, Answerer
from dashboards.server.shared_files import one_worker_at_a_time

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublishingOrder:
    """A month to be published, for whom, and as a correction why; `now` tells the time, in epoch seconds."""

    month: int
    reason: str
    publisher: Publisher
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


class PublishingDesk:
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
            return PublishingRun(self._publish_once(database_file(path, identity), order))
        except AccessRefused as error:
            self._note_refusal(path, order)
            return PublishingRun(refusal=str(error))
        except StoreError as error:
            return PublishingRun(refusal=str(error))
        except ProcessEnded:  # who asked it has logged it, but for the end of the server
            return PublishingRun(refusal=words.NOT_PUBLISHED)
        except Exception:  # whatever it is: who asked is told that nothing was published, and the log says why
            _log.exception("the lists of a month were not published")
            return PublishingRun(refusal=words.NOT_PUBLISHED)

    def _note_refusal(self, path: Path, order: PublishingOrder) -> None:
        """Leave a line in the trail: who asked for it may not be here any more to be told."""
        detail = words.RIGHT_TAKEN_AWAY.format(month=month_text(order.month))
        try:
            with (
                closing(open_store(path)) as store,
                trail_transaction(
                    store.conn, actor=order.publisher.name, action="refused", detail=detail, now=order.now()
                ),
            ):
                pass
        except (StoreError, sqlite3.Error):
            _log.exception("a refused publication is not in the trail")

    def _publish_once(self, file: DatabaseFile, order: PublishingOrder) -> Publication:
        """Work all lists out, index by index, and write them."""
        with closing(open_store(file.path, read_only=True)) as store:
            indices = list(store.catalogue.indices)

        def record(lists: MonthLists) -> Publication:
            who = order.publisher
            with closing(open_store(file.path)) as store:
                return record_lists(store, lists, actor=who.name, now=order.now(), require_right=who.require_right)

        return publish_by(_ProcessListMaker(self._answerer, file, order), indices, record)


class _ProcessListMaker:
    """Has the lists of a month worked out by the process beside the server."""

    def __init__(self, answerer: Answerer, file: DatabaseFile, order: PublishingOrder) -> None:
        self._answerer, self._file, self._order = answerer, file, order

    def lists_of(self, index: str) -> MonthLists:
        """Return the lists of an index. Raises StoreError (Chinese) where there is nothing to publish."""
        lists: MonthLists | str = self._ask(ListsToPublish(self._order.month, self._order.reason, index))
        if isinstance(lists, str):
            raise StoreError(lists)
        return lists

    def renewed(self, bases: Sequence[ListBasis]) -> Sequence[ListBasis | None]:
        """Return bases as they are at the newest version of the data; None of those that have changed."""
        return self._ask(RenewedBases(tuple(bases)))

    def _ask(self, question: Question[T]) -> T:
        with one_worker_at_a_time("background"):
            answer = self._answerer.answer(Request(self._file, question))
        if answer.trouble:
            _log.error("the lists of a month were not worked out: %s", " | ".join(answer.trouble))
            raise StoreError(words.NOT_PUBLISHED)
        value: T = answer.value
        return value


PUBLISHING = PublishingDesk(PROCESS)
