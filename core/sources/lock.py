"""One reading of sources at a time: a lock on a file beside the database, which the system frees with the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from core.sources.errors import SourceError
from core.store.file_faults import file_reason
from core.store.file_lock import FileLocked, file_lock


class SourcesBusy(SourceError):
    """Another process is reading sources into this database."""


def lock_path(database: Path) -> Path:
    """Return the path of the lock of a database."""
    return database.with_name(f"{database.name}-sources.lock")


@contextmanager
def sources_lock(database: Path) -> Iterator[None]:
    """Hold the lock. Raises SourcesBusy where another process has it, SourceError where there can be none."""
    path = lock_path(database)
    with ExitStack() as held:
        try:
            held.enter_context(file_lock(path))
        except FileLocked as error:
            raise SourcesBusy("另一个进程正在读来源，这次不读：等它做完再来。") from error
        except OSError as error:
            raise SourceError(f"{path} 建不起来（{file_reason(error)}）：数据库所在的文件夹要可写。") from error
        yield
