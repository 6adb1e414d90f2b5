"""Settings of a source besides its address: what to read, by which mapping, and what it has completely."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

DEFAULT_OVERLAP = 10  # minutes


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """One table or view of a database. `rising` and `key` are empty where it is read whole each time.

    `overlap` are the minutes that each run reads again, for rows that were written late; `is_whole` says that the
    table has the whole bureau's records. The password's file is named here; the password is not.
    """

    table: str
    mapping: str
    rising: str = ""
    key: str = ""
    overlap: int = DEFAULT_OVERLAP
    is_whole: bool = False
    password_file: str = ""

    def kept(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """A watched folder. `mapping` names one, or is `auto`; so is `kind`. `is_whole` as of a file (--complete)."""

    mapping: str
    kind: str
    is_whole: bool = False

    def kept(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return asdict(self)
