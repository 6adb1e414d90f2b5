"""The files of a catalogue, the shipped ones first, and their entries laid over each other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.catalogue.problems import CatalogueError, Problem

DATA = Path(__file__).parent / "data"
FACTS = "facts.toml"
FACT_SECTION = "facts"

Merged = dict[str, dict[str, tuple[str, Any]]]  # the file and the entry, by section and id


@dataclass(frozen=True)
class Layer:
    """One file's tables by section, where they came from, and whether it is one of ours or a bureau's."""

    name: str
    tables: dict[str, Any]
    is_shipped: bool


@lru_cache(maxsize=1)
def shipped_layers() -> tuple[Layer, ...]:
    """The product's own files. Raises CatalogueError naming the one that is no TOML."""
    layers, problems = [], []
    for path in sorted(DATA.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            problems.append(_no_toml(path.name, error))
            continue
        layers.append(Layer(path.name, {FACT_SECTION: tables} if path.name == FACTS else tables, is_shipped=True))
    if problems:
        raise CatalogueError(problems)
    return tuple(layers)


def _no_toml(file: str, error: tomllib.TOMLDecodeError) -> Problem:
    return Problem(file, "-", f"不是 TOML（{error}）", "改正所指的那一行，引号和括号要成对，同一节只写一次")


def overlay_layers(texts: Mapping[str, str], problems: list[Problem]) -> list[Layer]:
    """A bureau's own files (name → TOML text) in order; what is no TOML is a problem."""
    layers = []
    for name, text in texts.items():
        try:
            layers.append(Layer(name, tomllib.loads(text), is_shipped=False))
        except tomllib.TOMLDecodeError as error:
            problems.append(_no_toml(name, error))
    return layers


def merge_layers(
    layers: Iterable[Layer], sections: Iterable[str], flat_sections: tuple[str, ...], problems: list[Problem]
) -> Merged:
    """Entries by section and id, each with the file that had the last word on it."""
    merged: Merged = {section: {} for section in [*sections, *flat_sections]}
    for layer in layers:
        for section, entries in layer.tables.items():
            if section not in merged:
                problems.append(Problem(layer.name, section, f"没有“{section}”这一节", f"可写 {'、'.join(merged)}"))
            elif not isinstance(entries, dict):
                mend = f"写 [{section}]" if section in flat_sections else f"写 [{section}.编号]"
                problems.append(Problem(layer.name, section, "一节要写成表", mend))
            else:
                _lay(section, merged[section], layer, entries, problems)
    return merged


def _lay(
    section: str, laid: dict[str, tuple[str, Any]], layer: Layer, entries: dict[str, Any], problems: list[Problem]
) -> None:
    """Shipped files may not repeat an id; a bureau's file may change single fields of an entry or add its own.

    The shipped kinds of record stay as they are: other columns would make other tables of records already stored.
    """
    closed = shipped_facts() if section == FACT_SECTION and not layer.is_shipped else ()
    for name, entry in entries.items():
        old_file, old = laid.get(name, (layer.name, None))
        if old is not None and layer.is_shipped:
            problems.append(Problem(layer.name, name, f"在 {old_file} 里已经有了", "改名，或去掉一个"))
        elif name in closed:
            problems.append(Problem(layer.name, name, "是自带的记录种类，不能改", "用另一个编号建本局自己的种类"))
        elif isinstance(old, dict) and isinstance(entry, dict):
            laid[name] = (layer.name, {**old, **entry})
        else:
            laid[name] = (layer.name, entry)


@lru_cache(maxsize=1)
def shipped_facts() -> frozenset[str]:
    """The ids of the product's own kinds of record."""
    return frozenset(name for layer in shipped_layers() for name in layer.tables.get(FACT_SECTION, {}))
