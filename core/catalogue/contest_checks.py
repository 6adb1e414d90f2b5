"""Checks of contests: what competes are alerts, counted once each; what is barred needs a recorded decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.catalogue.contest_model import Contest
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault

ALERT = "alert"


def contest_faults(catalogue: Catalogue, declared: Declared, contest: Contest) -> Iterator[Fault]:
    """Everything that does not fit in a contest."""
    for name in (*contest.counts, *contest.beside):
        if name not in declared["kpis"]:
            yield f"no KPI `{name}`", "declare it under [kpis], or mend the spelling"
    yield from _counts(catalogue, contest)
    if both := set(contest.counts) & set(contest.beside):
        yield f"{', '.join(sorted(both))} both competes and stands beside", "name it once"
    for name in contest.override:
        kpi = catalogue.kpis.get(name)
        if name not in contest.counts:
            yield f"override of `{name}`, which does not compete", "remove it, or name a KPI among the counts"
        elif kpi is not None and kpi.assess:
            yield f"override of `{name}`, which nothing bars", "remove it"
    twice = [
        code for code, times in Counter(c for area in contest.areas.values() for c in area.members).items() if times > 1
    ]
    if twice:
        yield f"{', '.join(twice)} in an area twice, or in two", "name each station in one area"


def _counts(catalogue: Catalogue, contest: Contest) -> Iterator[Fault]:
    declared = {name: catalogue.kpis[name] for name in contest.counts if name in catalogue.kpis}
    for name, kpi in declared.items():
        measure = catalogue.measures.get(kpi.numerator)
        if measure is not None and (kpi.kind != "count" or kpi.basis != "flow" or measure.fact != ALERT):
            yield f"`{name}` is no count of alerts", "let alerts compete; what else is of interest stands beside them"
    if len(set(contest.counts)) != len(contest.counts):
        yield "a count twice", "name each KPI once"
    measures = {kpi.numerator for kpi in declared.values()}
    if len(measures) > 1 and not any(measures <= set(total.parts) for total in catalogue.sums.values()):
        yield (
            f"{', '.join(sorted(measures))} are not parts of one sum: a record might count twice",
            "name parts of one entry of [sums]",
        )
