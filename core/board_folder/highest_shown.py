"""The publication with the highest number that a server has shown of a folder, kept beyond its restart.

A pointer that was put back by hand is signed as well: what tells it from a newer one is its number alone. It is kept
outside of the folder, which others write into, and for one public key, since another publisher counts anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from core.board_folder.published_board import PublishedBoard, pointer_text, read_pointer_file
from core.board_folder.shown_board import public_key_file
from core.board_folder.signing import read_public_key, require_signed
from core.store.errors import StoreError
from core.store.file_faults import file_reason
from core.store.file_lock import FileLocked, file_lock
from core.store.whole_file import write_whole

_log = logging.getLogger(__name__)
WAIT = 10.0  # seconds for another process that writes the note, which takes milliseconds
STATE_HOMES = ("STATE_DIRECTORY", "XDG_STATE_HOME")  # of a service, and of a user


class HighestShown:
    """The note of one folder; without a public key nothing is kept, since whoever writes there may write any number.

    Raises StoreError (Chinese) where the key cannot be read.
    """

    def __init__(self, folder: Path, notes: Path) -> None:
        key = public_key_file()
        self.file: Path | None = None
        if key is not None:
            self._key = read_public_key(key)
            of_whom = hashlib.sha256(key.read_bytes() + str(folder.resolve()).encode()).hexdigest()
            self.file = notes / f"shown-{of_whom[:16]}.json"

    def read(self) -> PublishedBoard | None:
        """Return the pointer that was noted. Raises StoreError (Chinese) where it cannot be read, or is not signed."""
        board = None if self.file is None else read_pointer_file(self.file)
        if board is not None:
            require_signed(board, self._key)
        return board

    def note(self, board: PublishedBoard) -> None:
        """Keep a pointer unless one with a higher number is there. Raises StoreError (Chinese).

        Workers of a server write one note: one after the other, so that the highest number stays. A note that cannot be
        read is written anew: else nothing would be kept from then on.
        """
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with file_lock(self.file.with_suffix(".lock"), WAIT):
                self._write_higher(self.file, board)
        except FileLocked as error:
            raise StoreError(f"{self.file} 一直被别的进程占着：重启以后认不出放回去的旧指针。") from error
        except OSError as error:
            raise StoreError(f"{self.file} 写不了（{file_reason(error)}）：重启以后认不出放回去的旧指针。") from error

    def _write_higher(self, file: Path, board: PublishedBoard) -> None:
        try:
            former = self.read()
        except StoreError as error:
            former = None
            _log.warning("the note of what was shown is written anew: %s", error)
        if former is not None and former.number >= board.number:
            return
        write_whole(file, pointer_text(board))


def notes_folder(served: Path) -> Path:
    """Return where a server keeps its notes: beside its state file, else in the state folder of service or user."""
    if served.is_file():
        return served.parent / f"{served.name}.shown-boards"
    home = next((value for name in STATE_HOMES if (value := os.environ.get(name))), None)
    return (Path(home.split(":")[0]) if home else Path.home() / ".local" / "state") / "fengjing"
