"""Reads the catalogue, lays a bureau's own file over it, and refuses what is broken, all at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from core.catalogue.checks import problems_of
from core.catalogue.facts import FactKind
from core.catalogue.model import Catalogue, Domain, Kpi, Measure, Source, System
from core.catalogue.problems import CatalogueError, Problem, mend_for

DATA = Path(__file__).parent / "data"
SECTIONS: dict[str, type[BaseModel]] = {
    "measures": Measure,
    "kpis": Kpi,
    "domains": Domain,
    "sources": Source,
    "systems": System,
}


@dataclass(frozen=True)
class Layer:
    """One file's tables and where they came from."""

    name: str
    tables: dict[str, Any]


def _read(name: str, text: str) -> Layer:
    try:
        return Layer(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError([Problem(name, "-", f"not TOML: {error}", "mend the line named")]) from error


@lru_cache(maxsize=1)
def _shipped() -> tuple[Layer, ...]:
    return tuple(_read(path.name, path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.toml")))


def _merge(layers: list[Layer], overlays: int, problems: list[Problem]) -> dict[str, dict[str, tuple[str, Any]]]:
    """Entries by section and id, each with its file. Shipped files may not repeat an id; an overlay may
    change single fields of one of ours or add its own."""
    merged: dict[str, dict[str, tuple[str, Any]]] = {section: {} for section in [*SECTIONS, "facts", "board"]}
    for position, layer in enumerate(layers):
        is_overlay = position >= len(layers) - overlays
        for section, entries in layer.tables.items():
            if layer.name == "facts.toml" and not is_overlay:
                merged["facts"][section] = (layer.name, entries)
                continue
            if section not in SECTIONS and section != "board":
                problems.append(Problem(layer.name, section, "unknown section", f"use one of {', '.join(SECTIONS)}, board"))
                continue
            if not isinstance(entries, Mapping):
                problems.append(Problem(layer.name, section, "a section is a table", f"write [{section}.an_id] tables"))
                continue
            for name, entry in entries.items():
                old = merged[section].get(name)
                if old and not is_overlay:
                    problems.append(Problem(layer.name, name, f"already declared in {old[0]}", "rename or remove one"))
                elif old and isinstance(entry, Mapping):
                    merged[section][name] = (layer.name, {**old[1], **entry})
                else:
                    merged[section][name] = (layer.name, entry)
    return merged


def _validate(entries: dict[str, tuple[str, Any]], model: type[BaseModel], problems: list[Problem]) -> dict[str, Any]:
    valid: dict[str, Any] = {}
    for name, (file, raw) in entries.items():
        try:
            valid[name] = model.model_validate(raw)
        except ValidationError as error:
            for item in error.errors():
                where = ".".join(str(part) for part in item["loc"])
                problems.append(Problem(file, name, f"{where or 'entry'}: {item['msg']}", mend_for(item)))
    return valid


def load_catalogue(overlays: Mapping[str, str] | None = None) -> Catalogue:
    """The shipped catalogue with a bureau's own files (name → TOML text) laid over it in order.

    Raises CatalogueError naming every broken entry: file, entry, reason and mend.
    """
    extra = [_read(name, text) for name, text in (overlays or {}).items()]
    problems: list[Problem] = []
    merged = _merge([*_shipped(), *extra], len(extra), problems)
    parts = {section: _validate(merged[section], model, problems) for section, model in SECTIONS.items()}
    facts = _validate(merged["facts"], FactKind, problems)
    board = merged["board"].get("tiles", ("", []))[1]
    catalogue = Catalogue.model_construct(facts=facts, board=list(board), **parts)
    files = {name: file for section in merged.values() for name, (file, _) in section.items()}
    problems.extend(problems_of(catalogue, files, known=set(files)))
    if problems:
        raise CatalogueError(problems)
    return catalogue
