"""Checks of contests: what competes are alerts, counted once each; what is barred needs a recorded decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.catalogue.contest_model import Contest
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault, unknown_kpi

ALERT = "alert"


def contest_faults(catalogue: Catalogue, declared: Declared, contest: Contest) -> Iterator[Fault]:
    """Everything that does not fit in a contest."""
    for name in (*contest.counts, *contest.beside):
        if name not in declared["kpis"]:
            yield unknown_kpi(name)
    yield from _counts(catalogue, contest)
    if both := set(contest.counts) & set(contest.beside):
        yield f"“{'、'.join(sorted(both))}”既参加比武又列在旁边", "只写一处"
    for name in contest.override:
        kpi = catalogue.kpis.get(name)
        if name not in contest.counts:
            yield f"override 写了不参加比武的“{name}”", "去掉它，或写 counts 里的指标"
        elif kpi is not None and kpi.assess:
            yield f"override 写了“{name}”，而它本来可以考核", "去掉它"
    twice = [
        code for code, times in Counter(c for area in contest.areas.values() for c in area.members).items() if times > 1
    ]
    if twice:
        yield f"“{'、'.join(twice)}”写了两次，或在两个片区里", "每个派出所只在一个片区里写一次"


def _counts(catalogue: Catalogue, contest: Contest) -> Iterator[Fault]:
    declared = {name: catalogue.kpis[name] for name in contest.counts if name in catalogue.kpis}
    for name, kpi in declared.items():
        measure = catalogue.measures.get(kpi.numerator)
        if measure is not None and (kpi.kind != "count" or kpi.basis != "flow" or measure.fact != ALERT):
            yield f"“{name}”不是警情的件数", "比武只比警情，其他要看的写在 beside"
    if len(set(contest.counts)) != len(contest.counts):
        yield "同一件数写了两次", "每个指标只写一次"
    measures = {kpi.numerator for kpi in declared.values()}
    if len(measures) > 1 and not any(measures <= set(total.parts) for total in catalogue.sums.values()):
        yield (
            f"{'、'.join(sorted(measures))} 不是同一个合计的各部分：一条记录可能算两次",
            "写 [sums] 里同一条的各部分",
        )
