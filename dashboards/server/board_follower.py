"""Follows a folder of published boards: shows one until the next is verified and warm, and the former while it is not.

The pointer is looked at whenever anybody asks, by one look-up of a file's state. A newer board is taken up by a thread
of its own: what is on the screens goes on meanwhile.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

from core.board_folder.board_checks import board_facts, is_of_same_bureau
from core.board_folder.highest_shown import HighestShown
from core.board_folder.published_board import POINTER, PublishedBoard
from core.board_folder.shown_board import board_shown_before, board_to_show
from core.catalogue.problems import CatalogueError
from core.store.sqlite import StoreError, sqlite3

RETRY_SECONDS = 10.0  # between two attempts at a board that could not be taken up: its file may be on its way
_NOT_SHOWN = (StoreError, CatalogueError, sqlite3.Error, OSError)
FileAct = Callable[[Path], None]
_log = logging.getLogger(__name__)


class BoardFollower:
    """The board of one folder that this process shows.

    `prepare` opens a file and makes it ready, or raises; `switched` is told of it once it is shown. `highest` keeps
    the last publication shown beyond a restart: an earlier one that was put back meanwhile is not taken.
    """

    def __init__(self, folder: Path, prepare: FileAct, switched: FileAct, highest: HighestShown | None = None) -> None:
        self.folder = folder
        self._highest = highest
        self._prepare, self._switched = prepare, switched
        self._lock = Lock()
        self._shown: PublishedBoard | None = None
        self._looked_at: tuple[int, int, int] | None = None
        self._tried_at = 0.0
        self._thread: Thread | None = None
        self._trouble = ""

    @property
    def trouble(self) -> str:
        """Why the newest publication is not shown (Chinese); empty where it is, or is being taken up."""
        return self._trouble

    @property
    def shown_file(self) -> Path | None:
        """The file of the board that is shown at this moment; None before the first."""
        shown = self._shown
        return None if shown is None else self.folder / shown.file

    def file(self) -> Path:
        """Return the file of the board that is shown, and have a newer one taken up behind the screens.

        The first one is waited for. Raises StoreError (Chinese) where there has never been a good one.
        """
        with self._lock:
            if self._shown is None:
                self._take_up()
            elif self._is_due():
                self._thread = Thread(target=self._take_up, name="board", daemon=True)
                self._thread.start()
            if self._shown is None:
                raise StoreError(self._trouble)
            return self.folder / self._shown.file

    def wait(self) -> None:
        """Wait until nothing is being taken up."""
        if (thread := self._thread) is not None:
            thread.join()

    def _require_same_bureau(self, board: PublishedBoard, former: PublishedBoard | None) -> None:
        """Raise StoreError (Chinese) for another bureau's board: the key that signed it may be one for several."""
        if former is not None and not is_of_same_bureau(board_facts(self.folder / board.file), former, self.folder):
            raise StoreError(f"不是同一个单位：现在显示的是{former.bureau}，新发布的是{board.bureau}。")

    def _is_due(self) -> bool:
        if self._thread is not None and self._thread.is_alive():
            return False
        if self._pointer_state() != self._looked_at:
            return True
        return bool(self._trouble) and time.monotonic() - self._tried_at > RETRY_SECONDS

    def _pointer_state(self) -> tuple[int, int, int] | None:
        try:
            state = os.stat(self.folder / POINTER)
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    def _take_up(self) -> None:
        """Verify what the pointer names and make it ready; show it, or keep the former and note why."""
        looked_at, self._tried_at = self._pointer_state(), time.monotonic()
        former = self._shown
        try:
            before = former or self._shown_before_restart()
            board = board_to_show(self.folder, before.number if before else 0)
            if former is None or board.digest != former.digest:
                self._require_same_bureau(board, former)
                self._prepare(self.folder / board.file)
        except _NOT_SHOWN as error:
            if former is None:
                self._show_what_was_shown()
            self._note_trouble(str(error))
        else:
            self._trouble = ""
            self._show(board)
        self._looked_at = looked_at

    def _show(self, board: PublishedBoard) -> None:
        if board != self._shown:
            _log.info("board %d of %s is shown: %s", board.number, self.folder, board.file)
        self._shown = board
        self._switched(self.folder / board.file)
        try:
            if self._highest is not None:
                self._highest.note(board)
        except StoreError as error:
            _log.warning("what is shown is not noted: %s", error)

    def _shown_before_restart(self) -> PublishedBoard | None:
        try:
            return None if self._highest is None else self._highest.read()
        except StoreError as error:
            _log.warning("what was shown before is not known: %s", error)
            return None

    def _show_what_was_shown(self) -> None:
        """Show what was shown before a restart, where the pointer leads to what may not be shown."""
        try:
            if (before := self._shown_before_restart()) is not None:
                board_shown_before(self.folder, before)
                self._prepare(self.folder / before.file)
                self._show(before)
        except _NOT_SHOWN as error:
            _log.error("what was shown before of %s is not there: %s", self.folder, error)

    def _note_trouble(self, trouble: str) -> None:
        if trouble != self._trouble:
            _log.error("the board of %s is not shown: %s", self.folder, trouble)
        self._trouble = trouble
