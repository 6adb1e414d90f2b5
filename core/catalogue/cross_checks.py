"""Checks across entries: every name that an entry uses exists and fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from core.catalogue.advice_checks import advice_faults, usual_faults
from core.catalogue.calendar_model import SPRING, year_faults
from core.catalogue.campaign_checks import campaign_faults
from core.catalogue.checklist_model import checklist_faults
from core.catalogue.contest_checks import contest_faults
from core.catalogue.index_checks import bands_faults, index_faults
from core.catalogue.kpi_model import Kpi
from core.catalogue.measure_checks import UNIT_KINDS, measure_faults
from core.catalogue.measure_model import Sum
from core.catalogue.model import Catalogue
from core.catalogue.peer_checks import exposure_faults, group_faults, strata_faults
from core.catalogue.problems import Declared, Fault, Problem
from core.catalogue.scene_checks import carousel_faults, scene_faults
from core.catalogue.signal_checks import alarm_faults, rule_faults

__all__ = ["BOARD_SIZE", "UNIT_KINDS", "cross_problems"]

BOARD_SIZE = 12
KPI_KINDS = ("count", "stock", "rate", "ratio", "percentile")

EntryFaults = tuple[str, str, Iterable[Fault]]  # the section, the entry, and its faults


def cross_problems(catalogue: Catalogue, declared: Declared) -> list[Problem]:
    """Return everything wrong between entries.

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
    for name, measure in catalogue.measures.items():
        yield "measures", name, measure_faults(catalogue, declared["facts"], name, measure)
    for name, kpi in catalogue.kpis.items():
        yield "kpis", name, _names(kpi, declared)
        yield "kpis", name, _fit(catalogue, kpi)
        yield "kpis", name, strata_faults(catalogue, declared, kpi)
    for name, system in catalogue.systems.items():
        if f"doc{system.document}" not in declared["sources"]:
            yield "systems", name, [(f"no document `{system.document}`", "use 000 to 004")]
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
            yield "disclosure", name, [("the one entry is small_numbers", "write [disclosure.small_numbers]")]
    for name in declared["sensitive"]:
        if name not in declared["measures"] and name not in declared["facts"]:
            yield "sensitive", name, [("no such measure or kind of record", "name one of them")]
    for name, total in catalogue.sums.items():
        yield "sums", name, _sum(catalogue, declared, name, total)
    for name, year in catalogue.workdays.items():
        yield "workdays", name, year_faults(name, year)
    for name in declared["festivals"]:
        if name != SPRING:
            yield "festivals", name, [(f"the one entry is {SPRING}", f"write [festivals.{SPRING}]")]


def _check_shown(catalogue: Catalogue, declared: Declared) -> Iterator[EntryFaults]:
    for name, campaign in catalogue.campaigns.items():
        yield "campaigns", name, campaign_faults(catalogue, declared, campaign)
    for name, contest in catalogue.contests.items():
        yield "contests", name, contest_faults(catalogue, declared, contest)
    for name, scene in catalogue.scenes.items():
        yield "scenes", name, scene_faults(catalogue, declared, scene)
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
            yield f"no measure `{name}`", "declare it under [measures], or mend the spelling"
    if kpi.domain not in declared["domains"]:
        yield f"no domain `{kpi.domain}`", f"use one of {', '.join(declared['domains'])}"
    for name in kpi.systems:
        if name not in declared["systems"]:
            yield f"no system `{name}`", "use one of S01 to S30"
    for name in [*kpi.sources, *([kpi.standard.source] if kpi.standard else [])]:
        if name not in declared["sources"]:
            yield f"no source `{name}`", f"use one of {', '.join(declared['sources'])}"


def _fit(catalogue: Catalogue, kpi: Kpi) -> Iterator[Fault]:
    if kpi.assess and kpi.direction == "none":
        yield "assessed, but neither way is better", "give a direction, or set assess = false and say why"
    numerator = catalogue.measures.get(kpi.numerator)
    if numerator is None:
        return
    if kpi.kind in ("count", "stock") and numerator.kind != {"count": "flow", "stock": "stock"}[kpi.kind]:
        yield f"a {kpi.kind} cannot rest on a {numerator.kind}", "change the kind or the numerator"
    if (kpi.kind == "percentile") != (numerator.bins is not None):
        yield "a percentile rests on a binned measure, and nothing else does", "change the kind or the numerator"
    if (kpi.basis == "stock") != (numerator.kind == "stock"):
        yield f"basis `{kpi.basis}` with a {numerator.kind} numerator", "basis is stock exactly when the numerator is"
    elif numerator.fact and (kpi.basis == "cohort") != (numerator.cohort is not None):
        yield f"basis `{kpi.basis}` but the numerator's cohort is {numerator.cohort}", "they must agree"
    denominator = catalogue.measures.get(kpi.denominator or "")
    if denominator is None:
        return
    if denominator.bins is not None:
        yield "a binned measure cannot be a denominator", "name one without bins"
    if kpi.kind == "ratio" and denominator.kind != "stock":
        yield "a ratio over a flow, which grows with the days as its numerator does", "divide by a stock"
    if kpi.kind == "rate" and numerator.kind != denominator.kind:
        yield f"a rate of a {numerator.kind} over a {denominator.kind}", "both are flows or both are stocks"
    if kpi.kind == "rate" and (numerator.fact, numerator.date) != (denominator.fact, denominator.date):
        yield "a rate of records counted on different dates", "date both measures on the same column of one fact"


def _smallest(declared: Declared) -> Iterator[Fault]:
    for kind in KPI_KINDS:
        if kind not in declared["smallest"]:
            yield f"no smallest change for the kind `{kind}`", f"declare it under [smallest.{kind}]"
    for kind in declared["smallest"]:
        if kind not in KPI_KINDS:
            yield f"no kind of KPI is called `{kind}`", f"use one of {', '.join(KPI_KINDS)}"


def _sum(catalogue: Catalogue, declared: Declared, name: str, total: Sum) -> Iterator[Fault]:
    """The whole and its parts are measures of one kind of record, counted alike."""
    for term in (name, *total.parts):
        if term not in declared["measures"]:
            yield f"no measure `{term}`", "declare it under [measures], or mend the spelling"
    measures = [catalogue.measures[term] for term in (name, *total.parts) if term in catalogue.measures]
    if len({(measure.fact, measure.kind, measure.date, measure.cohort) for measure in measures}) > 1:
        yield "the whole and its parts are not counted alike", "name measures of one fact, date and cohort"
    if any(measure.bins for measure in measures):
        yield "a binned measure is no part of a sum", "name measures without bins"


def _board(catalogue: Catalogue, declared: Declared) -> Iterator[Fault]:
    for name in catalogue.board:
        if name not in declared["kpis"]:
            yield f"the board shows `{name}`, which is no KPI", "name a KPI"
    for name in catalogue.classes:
        measure = catalogue.measures.get(name)
        if name not in declared["measures"] or (measure and (measure.kind != "flow" or measure.bins)):
            yield f"the classes name `{name}`, which is no plain flow", "name a flow without bins under [measures]"
    if len(catalogue.board) != BOARD_SIZE or len(set(catalogue.board)) != len(catalogue.board):
        yield f"the board has {len(set(catalogue.board))} different tiles", f"name {BOARD_SIZE} in board.tiles"
