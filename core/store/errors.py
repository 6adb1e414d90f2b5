"""The errors that every use of a database may raise."""

from __future__ import annotations

from pathlib import Path


class StoreError(RuntimeError):
    """The database cannot be used; the message (Chinese) says why and what to do."""


class OwnFilesRefused(StoreError):
    """The bureau's own catalogue files in a database do not fit this program; `faults` says where and how (Chinese)."""

    def __init__(self, path: Path, faults: str, mend: str) -> None:
        self.faults = faults
        super().__init__(f"{path} 里的本局目录文件不合本程序：{faults}\n{mend}")


class NeedsUpgrade(StoreError):
    """A database is of an older program, and is not to be brought up to this one here."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 需要先更新：请运行 fengjing check --db {path}")


class Overtaken(StoreError):
    """Another wrote while this one was reading: what it was about to write rests on data that are old by now."""


class ReadFailed(StoreError):
    """A query ran too long, or the file could not be read: no answer, and no sign that there are no data."""
