"""Reads a mapping from TOML, in which our columns and choices stand by id or by their Chinese words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from core.catalogue.model import Catalogue
from core.catalogue.problems import Problem, located
from core.catalogue.validation_text import ValidationFault, validation_faults
from core.intake.fields import file_kinds
from core.intake.mapping.checks import mapping_faults
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames, find_kind, kind_name

BY_FIELD = ("columns", "codes", "rest", "constants", "defaults", "dates", "factors", "status")
Document = dict[str, Any]


class MappingError(ValueError):
    """A mapping that cannot be used. `problems` lists everything wrong in it (Chinese)."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def read_mapping(name: str, text: str, catalogue: Catalogue) -> TableMapping:
    """The mapping that a TOML text says; `name` is its file or its name, for messages.

    Raises MappingError with place, reason and mend of everything that is wrong.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mend = "改正所指的那一行：中文的键和值都要有英文双引号，括号要成对"
        raise MappingError([Problem(name, "-", f"不是 TOML（{error}）", mend)]) from error
    kind = find_kind(str(document.get("kind", "")), catalogue)
    if kind is None:
        kinds = "、".join(f"{kind}（{kind_name(kind, catalogue)}）" for kind in file_kinds(catalogue))
        raise MappingError([Problem(name, "kind", "没有写明是哪一类文件，或没有这一类", f"可写 {kinds}")])
    names = KindNames(kind, catalogue)
    reader = _Reader(names)
    try:
        mapping = TableMapping.model_validate({**reader.by_id(document), "kind": kind})
    except ValidationError as error:
        faults = [reader.as_written(fault) for fault in validation_faults(error)]
        raise MappingError([located(name, "对照", fault) for fault in [*reader.faults, *faults]]) from error
    faults = [*reader.faults, *mapping_faults(mapping, names)]
    if faults:
        raise MappingError([located(name, "对照", fault) for fault in faults])
    return mapping


class _Reader:
    """Puts ids in place of Chinese words, and keeps what it could not place."""

    def __init__(self, names: KindNames) -> None:
        self.faults: list[ValidationFault] = []
        self._names = names
        self._words: dict[str, str] = {}

    def by_id(self, document: Document) -> Document:
        """The document with our names as ids."""
        result = dict(document)
        for section in BY_FIELD:
            if isinstance(document.get(section), dict):
                result[section] = self._section(section, document[section])
        if isinstance(document.get("wide"), dict):
            result["wide"] = {header: self._wide(header, column) for header, column in document["wide"].items()}
        return result

    def as_written(self, fault: ValidationFault) -> ValidationFault:
        """A fault with its place in the words of the file."""
        return fault._replace(place=".".join(self._words.get(step, step) for step in fault.place.split(".")))

    def _section(self, section: str, entries: Document) -> Document:
        renamed = dict(self._renamed(section, entries, self._names.field, list(self._names.fields.values())))
        if section == "codes":
            return {field: self._codes(field, value) for field, value in renamed.items()}
        if section in ("rest", "constants", "defaults"):
            return {field: self._value(section, field, value) for field, value in renamed.items()}
        return renamed

    def _codes(self, field: str, entries: Any) -> Any:
        if not isinstance(entries, dict) or not self._names.choices(field):
            return entries
        place = f"codes.{self._names.label(field)}"
        return dict(self._renamed(place, entries, lambda word: self._names.choice(field, word), None, field))

    def _renamed(
        self,
        place: str,
        entries: Document,
        find: Callable[[str], str | None],
        fields: list[Any] | None,
        field: str = "",
    ) -> Iterator[tuple[str, Any]]:
        by_name: dict[str, str] = {}
        for word, value in entries.items():
            name = find(word)
            if name is None:
                labels = [declared.zh for declared in fields] if fields is not None else self._labels(field)
                self.faults.append(ValidationFault(f"{place}.{word}", f"没有“{word}”", f"可写 {'、'.join(labels)}"))
            elif name in by_name:
                same = f"“{by_name[name]}”和“{word}”是同一项"
                self.faults.append(ValidationFault(f"{place}.{word}", same, "合写成一条"))
            else:
                by_name[name] = self._words[name] = word
                yield name, value

    def _labels(self, field: str) -> list[str]:
        if self._names.fields[field].type == "measure":
            return ["计数项的代号或名称，见 fengjing catalogue measures"]
        return list(self._names.choices(field).values())

    def _value(self, section: str, field: str, value: Any) -> Any:
        """The code of a constant or default of a coded column; other values stay as they are."""
        if not self._names.choices(field) or not isinstance(value, str):
            return value
        code = self._names.choice(field, value)
        if code is None:
            place = f"{section}.{self._names.label(field)}"
            self.faults.append(ValidationFault(place, f"没有“{value}”", f"可写 {'、'.join(self._labels(field))}"))
        return code or value

    def _wide(self, header: str, column: Any) -> Any:
        if "measure" not in self._names.fields or not isinstance(column, dict) or not column.get("measure"):
            return column
        return {**column, "measure": self._value(f"wide.{header}", "measure", column["measure"])}
