"""The pointer of a folder of published boards, which says which of its files is shown, and the history of pointers.

A published board is `boards/DIGEST.db`, a file that nobody writes again. What changes is the pointer alone, which is
written beside and renamed: whoever reads it finds the former one or the new one, whole. The history has a line for each
pointer that stood; it follows the pointer, so that a process that is killed between the two leaves a line out, which
the next one adds.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from core.store.errors import StoreError
from core.store.whole_file import whole_file

POINTER, HISTORY, BOARDS = "board.json", "history.jsonl", "boards"
FOLDER_VARIABLE = "FENGJING_BOARDS"  # the folder, where no option names one
SIGN_KEY_VARIABLE = "FENGJING_BOARD_SIGN_KEY"  # the file of the key that publishes
PUBLIC_KEY_VARIABLE = "FENGJING_BOARD_KEY"  # the file of its public half, by which boards are shown
KEPT = 5  # former boards that stay
FORMAT = 1  # rises when an older program could not read what is written
MOST_BYTES = 65_536  # of a pointer; it has some 600
NAME_LENGTH = 12  # hexadecimal digits of the digest in a file's name
_MAY_READ = stat.S_IRGRP | stat.S_IROTH
_MAY_ENTER = _MAY_READ | stat.S_IXGRP | stat.S_IXOTH
_DIGEST = re.compile(r"[0-9a-f]{64}")


class PublicationAct(StrEnum):
    """The act that put a board in its place."""

    PUBLISH = "publish"
    ROLLBACK = "rollback"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {"publish": "发布", "rollback": "退回"}[self.value]


@dataclass(frozen=True)
class PublishedBoard:
    """A pointer: the file by its SHA-256, when and by whom it was put there, and the digest of the former.

    number: counts publications and rollbacks of the folder. covers_to: the last day (ISO) of which any record is
    complete. former: the board that a rollback leads to, empty where there is none. signature: base64, of all the rest.
    """

    number: int
    act: PublicationAct
    digest: str
    size: int
    bureau: str
    data_version: int
    covers_to: str
    at: int
    by: str
    former: str = ""
    signature: str = ""

    @property
    def file(self) -> str:
        """The path of the file within the folder."""
        return board_file_name(self.digest)

    def signed_text(self) -> bytes:
        """All that the pointer says, which a signature is of."""
        content = asdict(self) | {"format": FORMAT}
        del content["signature"]
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def board_file_name(digest: str) -> str:
    """Return the path of a board within its folder."""
    return f"{BOARDS}/{digest[:NAME_LENGTH]}.db"


def is_board_folder(path: Path) -> bool:
    """Tell a folder of published boards, or one that is to become one."""
    return path.is_dir()


def read_pointer(folder: Path) -> PublishedBoard | None:
    """Return what a folder shows; None where nothing was ever published. Raises StoreError (Chinese)."""
    return read_pointer_file(folder / POINTER)


def read_pointer_file(path: Path) -> PublishedBoard | None:
    """Return the pointer in a file; None where there is no such file. Raises StoreError (Chinese)."""
    try:
        text = _whole_pointer(path).decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} 读不出来：{error}") from error
    return _parsed(text, str(path))


def _whole_pointer(path: Path) -> bytes:
    """Read a pointer. Raises OSError where it is no file, such as one that never ends, or is too long to be one."""
    if not stat.S_ISREG(path.stat().st_mode):  # others would be waited for
        raise OSError("不是文件")
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(f"超过 {MOST_BYTES} 字节")
    return content


def require_pointer(folder: Path) -> PublishedBoard:
    """Return what a folder shows. Raises StoreError (Chinese) where nothing was published."""
    board = read_pointer(folder)
    if board is None:
        raise StoreError(f"{folder} 里还没有发布过看板：请先运行 fengjing board publish 看板.db --to {folder}")
    return board


def write_pointer(folder: Path, board: PublishedBoard) -> None:
    """Put a pointer in place of the folder's, whole, and keep it in the history."""
    with whole_file(folder / POINTER) as stream:
        stream.write(pointer_text(board).encode())
        open_to_readers(Path(stream.name), folder)
    complete_history(folder)


def open_to_readers(path: Path, folder: Path) -> None:
    """Let whoever may read a folder read what is published into it: a server need not be the publisher's own."""
    mode, readers = stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)
    readers &= _MAY_ENTER if path.is_dir() else _MAY_READ
    if mode | readers != mode:
        path.chmod(mode | readers)


def read_history(folder: Path) -> list[PublishedBoard]:
    """Return every pointer that stood, the oldest first, the present one among them. Raises StoreError (Chinese)."""
    boards = _written_history(folder)
    present = read_pointer(folder)
    if present is not None and present not in boards:
        boards.append(present)
    return boards


def complete_history(folder: Path) -> None:
    """Add the present pointer to the history if it is not there, and take a line away that was begun and not ended."""
    path, present = folder / HISTORY, read_pointer(folder)
    ended_lines = _whole_lines(path)
    if present is None or present in _written_history(folder):
        return
    with path.open("r+b" if path.exists() else "wb") as stream:
        stream.truncate(len(ended_lines))
        stream.seek(len(ended_lines))
        stream.write(pointer_text(present).encode())
        stream.flush()
        os.fsync(stream.fileno())
    open_to_readers(path, folder)


def _whole_lines(path: Path) -> bytes:
    if path.is_symlink():  # what is written into it would be written elsewhere
        raise StoreError(f"{path} 是链接，不是发布记录：请移走它再发布。")
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1]


def _written_history(folder: Path) -> list[PublishedBoard]:
    path = folder / HISTORY
    try:
        lines = _whole_lines(path).decode().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} 读不出来：{error}") from error
    return [_parsed(line, f"{path} 第 {number} 行") for number, line in enumerate(lines, start=1)]


def pointer_text(board: PublishedBoard) -> str:
    """Return a pointer as it is written, a line."""
    return json.dumps(asdict(board) | {"format": FORMAT}, ensure_ascii=False, sort_keys=True) + "\n"


def _parsed(text: str, place: str) -> PublishedBoard:
    try:
        content = json.loads(text)
        if content.pop("format") != FORMAT:
            raise StoreError(f"{place} 由另一版本的枫警写成：请用同一版本的程序。")
        board = PublishedBoard(**(content | {"act": PublicationAct(content["act"])}))
        _check_types(board)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StoreError(f"{place} 读不懂：{error}") from error
    return board


def _check_types(board: PublishedBoard) -> None:
    """Raise ValueError where a value is not what it has to be: a digest is a part of a path, a text can be written."""
    for name, value in asdict(board).items():
        expected = int if name in ("number", "size", "data_version", "at") else str
        if not isinstance(value, expected) or isinstance(value, bool):
            raise ValueError(name)
        if isinstance(value, str):
            value.encode()
    if not _DIGEST.fullmatch(board.digest) or (board.former and not _DIGEST.fullmatch(board.former)):
        raise ValueError("digest")
