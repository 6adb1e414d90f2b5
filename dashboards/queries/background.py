"""Results that take long, worked out behind the screens: by a process of their own, one at a time.

Of several workers, too, one computes at a time, each by its own process.

The engine that the walls ask answers one question at a time, and a server's threads share one interpreter: what takes
seconds would hold all walls. Where data come in without a pause it must not keep the processor from them either: each
question rests by what it has cost.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from core.lru import LruDict
from core.store.data_fingerprint import data_fingerprint
from dashboards.background.kept_answers import KeptAnswers
from dashboards.background.messages import Answer, Request
from dashboards.background.process import BackgroundProcess, ProcessEnded, database_file
from dashboards.background.questions import Question
from dashboards.queries import database
from dashboards.queries.database import DataVersion
from dashboards.server.shared_files import one_worker_at_a_time, worker_count

MAX_RESULTS = 500  # of some 30 KB; of fewer than are asked for, each would be worked out over and over
MIN_INTERVAL = 30.0  # seconds before the same is computed again, however often the data change
SECONDS_PER_SECOND = 50.0  # of rest for each second of the processor that a question took: a fiftieth of one core
LONGEST_REST = 600.0  # seconds that one computation has to be made up for, however long it took
SAVED_REST = 1800.0  # seconds of rest that count ahead: a few writes after a quiet time are seen at once
_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class PendingResult(Generic[T]):
    """The newest result, if there is any; `failed` if it could not be computed.

    `seconds_behind` is its age where the data have changed since: the next one comes when its question has rested.
    """

    answer: T | None = None
    failed: bool = False
    seconds_behind: float = field(default=0.0, compare=False)


class _Key(NamedTuple):
    """A question about a file. Another file that takes the name later is another question."""

    path: Path
    identity: int
    question: Question[Any]


class _Computed(NamedTuple):
    """A result, the version that it was computed of, when, and until when its question rests (monotonic seconds).

    version: None where the process died over the first attempt, and of an answer of before a restart about older data.
    judged_by: the last issue on paper and the rules that it was computed by, which say what must not be shown.
    """

    version: DataVersion | None
    judged_by: tuple[int, str]
    computed_at: float
    rests_until: float
    result: PendingResult[Any]


class Answerer(Protocol):
    """Answers requests, one at a time."""

    def answer(self, request: Request) -> Answer:
        """Return the answer. Raises ProcessEnded where there is none, through no fault of the data."""

    def close(self) -> None:
        """Give up what is being worked out."""

    def open(self) -> None:
        """Be ready again after `close`."""


class BackgroundQuery:
    """Has computed what is asked. An older result holds until a newer one is there, and for `min_interval` at least.

    One that was judged by other rules or before another issue is gone at once: it may show what they hide.

    Each second of the processor that a question takes it pays for by `rest_per_second` seconds, of which the latest
    half hour may lie before. The first time is free: what was brought in just after a start is not kept waiting.
    What is `kept` of before a restart is there at once. The answerer looks for what another worker has kept, and keeps
    what it has worked out.
    """

    def __init__(
        self,
        answerer: Answerer,
        *,
        min_interval: float = MIN_INTERVAL,
        rest_per_second: float = SECONDS_PER_SECOND,
        kept: KeptAnswers | None = None,
    ) -> None:
        self._answerer, self._kept = answerer, kept
        self._min_interval, self._rest_per_second = min_interval, rest_per_second
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "background")
        self._under_way: dict[_Key, Future[Any]] = {}
        self._asked_last: LruDict[Hashable, _Key] = LruDict(MAX_RESULTS)
        self._computed: LruDict[_Key, _Computed] = LruDict(MAX_RESULTS)
        self._results = 0

    def ask(self, path: Path, version: DataVersion, question: Question[T]) -> PendingResult[T] | None:
        """Return the newest result to a question about a file; None while there is none. Never waits."""
        if not question.heeds_issues:
            version = version._replace(last_issue=0)
        self._drop_judged_otherwise(_Key(path, version.file, question), version)
        key = _Key(path, version.file, question)
        if self._is_new(key):
            self._recall(key, version)
        with self._lock:
            self._asked_last[question] = key
            computed = self._computed.use(key)
            if self._is_due(computed, version) and key not in self._under_way:
                self._under_way[key] = self._thread.submit(self._compute, key, version)
        if computed is None or computed.version == version:
            return computed.result if computed else None
        return replace(computed.result, seconds_behind=time.monotonic() - computed.computed_at)

    def results(self) -> int:
        """Return how many results there have been so far: as long as it is the same, no question has another one."""
        with self._lock:
            return self._results

    def waiting(self) -> int:
        """Return how many questions are being computed or wait for it."""
        with self._lock:
            return len(self._under_way)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Give up what is being worked out at the end of the block: the server ends."""
        self._answerer.open()
        try:
            yield
        finally:
            with self._lock:
                for future in self._under_way.values():
                    future.cancel()
                self._under_way.clear()
            self._answerer.close()

    def _drop_judged_otherwise(self, key: _Key, version: DataVersion) -> None:
        with self._lock:
            computed = self._computed.get(key)
            if computed is not None and computed.judged_by != _judged_by(version):
                del self._computed[key]

    def _is_new(self, key: _Key) -> bool:
        with self._lock:
            return key not in self._computed and key not in self._under_way

    def _recall(self, key: _Key, version: DataVersion) -> None:
        """Take over the answer that is kept, if there is one."""
        if self._kept is None:
            return
        answer = self._kept.read(key.path, key.question, self._kept.data_of(key.path, version))
        if answer is None:
            return
        if answer.seconds_behind is None:
            self._note(key, version, PendingResult(answer.value), 0.0)
            return
        now = time.monotonic()
        with self._lock:
            if key not in self._computed:
                self._results += 1
                computed_at, result = now - answer.seconds_behind, PendingResult(answer.value)
                self._computed[key] = _Computed(None, _judged_by(version), computed_at, now, result)

    def _is_due(self, computed: _Computed | None, version: DataVersion) -> bool:
        if computed is None:
            return True
        due_at = max(computed.computed_at + self._min_interval, computed.rests_until)
        return computed.version != version and time.monotonic() >= due_at

    def _compute(self, key: _Key, version: DataVersion) -> None:
        with self._lock:
            is_of_another_file = self._asked_last.get(key.question, key) != key  # that somebody has asked of meanwhile
        if is_of_another_file:
            self._give_up(key)
            return
        result: PendingResult[Any]
        is_answered, seconds = True, 0.0
        try:
            with one_worker_at_a_time("background"):
                file = database_file(key.path, key.identity)
                if file.board is not None and self._is_of_another_board(key, version):
                    self._give_up(key)
                    return
                answer = self._answerer.answer(Request(file, key.question))
        except ProcessEnded:  # who asked it has logged it, but for the end of the server
            result, is_answered = PendingResult(failed=True), False
        except Exception:  # any failure: the page says that there is no result, and asks again with the next data
            _log.exception("a background query failed")
            result = PendingResult(failed=True)
        else:
            if answer.trouble:
                _log.error("a background query failed: %s", " | ".join(answer.trouble))
            result, seconds = PendingResult(answer.value, failed=bool(answer.trouble)), answer.seconds
        self._note(key, version, result, seconds, is_answered=is_answered)

    def _is_of_another_board(self, key: _Key, version: DataVersion) -> bool:
        """Tell whether another board was published since the question was asked: its answer is for whoever sees it."""
        asked_data = None if self._kept is None else self._kept.data_of(key.path, version)
        now = data_fingerprint(key.path)
        return asked_data is not None and now is not None and asked_data.board_file != now.board_file

    def _give_up(self, key: _Key) -> None:
        with self._lock:
            self._under_way.pop(key, None)

    def _note(
        self, key: _Key, version: DataVersion, result: PendingResult[Any], seconds: float, *, is_answered: bool = True
    ) -> None:
        """Note a result. Where the process died over it, an earlier one stands, and its question rests."""
        now, pause = time.monotonic(), min(seconds * self._rest_per_second, LONGEST_REST)
        with self._lock:
            self._under_way.pop(key, None)
            earlier = self._computed.get(key)
            if not is_answered and earlier is not None:
                self._computed[key] = earlier._replace(rests_until=max(earlier.rests_until, now + self._min_interval))
                return
            self._results += 1
            rests_until = now if earlier is None else max(earlier.rests_until, now - SAVED_REST) + pause
            computed_of = version if is_answered else None
            self._computed[key] = _Computed(computed_of, _judged_by(version), now, rests_until, result)


def _judged_by(version: DataVersion) -> tuple[int, str]:
    return version.last_issue, version.rules


PROCESS = BackgroundProcess()
BACKGROUND = BackgroundQuery(  # of several workers each has its own computed
    PROCESS, rest_per_second=SECONDS_PER_SECOND * worker_count(), kept=KeptAnswers()
)


def in_background(question: Question[T]) -> PendingResult[T] | None:
    """Return the newest result about the database shown; None while there is none. Never waits."""
    return BACKGROUND.ask(database.shown_path(), database.version(), question)
