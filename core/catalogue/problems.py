"""Problems of a catalogue, told so that they can be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fault = tuple[str, str]  # a reason and its mend, before the file and the entry are known
Declared = Mapping[str, Mapping[str, str]]  # the file of every entry by section and id, broken entries included


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the file, the entry, the reason and the mend."""

    file: str
    entry: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file} [{self.entry}] {self.reason} -> {self.mend}"


class CatalogueError(ValueError):
    """The catalogue is broken. `problems` lists everything found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def mend_for(error: Mapping[str, Any]) -> str:
    """Return what to do about one validation error of pydantic."""
    field = str(error["loc"][-1]) if error["loc"] else "the entry"
    kind = str(error["type"])
    if kind == "missing":
        return f"add `{field}`"
    if kind == "extra_forbidden":
        return f"remove `{field}`, or mend its spelling"
    if kind == "literal_error":
        return f"set `{field}` to {error['ctx']['expected']}"
    if kind == "value_error":
        return "change the entry as the reason says"
    return f"mend the value of `{field}`"
