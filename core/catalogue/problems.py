"""Problems of a catalogue, told so that they can be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalogue.validation_text import ValidationFault

Fault = tuple[str, str]  # a reason and its mend, before the file and the entry are known
Declared = Mapping[str, Mapping[str, str]]  # the file of every entry by section and id, broken entries included


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the file, the entry, the reason and the mend (Chinese)."""

    file: str
    entry: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file} [{self.entry}]：{self.reason} → {self.mend}"


class CatalogueError(ValueError):
    """The catalogue is broken. `problems` lists everything found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def located(file: str, entry: str, fault: ValidationFault) -> Problem:
    """The problem that a fault found by a model's own checks is of an entry."""
    return Problem(file, entry, f"{fault.place}：{fault.reason}" if fault.place else fault.reason, fault.mend)


def unknown_kpi(name: str) -> Fault:
    """The fault of naming a KPI that nobody declares."""
    return f"没有指标“{name}”", "在 [kpis] 里声明它，或改正拼写"
