"""The database that this process shows: one engine per file, shared by every session.

A file that was put in another's place, by renaming or by copying, is opened anew, never through the other's log; a file
that is gone raises an error, though the connection to it would still answer. Of a folder of published boards it is the
one that the folder's pointer names, once it is verified; a drawing that began with the former one ends with it.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from core.board_folder.file_holds import hold
from core.board_folder.published_board import is_board_folder
from core.engine import Engine
from core.metrics.freshness import NoFiguresError
from core.store.board_file import MERGED_FROM
from core.store.file_identity import FileWatch, ForeignLog
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.state.create import require_fitting_board
from core.store.state.state_file import is_state_file, noted_place, resolve_folders_by
from core.store.state.watch import watch_of
from dashboards.server.board_follower import BoardFollower
from dashboards.server.shared_files import write_whole
from dashboards.settings import DB_VARIABLE, shared_folder

_log = logging.getLogger(__name__)
QUERY_TIME_LIMIT = 10.0  # seconds, then a query is given up: the wall refreshes every five
SHOWN = "shown"  # the file, shared by the workers of a server, that names the database which one of them has chosen
MAX_OPEN = 4  # databases open at a time
CLOSED_AFTER = QUERY_TIME_LIMIT  # seconds since it was last handed out: who asks without a pin has ended by then


@dataclass(frozen=True)
class OpenDatabase:
    """An open database. Its `watch` tells the file from another that takes its name later.

    hold_handle: keeps a published board from being pruned; None of any other file. is_merged: it is of several
    counties' sums, and has no records at all.
    """

    engine: Engine
    bureau: str
    demo: bool
    watch: FileWatch
    path: Path
    hold_handle: int | None = None
    is_merged: bool = False

    @property
    def identity(self) -> int:
        """A number that no other file gets."""
        return self.watch.identity

    def is_same(self) -> bool:
        """Return True while its name leads to it. Raises StoreError (Chinese) if it is gone or was overwritten.

        A published board never changes, and is held: it answers to the end, whatever becomes of its name.
        """
        return self.hold_handle is not None or self.watch.is_same()

    def close(self) -> None:
        """Let go of the file and of all that is kept of it."""
        self.engine.close()
        if self.hold_handle is not None:
            os.close(self.hold_handle)


@dataclass
class _Pool:
    """The database shown (the trainer's page may change it), those that are open, and those that are to be closed.

    leaving: with the moment (monotonic seconds) when each was shown last. pins: by identity, drawings under way.
    """

    path: Path | None = None
    open: dict[Path, OpenDatabase] = field(default_factory=dict)
    leaving: list[tuple[OpenDatabase, float]] = field(default_factory=list)
    pins: Counter[int] = field(default_factory=Counter)


_pool = _Pool()
_pool_lock = RLock()
_pinned: ContextVar[OpenDatabase | None] = ContextVar("pinned", default=None)
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)
T = TypeVar("T")


def served_path() -> Path:
    """Return the database that the server was started with, whose accounts open it; of a folder the board shown.

    Raises StoreError (Chinese) where a folder has never had a board that may be shown.
    """
    if (pinned := _pinned.get()) is not None and pinned.hold_handle is not None:
        return pinned.path
    follower = _served_folder()
    return _path(os.environ[DB_VARIABLE]) if follower is None else follower.file()


@lru_cache(maxsize=1)  # called at every query, and making a Path costs as much as all else in it
def _path(text: str) -> Path:
    return Path(text)


@lru_cache(maxsize=1)
def _follower(served: Path) -> BoardFollower | None:
    """Return what follows the folder of boards that is served, or that a state file has behind it."""
    if is_board_folder(served):
        return BoardFollower(served, _make_ready, _leave_all_but)
    place = noted_place(served) if is_state_file(served) else None
    if place is None or not is_board_folder(place):
        return None
    follower = BoardFollower(place, partial(require_fitting_board, served), _open_at_next_question)
    resolve_folders_by(lambda _folder: follower.file())
    return follower


def _served_folder() -> BoardFollower | None:
    """Return what follows the folder that is served by itself, without a state file before it."""
    served = _path(os.environ[DB_VARIABLE])
    follower = _follower(served)
    return follower if follower is not None and follower.folder == served else None


def _open_at_next_question(_shown: Path) -> None:
    """Leave the pool alone: a state file whose board is another one is opened anew by whoever asks next."""


def board_trouble() -> str:
    """Return why the newest published board is not shown (Chinese); empty where it is, or no folder is served."""
    follower = _follower(_path(os.environ[DB_VARIABLE]))
    return "" if follower is None else follower.trouble


def shown_path() -> Path:
    """Return the file of the database shown; inside a pinned block the one that it began with."""
    if (pinned := _pinned.get()) is not None:
        return pinned.path
    folder = shared_folder()
    chosen = _pool.path if folder is None else _chosen_by_any_worker(folder / SHOWN)
    return chosen or served_path()


def show_database(path: Path) -> None:
    """Show another database from now on, in every session of this server."""
    with _pool_lock:
        _open(path)  # raises if it cannot be opened, before anything is switched
        folder = shared_folder()
        if folder is None:
            _pool.path = path
        else:
            write_whole(folder / SHOWN, str(path.absolute()))


def _chosen_by_any_worker(pointer: Path) -> Path | None:
    """Return the database that a file names which any worker may write; None while there is none. Asked every query."""
    try:
        stat = pointer.stat()
    except FileNotFoundError:
        return None
    return _pointed_at(pointer, stat.st_ino, stat.st_mtime_ns)


@lru_cache(maxsize=1)
def _pointed_at(pointer: Path, _inode: int, _changed_at: int) -> Path:
    return Path(pointer.read_text(encoding="utf-8"))


def current_database() -> OpenDatabase:
    """Return the database shown, open. Raises StoreError (Chinese) if it is not there, or no database of ours."""
    if (pinned := _pinned.get()) is not None:
        return pinned
    path = shown_path()
    with _pool_lock:  # sessions that come together open it once
        database = _open(_still_shown(path))
    _close_left()
    return database


@contextmanager
def pinned_database(*, keeps_answers: bool = True) -> Iterator[None]:
    """Pin one open database for the block. If the file is not there, every query in the block raises StoreError.

    keeps_answers: whether what is asked once inside is kept to the end of it (`once_while_pinned`).
    """
    database = _pin()
    token, kept_token = _pinned.set(database), _kept.set({} if keeps_answers else _kept.get())
    try:
        yield
    finally:
        _pinned.reset(token)
        _kept.reset(kept_token)
        if database is not None:
            with _pool_lock:
                _pool.pins[database.identity] -= 1
                _pool.pins += Counter()  # which drops those that are down to none
            _close_left()


@contextmanager
def pinned_board() -> Iterator[None]:
    """Pin the board for the block where a folder of published ones is followed.

    What is drawn of a database that is written to sees what it has just written: with a state file beside the folder
    the versions are asked for each time.
    """
    if _follower(_path(os.environ[DB_VARIABLE])) is None:
        yield
    else:
        with pinned_database(keeps_answers=_served_folder() is not None):
            yield


def _pin() -> OpenDatabase | None:
    try:
        path = shown_path()
        with _pool_lock:
            database = _pinned.get() or _open(_still_shown(path))
            _pool.pins[database.identity] += 1
            return database
    except StoreError:
        return None


def once_while_pinned(question: Hashable, ask: Callable[[], T]) -> T:
    """Return the answer to a question, asked once inside a pinned block and each time outside of one.

    A drawing of a dozen panels asks dozens of times for the version of the data. What is written meanwhile may be in
    some of them already, and is in all of them at the next drawing.
    """
    answers = _kept.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: T = answers[question]
    return answer


def last_known_database() -> OpenDatabase:
    """Return the database shown, or as it was when last opened: access does not depend on the file."""
    try:
        return current_database()
    except StoreError:
        if (database := _pool.open.get(shown_path())) is None:
            raise
        return database


def _still_shown(path: Path) -> Path:
    """Return a path, or that of the board which was put in its place meanwhile; under the pool's lock.

    What is shown no more leaves the pool under that lock, so that nobody opens it again.
    """
    follower = _served_folder()
    return path if follower is None or not path.is_relative_to(follower.folder) else follower.shown_file or path


def _open(file: Path) -> OpenDatabase:
    """Return a database of the pool, opened if need be, under the pool's lock."""
    before = _pool.open.get(file)
    if before is not None and before.is_same():
        return before
    return _keep(_opened(file, before))


def _opened(file: Path, before: OpenDatabase | None = None) -> OpenDatabase:
    watch = watch_of(file)
    try:
        store = open_store(file, read_only=True)
    except ForeignLog:
        if before is None or not before.watch.set_log_aside():
            raise
        _log.warning("%s was replaced by another file; the log of the old one was put aside", file)
        store = open_store(file, read_only=True)
    watch.note_log()
    engine = Engine(store, max_seconds=QUERY_TIME_LIMIT)
    follower = _served_folder()
    is_published = follower is not None and file.is_relative_to(follower.folder)
    hold_handle, is_merged = hold(file) if is_published else None, store.meta(MERGED_FROM) is not None
    return OpenDatabase(engine, store.bureau, store.demo, watch, file, hold_handle, is_merged)


def _keep(database: OpenDatabase) -> OpenDatabase:
    """Put an open database into the pool, under its lock; one in its place, or the oldest of too many, is closed."""
    before = _pool.open.pop(database.path, None)
    if before is None and len(_pool.open) >= MAX_OPEN:
        before = _pool.open.pop(next(iter(_pool.open)))
    if before is not None:
        _pool.leaving.append((before, time.monotonic()))
    _pool.open[database.path] = database
    return database


def _make_ready(file: Path) -> None:
    """Open a published board and ask it for its figures once, before anybody waits. Raises StoreError (Chinese)."""
    database = _opened(file)
    try:
        with suppress(NoFiguresError):  # the pages say so
            database.engine.board()
    except BaseException:
        database.close()
        raise
    with _pool_lock:
        _keep(database)


def _leave_all_but(shown: Path) -> None:
    """Take the published boards that are shown no more out of the pool."""
    with _pool_lock:
        former = [path for path, database in _pool.open.items() if database.hold_handle is not None and path != shown]
        _pool.leaving += [(_pool.open.pop(path), time.monotonic()) for path in former]


def _close_left() -> None:
    """Close what has left the pool and is drawn from no more; outside the pool's lock, since a query may still run."""
    if not _pool.leaving:
        return
    with _pool_lock:
        until = time.monotonic() - CLOSED_AFTER
        done = [entry for entry in _pool.leaving if entry[1] <= until and not _pool.pins[entry[0].identity]]
        _pool.leaving = [entry for entry in _pool.leaving if entry not in done]
    for database, _ in done:
        database.close()
