"""Fair comparison of one KPI among a group of like units, made from a board's figures as everybody sees them."""

from __future__ import annotations

from fractions import Fraction

from core.catalogue.model import Catalogue
from core.comparison.case_mix import reversals, with_mix
from core.comparison.method import method_of
from core.comparison.peers import Peers, ReadBins, gather_peers
from core.comparison.ranked_units import FunnelFit, VerdictRule, curve, fit_funnel, rank_by_value, rank_units
from core.comparison.types import Comparison, Group
from core.judgement.multiple_testing import ALPHA_FINISHED, ALPHA_RUNNING
from core.metrics.display import rounded_estimate
from core.metrics.planner import KIND_WORDS
from core.metrics.types import Board

SIMULATED = "名次区间由模拟得出（种子固定，数据不变则结果不变）"


def required_kpis(catalogue: Catalogue, name: str) -> list[str]:
    """Returns the KPIs that a board must hold for a comparison."""
    exposure_kpi = method_of(catalogue, name).exposure_kpi
    return list(dict.fromkeys([name, *catalogue.kpis[name].strata, *([exposure_kpi] if exposure_kpi else [])]))


def compare(
    catalogue: Catalogue, board: Board, name: str, group: Group, read_bins: ReadBins, is_running: bool
) -> Comparison:
    """Returns the whole comparison; `is_running` says that the period's figures are new every day."""
    kpi, method = catalogue.kpis[name], method_of(catalogue, name)
    peers = gather_peers(catalogue, board, name, method, group, read_bins)
    kind_zh = next((KIND_WORDS[unit.kind] for unit in group.units), KIND_WORDS["station"])
    is_tested = method.law is not None and sum(peer.denominator or 0 for peer in peers.compared) > 0
    fit = fit_funnel(peers.compared, method) if is_tested else None
    rule = VerdictRule(catalogue.smallest_change(kpi), ALPHA_RUNNING if is_running else ALPHA_FINISHED, kind_zh)
    units = rank_units(peers.compared, method, fit, rule) if fit else rank_by_value(peers.compared, method)
    if fit and kpi.kind == "rate":
        units = with_mix(catalogue, board, name, units, fit.used_phi)
    return Comparison(
        kpi=name,
        bureau=board.bureau,
        demo=board.demo,
        group=group,
        unit_kind=kind_zh,
        period=board.period,
        label=board.label,
        complete=board.is_complete,
        as_of=board.as_of,
        data_version=board.data_version,
        kind=method.kind,
        quantity_zh=peers.quantity_zh,
        unit=method.unit,
        digits=method.digits,
        scale=method.scale,
        numerator_zh=peers.numerator_zh,
        denominator_zh=peers.denominator_zh,
        numerator=sum(peer.numerator for peer in peers.compared) if peers.compared else None,
        denominator=float(fit.sample.denominators.sum()) if fit else None,
        exact_level=_exact_level(peers, method.scale) if fit else None,
        phi=fit.phi if fit else None,
        ranked_units=tuple(units),
        left_out=peers.left_out,
        curve=curve(fit, method) if fit else (),
        no_verdicts=method.no_verdicts,
        notes=tuple(_notes(fit, peers)),
        reversals=tuple(reversals(catalogue, board, name, units, kind_zh)),
    )


def _exact_level(peers: Peers, scale: int) -> Fraction:
    numerator = sum((Fraction(peer.numerator) for peer in peers.compared), Fraction(0))
    denominator = sum((Fraction(peer.denominator or 0) for peer in peers.compared), Fraction(0))
    return numerator / denominator * scale


def _notes(fit: FunnelFit | None, peers: Peers) -> list[str]:
    notes = []
    if fit and fit.phi is not None:
        if fit.phi > 1:
            notes.append(
                f"各单位之间的波动是纯属机会时的 {rounded_estimate(fit.phi, 1)} 倍（离散系数 φ），界限按 √φ 放宽"
            )
        else:
            notes.append("各单位之间的波动没有超出机会（离散系数 φ 不到 1），界限不放宽")
        notes.append(SIMULATED)
    elif fit:
        notes.append("不到三个单位，算不出离散系数，界限不放宽")
    notes += [f"{peer.unit.name}：{peer.figure.note}" for peer in peers.compared if peer.figure.has_false_part]
    if peers.left_out:
        notes.append(f"{len(peers.left_out)} 个单位未参加比较（没有数据不等于 0）")
    return notes
