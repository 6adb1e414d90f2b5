"""Checks of one measure against the kind of record that it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.catalogue.fact_checks import RESERVED
from core.catalogue.facts import Column, FactKind
from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue
from core.catalogue.problems import Fault

UNIT_KINDS = ("bureau", "county", "department", "town", "station", "community")
CUBE_KEYS = ("month", "day", "hour", "unit", "officer")
MEASURE_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")  # it becomes a column's name; two underscores set a bin apart


def measure_faults(catalogue: Catalogue, facts: Mapping[str, str], name: str, measure: Measure) -> Iterator[Fault]:
    """Everything that does not fit in a measure. `facts` are the kinds of record, broken ones included."""
    if not MEASURE_ID.fullmatch(name) or name in CUBE_KEYS or name in RESERVED:
        yield f"编号“{name}”不能作列名", f"只用小写字母、数字和单个下划线，也不能是 {'、'.join(CUBE_KEYS)}"
    unknown = [kind for kind in measure.reported_by if kind not in UNIT_KINDS]
    if unknown or not measure.reported_by:
        yield (
            f"reported_by 写了“{'、'.join(unknown)}”" if unknown else "reported_by 是空的",
            f"可写 {'、'.join(UNIT_KINDS)}",
        )
    if measure.fact is None:
        return
    if measure.fact not in facts:
        yield f"没有“{measure.fact}”这类记录", f"可写 {'、'.join(facts)}"
    fact = catalogue.facts.get(measure.fact)
    if fact is not None:
        yield from _columns(fact, measure)
        for column, test in measure.conditions().items():
            yield from _condition(fact, column, test)


def measure_synonym_faults(catalogue: Catalogue) -> dict[str, list[Fault]]:
    """Synonyms that mean several measures, by the measure that has them."""
    owners: dict[str, set[str]] = {}
    for name, measure in catalogue.measures.items():
        for word in [measure.zh, *measure.synonyms]:
            owners.setdefault(word, set()).add(name)
    faults: dict[str, list[Fault]] = {}
    for name, measure in catalogue.measures.items():
        for word in measure.synonyms:
            if others := sorted(owners[word] - {name}):
                reason = f"synonyms 的“{word}”也是 {'、'.join(others)} 的叫法"
                faults.setdefault(name, []).append((reason, "一个说法只归一个计数项"))
    return faults


def _columns(fact: FactKind, measure: Measure) -> Iterator[Fault]:
    for column in [c for c in [measure.date, measure.cohort, *measure.enter, *measure.leave] if c]:
        if _type(fact, column) not in ("time", "day"):
            yield f"“{column}”不是 {measure.fact} 的时间或日期列", "写它的时间或日期列"
    for column in [c for c in [measure.value, measure.bins.column if measure.bins else None] if c]:
        if _type(fact, column) != "count":
            yield f"“{column}”不是 {measure.fact} 的计数列", "写它的计数列"
    if measure.profile and measure.date and _type(fact, measure.date) == "day":
        yield "分时段汇总（profile）要有钟点", "date 写时间列"
    if measure.officer and "officer" not in fact.columns:
        yield f"{measure.fact} 没有民警这一列", "去掉 officer = true"
    if fact.postings and measure.kind == "flow":
        yield f"{measure.fact} 是名册，只能数时点数", '写 kind = "stock" 和 enter、leave'


def _type(fact: FactKind, column: str) -> str | None:
    return fact.columns[column].type if column in fact.columns else None


def _condition(fact: FactKind, name: str, test: Condition) -> Iterator[Fault]:
    """A condition names a column, a lag or the unit's kind, and asks it something it can answer."""
    if name == "unit_kind":
        kind, allowed = "choice", list(UNIT_KINDS)
    elif name in fact.lags:
        kind, allowed = "count", []
    elif name in fact.columns:
        kind, allowed = _kind(fact.columns[name])
    else:
        yield f"where：没有“{name}”这一列", f"可写 {'、'.join([*fact.columns, *fact.lags, 'unit_kind'])}"
        return
    if not test.model_fields_set:
        yield f"where：“{name}”没有写条件", "写 eq、not、any、none、le、ge、null 之一"
    if kind != "count" and (test.le is not None or test.ge is not None):
        yield f"where：“{name}”不是计数", "le 和 ge 只用于计数和用时"
    named = [v for v in [test.eq, test.not_, *(test.any or []), *(test.none or [])] if v is not None]
    if kind == "null" and named:
        yield f"where：“{name}”只能问有没有", "写 { null = true } 或 { null = false }"
    elif kind == "choice" and (wrong := [v for v in named if v not in allowed]):
        yield f"where：“{name}”没有“{'、'.join(map(str, wrong))}”", f"可写 {'、'.join(allowed)}"
    elif kind == "flag" and (wrong := [v for v in named if not isinstance(v, bool)]):
        yield f"where：“{name}”只有是和否，不是“{'、'.join(map(str, wrong))}”", "写 true 或 false"
    elif kind == "count" and (wrong := [v for v in named if type(v) is not int]):
        yield f"where：“{name}”是整数，不是“{'、'.join(map(str, wrong))}”", "写整数"


def _kind(column: Column) -> tuple[str, list[str]]:
    if column.type in ("choice", "flag", "count"):
        return column.type, list(column.choices)
    return "null", []
