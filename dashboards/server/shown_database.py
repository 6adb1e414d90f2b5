"""The database that this process shows, and what a drawing of it holds on to.

It is the one that the server was started with, or the one that somebody has chosen since. Of a folder of published
boards it is the one that the folder's pointer names, once it is verified; a drawing that began with the former one
ends with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from core.board_folder.highest_shown import HighestShown, notes_folder
from core.board_folder.published_board import is_board_folder
from core.store.sqlite import StoreError
from core.store.state.create import require_fitting_board
from core.store.state.state_file import is_state_file, noted_place, resolve_folders_by
from dashboards.server.board_follower import BoardFollower
from dashboards.server.open_databases import DatabasePool, OpenDatabase
from dashboards.server.shared_files import write_whole
from dashboards.settings import DB_VARIABLE, shared_folder

SHOWN = "shown"  # the file, shared by the workers of a server, that names the database which one of them has chosen

_pool = DatabasePool()
_chosen: Path | None = None  # by somebody at this worker, where no other worker is to know of it
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
        return BoardFollower(
            served, _pool.make_ready, _pool.leave_boards_but, HighestShown(served, notes_folder(served))
        )
    place = noted_place(served) if is_state_file(served) else None
    if place is None or not is_board_folder(place):
        return None
    prepare, highest = partial(require_fitting_board, served), HighestShown(place, notes_folder(served))
    follower = BoardFollower(place, prepare, _open_at_next_question, highest)
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
    chosen = _chosen if folder is None else _chosen_by_any_worker(folder / SHOWN)
    return chosen or served_path()


def show_database(path: Path) -> None:
    """Show another database from now on, in every session of this server."""
    global _chosen
    with _pool.lock:
        _open(path)  # raises if it cannot be opened, before anything is switched
        folder = shared_folder()
        if folder is None:
            _chosen = path
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
    with _pool.lock:
        database = _open(_still_shown(path))
    _pool.close_left()
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
            _pool.unpin(database)


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
        with _pool.lock:
            database = _pinned.get() or _open(_still_shown(path))
            _pool.pin(database)
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
        if (database := _pool.opened.get(shown_path())) is None:
            raise
        return database


def _still_shown(path: Path) -> Path:
    """Return a path, or that of the board which was put in its place meanwhile; under the pool's lock.

    What is shown no more leaves the pool under that lock, so that nobody opens it again.
    """
    follower = _served_folder()
    return path if follower is None or not path.is_relative_to(follower.folder) else follower.shown_file or path


def _open(file: Path) -> OpenDatabase:
    follower = _served_folder()
    return _pool.database(file, is_published=follower is not None and file.is_relative_to(follower.folder))
