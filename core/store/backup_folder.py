"""A folder of backups: each named after its time, old ones taken away, every one also in a second place if asked."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.store.backup import BackedUp, Backup, back_up, sha256_of
from core.store.errors import StoreError
from core.store.file_faults import file_fault
from core.time.days import CHINA

_NAME = "{stem}-{time:%Y%m%d-%H%M%S}.backup"
_TIME = r"-\d{8}-\d{6}\.backup"


@dataclass(frozen=True, slots=True)
class KeptBackups:
    """The backup that was made, its copy in the second place, and the older ones that were taken away."""

    backup: Backup
    copy: Path | None
    removed: Sequence[Path]


def back_up_into(
    store: BackedUp,
    folder: Path,
    *,
    now: int,
    key: str | None = None,
    second: Path | None = None,
    keep: int | None = None,
) -> KeptBackups:
    """Make a checked backup in a folder, copy it to a second one, and keep the newest `keep` of this database in each.

    The second place is read back, byte for byte. Nothing is taken away before both are whole. Raises StoreError
    (Chinese).
    """
    path = folder / _NAME.format(stem=store.path.stem, time=datetime.fromtimestamp(now, CHINA))
    backup = back_up(store, path, key)
    copy = None if second is None else _copied(backup, second)
    removed: list[Path] = []
    if keep is not None:
        for place in (folder, *([] if second is None else [second])):
            removed += _remove_old(place, store.path.stem, keep)
    return KeptBackups(backup, copy, removed)


def backups_in(folder: Path, stem: str) -> list[Path]:
    """Return the backups of a database in a folder, the newest first.

    An empty file is none: only its name had been taken when the power went.
    """
    named = re.compile(re.escape(stem) + _TIME)
    files = (file for file in folder.iterdir() if named.fullmatch(file.name) and file.stat().st_size)
    return sorted(files, reverse=True)


def _copied(backup: Backup, second: Path) -> Path:
    target = second / backup.path.name
    part = target.with_name(f"{target.name}.part")
    try:
        # What lies there may be somebody else's, who would own our copy, or a link that leads elsewhere.
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with backup.path.open("rb") as source, os.fdopen(descriptor, "wb") as written:
            shutil.copyfileobj(source, written)
            written.flush()
            os.fsync(written.fileno())
        if sha256_of(part) != backup.sha256:
            raise StoreError(f"第二处的备份与原件不同，没有留下：{target}。原件在 {backup.path}。")
        os.replace(part, target)
    except OSError as error:
        raise StoreError(f"第二处没有备份成：{file_fault(error, part)}。第一处的在 {backup.path}。") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _remove_old(folder: Path, stem: str, keep: int) -> list[Path]:
    old = backups_in(folder, stem)[keep:]
    for file in old:
        file.unlink()
    return old
