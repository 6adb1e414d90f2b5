"""The list of what an export of facts holds: every file with its rows, bytes and SHA-256.

A file bears the beginning of its digest as its name and never changes. What an export holds is what its manifest names:
a file that no manifest names is of an earlier one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from core.store.errors import StoreError
from core.store.whole_file import write_whole

FILE = "manifest.json"
FORMAT = 1  # rises when an older program could not read what is written
NAME_LENGTH = 12  # hexadecimal digits of the digest in a file's name


class FactsFile(NamedTuple):
    """One Parquet file of an export; `path` is relative to the export's folder."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything that an export holds.

    records: by kind and month, such as alert/2026-03. tables: by table. file, trail: the id of the database's file and
    the hash of its trail, by which the same database is known again. catalogue: the signature of the cube that the
    records gave there.
    """

    bureau: str
    demo: bool
    data_version: int
    file: str
    trail: str
    catalogue: str
    records: Mapping[str, FactsFile]
    tables: Mapping[str, FactsFile]

    @property
    def files(self) -> list[FactsFile]:
        """All the files."""
        return [*self.records.values(), *self.tables.values()]

    def of_kind(self, kind: str) -> dict[str, FactsFile]:
        """Return the files of a kind of record by kind and month, in the order of the months."""
        return {name: self.records[name] for name in sorted(self.records) if name.partition("/")[0] == kind}


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest. Raises StoreError (Chinese) where there is none, or one that cannot be read."""
    path = folder / FILE
    if not path.is_file():
        raise StoreError(f"{folder} 里没有 {FILE}：请先运行 fengjing facts export --db 局.db --to {folder}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("format") != FORMAT:
            raise StoreError(f"{path} 由另一版本的枫警写成：请用同一版本的程序。")
        for group in ("records", "tables"):
            content[group] = {name: FactsFile(**file) for name, file in content[group].items()}
        return Manifest(**content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path} 读不懂：{error}。请重新导出到一个空文件夹。") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in place of the folder's, whole."""
    content = asdict(manifest) | {"format": FORMAT}
    for group in ("records", "tables"):
        files: Mapping[str, FactsFile] = getattr(manifest, group)
        content[group] = {name: file._asdict() for name, file in files.items()}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(folder / FILE, text, mode=0o600)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def require_whole(folder: Path, files: Iterable[FactsFile]) -> None:
    """Raise StoreError (Chinese) unless each of these files is there and is what the manifest says."""
    for file in files:
        if not is_whole(folder, file):
            raise StoreError(f"{folder / file.path} 不在，或与 {FILE} 所记的不符：请重新导出到一个空文件夹。")


def is_whole(folder: Path, file: FactsFile) -> bool:
    """Tell whether a file is there and is what the manifest says."""
    path = folder / file.path
    return path.is_file() and path.stat().st_size == file.bytes and digest(path) == file.sha256
