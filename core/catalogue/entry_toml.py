"""Writes a KPI and its measures as a bureau's own file would: a model to copy and change."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit.items import Table

from core.catalogue.kpi_model import Kpi
from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue


def kpi_toml(catalogue: Catalogue, name: str) -> str:
    """Return the entries of a KPI and of the measures that it is made of, without what is as if not written."""
    kpi = catalogue.kpis[name]
    document = tomlkit.document()
    measures = {measure: _measure_keys(catalogue.measures[measure]) for measure in kpi.measures()}
    for section, entries in (("measures", measures), ("kpis", {name: _kpi_keys(kpi)})):
        document[section] = tomlkit.table(is_super_table=True)
        for entry, keys in entries.items():
            document[section][entry] = _table(keys)
    return tomlkit.dumps(document)


def _kpi_keys(kpi: Kpi) -> dict[str, Any]:
    keys = kpi.model_dump(by_alias=True, exclude_defaults=True, exclude={"earlier_standards"})
    if kpi.earlier_standards:
        keys["standard"] = [standard.model_dump(by_alias=True, exclude_defaults=True) for standard in kpi.standards]
    return keys


def _measure_keys(measure: Measure) -> dict[str, Any]:
    keys = measure.model_dump(exclude_defaults=True)
    if measure.where:
        keys["where"] = {column: _condition(condition) for column, condition in measure.where.items()}
    return keys


def _condition(condition: Condition) -> Any:
    """A condition in its short form, where it has one."""
    written = condition.model_dump(by_alias=True, exclude_none=True)
    return written["eq"] if [*written] == ["eq"] else written


def _table(keys: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in keys.items():
        table.add(key, _inline(value))
    table.add(tomlkit.nl())
    return table


def _inline(value: Any) -> Any:
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(map(_inline, value))
        return array
    if not isinstance(value, dict):
        return value
    inline = tomlkit.inline_table()
    inline.update({key: _inline(inner) for key, inner in value.items()})
    return inline
