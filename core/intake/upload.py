"""Files that a browser sends: put where the importer can read them, and gone afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from core.store.scratch import temporary_folder

_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LONGEST_NAME = 80  # characters; a file system takes 255 bytes, and a Chinese one has three
_NAMELESS = "upload"


class Upload(NamedTuple):
    """A file's name, as its owner calls it, and its bytes."""

    name: str
    data: bytes


@contextmanager
def on_disk(upload: Upload) -> Iterator[Path]:
    """Write an upload into a folder that this user alone may read, under its own name; the folder goes in the end."""
    with temporary_folder() as folder:
        path = folder / file_name(upload.name)
        path.write_bytes(upload.data)
        yield path


def file_name(name: str) -> str:
    """Return the last part of a name, without what a file system would not take; its suffix stays."""
    plain = _NOT_IN_A_NAME.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    return plain[-_LONGEST_NAME:] or _NAMELESS
