"""The rows of units as a page has them: typed texts, and what the importer says of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from core.catalogue.load import load_catalogue
from core.intake.fields import SETTINGS, UNIT_KINDS, UNITS, fields_of
from core.intake.refusal import Refusal
from core.intake.upload import Upload
from dashboards.i18n.words import setup as words

USUAL_KIND = "station"
FIRST_ROW = 2  # of a file whose headers are its first row
KIND_LABELS = tuple(label for kind, label in UNIT_KINDS.items() if kind != "bureau")
SETTING_LABELS = tuple(SETTINGS.values())


class TypedUnit(NamedTuple):
    """A row as it was typed; the names are those of the columns of a file of units."""

    name: str = ""
    kind: str = UNIT_KINDS[USUAL_KIND]
    parent: str = ""
    setting: str = ""
    code: str = ""

    @property
    def is_blank(self) -> bool:
        """True where only what stands there from the start does."""
        return not (self.name or self.parent or self.code)


@lru_cache(maxsize=1)
def column_labels() -> dict[str, str]:
    """Return the header of each column."""
    return {column.name: column.zh for column in fields_of(UNITS, load_catalogue())}


@dataclass(frozen=True)
class UnitLine:
    """A row of the page, with the reasons why it was not taken, if any."""

    unit: TypedUnit = field(default_factory=TypedUnit)
    faults: tuple[str, ...] = ()


def typed_units(columns: Mapping[str, Sequence[str]]) -> list[TypedUnit]:
    """Return the rows that were filled in; the page sends every column of every row."""
    cells = [[str(text).strip() for text in columns.get(name, ())] for name in TypedUnit._fields]
    return [unit for row in zip(*cells, strict=True) if not (unit := TypedUnit(*row)).is_blank]


def as_file(units: Sequence[TypedUnit]) -> Upload:
    """Return the rows as a file of units, so that they are checked as every other file is."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column_labels()[name] for name in TypedUnit._fields])
    writer.writerows(units)
    return Upload(words.UNITS_TYPED_FILE, text.getvalue().encode())


def refused_lines(units: Sequence[TypedUnit], refusals: Sequence[Refusal]) -> list[UnitLine]:
    """Return the rows that were not taken, each with its reasons."""
    faults: dict[int, list[str]] = {}
    for refusal in refusals:
        faults.setdefault(refusal.row, []).append(f"{refusal.rule}：{refusal.mend}")
    numbered = enumerate(units, FIRST_ROW)
    return [UnitLine(unit, tuple(faults[number])) for number, unit in numbered if number in faults]
