"""Reads the catalogue, lays a bureau's own file over it, and refuses what is broken, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
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
from core.catalogue.domain_page_model import DomainPage
from core.catalogue.facts import FactKind
from core.catalogue.index_model import Bands, Index
from core.catalogue.kpi_model import Kpi, Smallest
from core.catalogue.layers import merge_layers, overlay_layers, shipped_layers
from core.catalogue.lifted_bars import lifted_faults
from core.catalogue.limit_model import Limit
from core.catalogue.measure_model import Measure, Sum
from core.catalogue.model import Catalogue
from core.catalogue.peer_model import Exposure, PeerGroup
from core.catalogue.problems import CatalogueError, Problem, located
from core.catalogue.rhythm_model import Rhythm
from core.catalogue.scene_model import Carousel, Scene
from core.catalogue.signal_model import FalseAlarms, SignalRule
from core.catalogue.validation_text import validation_faults
from core.catalogue.watch_model import Watch

SECTIONS: dict[str, type[BaseModel]] = {
    "facts": FactKind,
    "measures": Measure,
    "kpis": Kpi,
    "domains": Domain,
    "domain_pages": DomainPage,
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
OVERLAY_SECTIONS = (*SECTIONS, *FLAT_SECTIONS)  # what a bureau's own file may hold
BOARD_LISTS = ("tiles", "classes")


def _validate(entries: dict[str, tuple[str, Any]], model: type[BaseModel], problems: list[Problem]) -> dict[str, Any]:
    valid: dict[str, Any] = {}
    for name, (file, raw) in entries.items():
        try:
            valid[name] = model.model_validate(raw)
        except ValidationError as error:
            problems.extend(located(file, name, fault) for fault in validation_faults(error))
    return valid


def _board(entries: dict[str, tuple[str, Any]], problems: list[Problem]) -> dict[str, list[str]]:
    """The board's lists of ids by name."""
    lists: dict[str, list[str]] = {name: [] for name in BOARD_LISTS}
    for name, (file, ids) in entries.items():
        location = f"board.{name}"
        if name not in BOARD_LISTS:
            problems.append(Problem(file, location, f"board 只有 {'、'.join(BOARD_LISTS)}", f"去掉 {name}"))
        elif isinstance(ids, list) and all(isinstance(identifier, str) for identifier in ids):
            lists[name] = ids
        else:
            problems.append(Problem(file, location, f"{name} 要写成编号的列表", f'写 {name} = ["编号", ……]'))
    return lists


def _flat(section: str, entries: dict[str, tuple[str, Any]], problems: list[Problem]) -> BaseModel:
    """Read a section without entries; each field comes from the last file that gives it."""
    model = FLAT_MODELS[section]
    try:
        return model.model_validate({name: value for name, (_, value) in entries.items()})
    except ValidationError as error:
        for fault in validation_faults(error):
            field = fault.place.partition(".")[0]
            file = entries[field][0] if field in entries else section
            problems.append(located(file, section, fault))
    return Carousel.model_construct(None, scenes=[], dwell=0, pause=0) if model is Carousel else model()


def _lifted(catalogue: Catalogue, files: Mapping[str, str]) -> list[Problem]:
    shipped: dict[str, Kpi] = {}
    for layer in shipped_layers():
        for name, entry in layer.tables.get("kpis", {}).items():
            with suppress(ValidationError):  # it is among the problems already
                shipped[name] = Kpi.model_validate(entry)
    return [
        Problem(files[name], name, reason, mend)
        for name, kpi in catalogue.kpis.items()
        for reason, mend in lifted_faults(shipped, catalogue, name, kpi)
    ]


def shipped_domain_pages() -> dict[str, DomainPage]:
    """The product's own pages of fields of work, in their order."""
    entries = {name: raw for layer in shipped_layers() for name, raw in layer.tables.get("domain_pages", {}).items()}
    pages = {name: DomainPage.model_validate(raw) for name, raw in entries.items()}
    return dict(sorted(pages.items(), key=lambda item: item[1].order))


def load_catalogue(overlays: Mapping[str, str] | None = None) -> Catalogue:
    """The shipped catalogue with a bureau's own files (name → TOML text) laid over it in order.

    Raises CatalogueError naming every broken entry: file, entry, reason and mend (Chinese). The same files give the
    same catalogue, which nobody changes.
    """
    return _checked_catalogue(tuple((overlays or {}).items()))


@lru_cache(maxsize=8)
def _checked_catalogue(overlays: tuple[tuple[str, str], ...]) -> Catalogue:
    """Lay the files over each other and check what comes out: ten milliseconds, for which every opening would wait."""
    problems: list[Problem] = []
    layers = [*shipped_layers(), *overlay_layers(dict(overlays), problems)]
    merged = merge_layers(layers, SECTIONS, FLAT_SECTIONS, problems)
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
