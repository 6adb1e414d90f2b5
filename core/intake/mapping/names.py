"""Say what a kind of file calls its columns and choices: by id, or by the Chinese word that people see."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.intake.fields import LEDGER, OFFICERS, UNITS, Field, fields_of, file_kinds
from core.intake.text_matching import match_key

KIND_NAMES = {UNITS: "单位", OFFICERS: "人员", LEDGER: "统计报表"}
YES, NO = "yes", "no"
FLAG_LABELS = {YES: "是", NO: "否"}
CODED = ("choice", "flag", "measure")  # types whose values are one of a list
COUNTED = ("count",)
DATED = ("time", "day", "past_day", "period")


def kind_name(kind: str, catalogue: Catalogue) -> str:
    """The Chinese name of a kind of file; its id where the catalogue has it no more."""
    return KIND_NAMES.get(kind) or (catalogue.facts[kind].zh if kind in catalogue.facts else kind)


def find_kind(word: str, catalogue: Catalogue) -> str | None:
    """The kind of file that an id or a Chinese name means."""
    names = {match_key(name): kind for kind in file_kinds(catalogue) for name in (kind_name(kind, catalogue), kind)}
    return names.get(match_key(word))


class KindNames:
    """The names of one kind of file."""

    def __init__(self, kind: str, catalogue: Catalogue) -> None:
        self.kind = kind
        self.fields = {field.name: field for field in fields_of(kind, catalogue)}
        self._measures = {name: measure.zh for name, measure in catalogue.measures.items() if measure.bins is None}
        self.measure_synonyms = {name: catalogue.measures[name].synonyms for name in self._measures}
        self._by_word = {match_key(word): f.name for f in self.fields.values() for word in (f.name, *f.aliases, f.zh)}
        self._choices: dict[str, dict[str, str]] = {}

    def field(self, word: str) -> str | None:
        """The id of the column that an id or a header means."""
        return self._by_word.get(match_key(word))

    def label(self, name: str) -> str:
        """The header of a column."""
        return self.fields[name].zh

    def choices(self, field: str) -> dict[str, str]:
        """The choices of a column, code → label; none where it is not coded."""
        declared: Field = self.fields[field]
        if declared.type == "measure":
            return self._measures
        return FLAG_LABELS if declared.type == "flag" else declared.choices

    def choice(self, field: str, word: str) -> str | None:
        """The code that a code or a label means; None where it means none, or several."""
        if field not in self._choices:
            found: dict[str, str] = {}
            for code, label in self.choices(field).items():
                key = match_key(label)
                found[key] = "" if key in found else code
            self._choices[field] = {**found, **{match_key(code): code for code in self.choices(field)}}
        return self._choices[field].get(match_key(word)) or None

    def text(self, field: str, code: str) -> str:
        """The word for a choice in a file of ours: its label, a measure's id."""
        return code if self.fields[field].type == "measure" else self.choices(field)[code]
