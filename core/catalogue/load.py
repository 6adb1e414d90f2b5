"""Reads the catalogue, lays a bureau's own file over it, and refuses what is broken, all at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from core.catalogue.advice_model import Advice
from core.catalogue.calendar_model import AssessmentYear, Festival, StatisticsMonth, WorkYear
from core.catalogue.campaign_model import Campaign
from core.catalogue.checklist_model import Checklist
from core.catalogue.contest_model import Contest
from core.catalogue.cross_checks import cross_problems
from core.catalogue.disclosure_model import Sensitive, SmallNumbers
from core.catalogue.document_model import Domain, Source, System
from core.catalogue.facts import FactKind
from core.catalogue.index_model import Bands, Index
from core.catalogue.kpi_model import Kpi, Smallest
from core.catalogue.lifted_bars import lifted_faults
from core.catalogue.limit_model import Limit
from core.catalogue.measure_model import Measure, Sum
from core.catalogue.model import Catalogue
from core.catalogue.peer_model import Exposure, PeerGroup
from core.catalogue.problems import CatalogueError, Problem, mend_for
from core.catalogue.rhythm_model import Rhythm
from core.catalogue.scene_model import Carousel, Scene
from core.catalogue.signal_model import FalseAlarms, SignalRule
from core.catalogue.watch_model import Watch

DATA = Path(__file__).parent / "data"
FACTS = "facts.toml"
SECTIONS: dict[str, type[BaseModel]] = {
    "facts": FactKind,
    "measures": Measure,
    "kpis": Kpi,
    "domains": Domain,
    "sources": Source,
    "systems": System,
    "smallest": Smallest,
    "peer_groups": PeerGroup,
    "exposures": Exposure,
    "indices": Index,
    "bands": Bands,
    "disclosure": SmallNumbers,
    "sensitive": Sensitive,
    "sums": Sum,
    "workdays": WorkYear,
    "festivals": Festival,
    "rhythms": Rhythm,
    "limits": Limit,
    "watches": Watch,
    "campaigns": Campaign,
    "contests": Contest,
    "scenes": Scene,
    "advice": Advice,
    "checklists": Checklist,
    "signals": SignalRule,
    "false_alarms": FalseAlarms,
}
# Tables of their own, without entries.
FLAT_MODELS: dict[str, type[BaseModel]] = {
    "carousel": Carousel,
    "statistics_month": StatisticsMonth,
    "assessment_year": AssessmentYear,
}
FLAT_SECTIONS = ("board", *FLAT_MODELS)
# What a file may hold; facts are ours alone.
OVERLAY_SECTIONS = tuple(name for name in (*SECTIONS, *FLAT_SECTIONS) if name != "facts")
BOARD_LISTS = ("tiles", "classes")

Merged = dict[str, dict[str, tuple[str, Any]]]


@dataclass(frozen=True)
class Layer:
    """One file's tables by section, where they came from, and whether it is one of ours or a bureau's."""

    name: str
    tables: dict[str, Any]
    is_shipped: bool


@lru_cache(maxsize=1)
def _shipped() -> tuple[Layer, ...]:
    layers = []
    for path in sorted(DATA.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        layers.append(Layer(path.name, {"facts": tables} if path.name == FACTS else tables, is_shipped=True))
    return tuple(layers)


def _overlays(texts: Mapping[str, str], problems: list[Problem]) -> list[Layer]:
    layers = []
    for name, text in texts.items():
        try:
            layers.append(Layer(name, tomllib.loads(text), is_shipped=False))
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(name, "-", f"not TOML: {error}", "mend the line named"))
    return layers


def _merge(layers: Iterable[Layer], problems: list[Problem]) -> Merged:
    """Entries by section and id, each with the file that had the last word on it."""
    merged: Merged = {section: {} for section in [*SECTIONS, *FLAT_SECTIONS]}
    for layer in layers:
        for section, entries in layer.tables.items():
            if section not in OVERLAY_SECTIONS and not (layer.is_shipped and section == "facts"):
                problems.append(
                    Problem(layer.name, section, "unknown section", f"use one of {', '.join(OVERLAY_SECTIONS)}")
                )
            elif not isinstance(entries, dict):
                mend = f"write [{section}]" if section in FLAT_SECTIONS else f"write [{section}.an_id] tables"
                problems.append(Problem(layer.name, section, "a section is a table", mend))
            else:
                _lay(merged[section], layer, entries, problems)
    return merged


def _lay(section: dict[str, tuple[str, Any]], layer: Layer, entries: dict[str, Any], problems: list[Problem]) -> None:
    """Shipped files may not repeat an id; a bureau's file may change single fields of an entry or add its own."""
    for name, entry in entries.items():
        old_file, old = section.get(name, (layer.name, None))
        if old is not None and layer.is_shipped:
            problems.append(Problem(layer.name, name, f"already declared in {old_file}", "rename or remove one"))
        elif isinstance(old, dict) and isinstance(entry, dict):
            section[name] = (layer.name, {**old, **entry})
        else:
            section[name] = (layer.name, entry)


def _validate(entries: dict[str, tuple[str, Any]], model: type[BaseModel], problems: list[Problem]) -> dict[str, Any]:
    valid: dict[str, Any] = {}
    for name, (file, raw) in entries.items():
        try:
            valid[name] = model.model_validate(raw)
        except ValidationError as error:
            for item in error.errors():
                location = ".".join(str(step) for step in item["loc"])
                problems.append(Problem(file, name, f"{location or 'entry'}: {item['msg']}", mend_for(item)))
    return valid


def _board(entries: dict[str, tuple[str, Any]], problems: list[Problem]) -> dict[str, list[str]]:
    """The board's lists of ids by name."""
    lists: dict[str, list[str]] = {name: [] for name in BOARD_LISTS}
    for name, (file, ids) in entries.items():
        location = f"board.{name}"
        if name not in BOARD_LISTS:
            problems.append(
                Problem(file, location, f"the board has {' and '.join(BOARD_LISTS)} alone", f"remove `{name}`")
            )
        elif isinstance(ids, list) and all(isinstance(identifier, str) for identifier in ids):
            lists[name] = ids
        else:
            problems.append(Problem(file, location, f"{name} is no list of ids", f'write {name} = ["an_id", …]'))
    return lists


def _flat(section: str, entries: dict[str, tuple[str, Any]], problems: list[Problem]) -> BaseModel:
    """Read a section without entries; each field comes from the last file that gives it."""
    model = FLAT_MODELS[section]
    try:
        return model.model_validate({name: value for name, (_, value) in entries.items()})
    except ValidationError as error:
        for item in error.errors():
            field = str(item["loc"][0]) if item["loc"] else "-"
            file = entries[field][0] if field in entries else section
            problems.append(Problem(file, section, f"{field}: {item['msg']}", mend_for(item)))
    return Carousel.model_construct(None, scenes=[], dwell=0, pause=0) if model is Carousel else model()


def _lifted(catalogue: Catalogue, files: Mapping[str, str]) -> list[Problem]:
    shipped = {n: Kpi.model_validate(e) for layer in _shipped() for n, e in layer.tables.get("kpis", {}).items()}
    return [
        Problem(files[name], name, reason, mend)
        for name, kpi in catalogue.kpis.items()
        for reason, mend in lifted_faults(shipped, catalogue, name, kpi)
    ]


def load_catalogue(overlays: Mapping[str, str] | None = None) -> Catalogue:
    """The shipped catalogue with a bureau's own files (name → TOML text) laid over it in order.

    Raises CatalogueError naming every broken entry: file, entry, reason and mend.
    """
    problems: list[Problem] = []
    merged = _merge([*_shipped(), *_overlays(overlays or {}, problems)], problems)
    sections: dict[str, Any] = {
        section: _validate(merged[section], model, problems) for section, model in SECTIONS.items()
    }
    lists = _board(merged["board"], problems)
    sections["board"], sections["classes"] = lists["tiles"], lists["classes"]
    sections |= {section: _flat(section, merged[section], problems) for section in FLAT_MODELS}
    catalogue = Catalogue.model_construct(None, **sections)
    declared = {section: {name: file for name, (file, _) in entries.items()} for section, entries in merged.items()}
    problems.extend(cross_problems(catalogue, declared))
    problems.extend(_lifted(catalogue, declared["kpis"]))
    if problems:
        raise CatalogueError(problems)
    return catalogue
