"""Checks across entries: every name that an entry uses exists and fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from core.catalogue.advice_checks import advice_faults, usual_faults
from core.catalogue.calendar_model import SPRING, year_faults
from core.catalogue.campaign_checks import campaign_faults
from core.catalogue.checklist_model import checklist_faults
from core.catalogue.contest_checks import contest_faults
from core.catalogue.domain_page_checks import domain_page_faults
from core.catalogue.fact_checks import fact_faults, own_fact_faults
from core.catalogue.index_checks import bands_faults, index_faults
from core.catalogue.kpi_model import Kpi
from core.catalogue.layers import shipped_facts
from core.catalogue.measure_checks import UNIT_KINDS, measure_faults, measure_synonym_faults
from core.catalogue.measure_model import Sum
from core.catalogue.model import Catalogue
from core.catalogue.peer_checks import exposure_faults, group_faults, strata_faults
from core.catalogue.problems import Declared, Fault, Problem
from core.catalogue.scene_checks import carousel_faults, scene_faults
from core.catalogue.share_checks import share_faults
from core.catalogue.signal_checks import alarm_faults, rule_faults

__all__ = ["BOARD_SIZE", "UNIT_KINDS", "cross_problems"]

BOARD_SIZE = 12
KPI_KINDS = ("count", "stock", "rate", "ratio", "percentile")

EntryFaults = tuple[str, str, Iterable[Fault]]  # the section, the entry, and its faults


def cross_problems(catalogue: Catalogue, declared: Declared) -> list[Problem]:
    """Return everything wrong between entries, and with the names of kinds of record.

    `declared` includes the entries that failed their own checks: an entry that uses one of them is not reported for
    it again.
    """
    checks = (
        _check_measured(catalogue, declared),
        _check_scored(catalogue, declared),
        _check_shown(catalogue, declared),
    )
    return [
        Problem(declared[section].get(name, section), name, reason, mend)
        for section, name, faults in chain.from_iterable(checks)
        for reason, mend in faults
    ]


def _check_measured(catalogue: Catalogue, declared: Declared) -> Iterator[EntryFaults]:
    for name, fact in catalogue.facts.items():
        yield "facts", name, fact_faults(name, fact)
        if name not in shipped_facts():
            yield "facts", name, own_fact_faults(fact)
    for name, measure in catalogue.measures.items():
        yield "measures", name, measure_faults(catalogue, declared["facts"], name, measure)
    for name, synonym_faults in measure_synonym_faults(catalogue).items():
        yield "measures", name, synonym_faults
    for name, kpi in catalogue.kpis.items():
        yield "kpis", name, _names(kpi, declared)
        yield "kpis", name, _fit(catalogue, kpi)
        yield "kpis", name, strata_faults(catalogue, declared, kpi)
    for name, system in catalogue.systems.items():
        if f"doc{system.document}" not in declared["sources"]:
            yield "systems", name, [(f"没有文献“{system.document}”", "写 000 到 004")]
    for name in catalogue.peer_groups:
        yield "peer_groups", name, group_faults(name)
    for name, exposure in catalogue.exposures.items():
        yield "exposures", name, exposure_faults(catalogue, declared, name, exposure)
    yield "smallest", "smallest", _smallest(declared)


def _check_scored(catalogue: Catalogue, declared: Declared) -> Iterator[EntryFaults]:
    for name, index in catalogue.indices.items():
        yield "indices", name, index_faults(catalogue, declared, index)
    for name, bands in catalogue.bands.items():
        yield "bands", name, bands_faults(bands)
    for name in declared["disclosure"]:
        if name != "small_numbers":
            yield "disclosure", name, [("只有 small_numbers 这一条", "写 [disclosure.small_numbers]")]
    for name in declared["sensitive"]:
        if name not in declared["measures"] and name not in declared["facts"]:
            yield "sensitive", name, [("没有这个计数项或记录种类", "写已声明的计数项或记录种类")]
    for name, total in catalogue.sums.items():
        yield "sums", name, _sum(catalogue, declared, name, total)
    for name, year in catalogue.workdays.items():
        yield "workdays", name, year_faults(name, year)
    for name in declared["festivals"]:
        if name != SPRING:
            yield "festivals", name, [(f"只有 {SPRING} 这一条", f"写 [festivals.{SPRING}]")]


def _check_shown(catalogue: Catalogue, declared: Declared) -> Iterator[EntryFaults]:
    for name, campaign in catalogue.campaigns.items():
        yield "campaigns", name, campaign_faults(catalogue, declared, campaign)
    for name, contest in catalogue.contests.items():
        yield "contests", name, contest_faults(catalogue, declared, contest)
    for name, scene in catalogue.scenes.items():
        yield "scenes", name, scene_faults(catalogue, declared, scene)
    for name, page in catalogue.domain_pages.items():
        yield "domain_pages", name, domain_page_faults(catalogue, declared, name, page)
    for name, checklist in catalogue.checklists.items():
        yield "checklists", name, checklist_faults(declared["kpis"], checklist)
    for name in catalogue.advice:
        yield "advice", name, advice_faults(catalogue, declared, name)
    yield "advice", "advice", usual_faults(declared)
    yield "carousel", "scenes", carousel_faults(catalogue, declared)
    for name, rule in catalogue.signals.items():
        yield "signals", name, rule_faults(catalogue, declared, rule)
    yield "false_alarms", "bureau", alarm_faults(catalogue, declared)
    yield "board", "tiles", _board(catalogue, declared)


def _names(kpi: Kpi, declared: Declared) -> Iterator[Fault]:
    for name in kpi.measures():
        if name not in declared["measures"]:
            yield f"没有计数项“{name}”", "在 [measures] 里声明它，或改正拼写"
    if kpi.domain not in declared["domains"]:
        yield f"没有领域“{kpi.domain}”", f"可写 {'、'.join(declared['domains'])}"
    for name in kpi.systems:
        if name not in declared["systems"]:
            yield f"没有系统“{name}”", "写 S01 到 S30"
    for name in [*kpi.sources, *(standard.source for standard in kpi.standards)]:
        if name not in declared["sources"]:
            yield f"没有出处“{name}”", f"可写 {'、'.join(declared['sources'])}"


def _fit(catalogue: Catalogue, kpi: Kpi) -> Iterator[Fault]:
    if kpi.assess and kpi.direction == "none":
        yield "列入考核，却没有好坏方向", "写 direction，或写 assess = false 并说明原因"
    numerator = catalogue.measures.get(kpi.numerator)
    if numerator is None:
        return
    if kpi.kind in ("count", "stock") and numerator.kind != {"count": "flow", "stock": "stock"}[kpi.kind]:
        yield f"{kpi.kind} 类的指标不能用 {numerator.kind} 类的计数项", "改 kind 或 numerator"
    if (kpi.kind == "percentile") != (numerator.bins is not None):
        yield "百分位数要用分段的计数项，别的指标不用", "改 kind 或 numerator"
    if (kpi.basis == "stock") != (numerator.kind == "stock"):
        yield f"basis 是 {kpi.basis}，而分子是 {numerator.kind}", "分子是 stock，basis 才写 stock"
    elif numerator.fact and (kpi.basis == "cohort") != (numerator.cohort is not None):
        yield f"basis 是 {kpi.basis}，而分子的 cohort 是 {numerator.cohort or '空'}", "两者要一致"
    denominator = catalogue.measures.get(kpi.denominator or "")
    if denominator is None:
        return
    if denominator.bins is not None:
        yield "分段的计数项不能作分母", "写一个没有 bins 的"
    if kpi.kind == "ratio" and denominator.kind != "stock":
        yield "ratio 的分母是时期数，天数越多它和分子都越大", "分母写 stock 的计数项"
    if kpi.kind == "rate" and numerator.kind != denominator.kind:
        yield f"比率的分子是 {numerator.kind}，分母是 {denominator.kind}", "两者都写 flow，或都写 stock"
    if kpi.kind == "rate" and (numerator.fact, numerator.date) != (denominator.fact, denominator.date):
        yield "比率的分子和分母不按同一日期归期", "两个计数项的 fact 和 date 要相同"
    elif kpi.kind == "rate" and numerator.fact in catalogue.facts:
        yield from share_faults(catalogue.facts[numerator.fact], numerator, denominator)


def _smallest(declared: Declared) -> Iterator[Fault]:
    for kind in KPI_KINDS:
        if kind not in declared["smallest"]:
            yield f"{kind} 类的指标没有值得一说的最小变化", f"写 [smallest.{kind}]"
    for kind in declared["smallest"]:
        if kind not in KPI_KINDS:
            yield f"没有“{kind}”这类指标", f"可写 {'、'.join(KPI_KINDS)}"


def _sum(catalogue: Catalogue, declared: Declared, name: str, total: Sum) -> Iterator[Fault]:
    """The whole and its parts are measures of one kind of record, counted alike."""
    for term in (name, *total.parts):
        if term not in declared["measures"]:
            yield f"没有计数项“{term}”", "在 [measures] 里声明它，或改正拼写"
    measures = [catalogue.measures[term] for term in (name, *total.parts) if term in catalogue.measures]
    if len({(measure.fact, measure.kind, measure.date, measure.cohort) for measure in measures}) > 1:
        yield "整体和各部分的数法不同", "写 fact、date、cohort 都相同的计数项"
    if any(measure.bins for measure in measures):
        yield "分段的计数项不能相加", "写没有 bins 的计数项"


def _board(catalogue: Catalogue, declared: Declared) -> Iterator[Fault]:
    for name in catalogue.board:
        if name not in declared["kpis"]:
            yield f"board 写了“{name}”，没有这个指标", "写已声明的指标"
    for name in catalogue.classes:
        measure = catalogue.measures.get(name)
        if name not in declared["measures"] or (measure and (measure.kind != "flow" or measure.bins)):
            yield f"classes 写了“{name}”，它不是时期计数项", "写 [measures] 里没有 bins 的 flow"
    if len(catalogue.board) != BOARD_SIZE or len(set(catalogue.board)) != len(catalogue.board):
        yield f"board 有 {len(set(catalogue.board))} 个不同的指标", f"在 board.tiles 里写 {BOARD_SIZE} 个"
