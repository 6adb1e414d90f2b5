"""Fair comparison of one KPI among a group of like units, made from a board's figures as everybody sees them."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.comparison.case_mix import reversals, with_mix
from core.comparison.groups import mixed_settings
from core.comparison.method import ComparisonMethod, method_of
from core.comparison.own_error import OwnErrorReader
from core.comparison.peers import Peers, ReadBins, gather_peers
from core.comparison.ranked_units import FunnelFit, VerdictRule, curve, fit_funnel, rank_by_value, rank_units
from core.comparison.standings import Standings, standing_of
from core.comparison.types import Comparison, Group, RankedUnit
from core.judgement.multiple_testing import ALPHA_FINISHED, ALPHA_RUNNING
from core.metrics.display import rounded_estimate
from core.metrics.planner import KIND_WORDS
from core.metrics.types import Board, ChangeUnit

INTERVAL_NOTE = "95% 区间单看一个单位；高于、低于是全部单位一并检验的，所以区间不含全组平均也可能仍看不出"
SIMULATED = "名次区间由模拟得出，数据不变则结果不变"


class MonthReaders(NamedTuple):
    """Readers of what a board does not hold: bins of a percentile, and months for the error within units."""

    bins: ReadBins
    own_error: OwnErrorReader


def required_kpis(catalogue: Catalogue, name: str) -> list[str]:
    """Returns the KPIs that a board must hold for a comparison."""
    exposure_kpi = method_of(catalogue, name).exposure_kpi
    return list(dict.fromkeys([name, *catalogue.kpis[name].strata, *([exposure_kpi] if exposure_kpi else [])]))


class _Ranking(NamedTuple):
    """Units in order of rank, and what they were ranked by; `fit` is None where nothing is tested."""

    peers: Peers
    method: ComparisonMethod
    fit: FunnelFit | None
    units: list[RankedUnit]
    kind_zh: str
    mixed_groups: tuple[str, ...]


def _rank(
    catalogue: Catalogue, board: Board, name: str, group: Group, readers: MonthReaders, is_running: bool
) -> _Ranking:
    kpi, method = catalogue.kpis[name], method_of(catalogue, name)
    peers = gather_peers(catalogue, board, name, method, group, readers.bins)
    kind_zh = next((KIND_WORDS[unit.kind] for unit in group.units), KIND_WORDS["station"])
    is_tested = method.law is not None and sum(peer.denominator or 0 for peer in peers.compared) > 0
    fit = None
    if is_tested:
        fit = fit_funnel(
            peers.compared, method, readers.own_error([peer.unit.id for peer in peers.compared], peers.edge)
        )
    mixed_groups = mixed_settings([peer.unit for peer in peers.compared]) if fit and kpi.alike_within else ()
    if mixed_groups and not method.no_verdicts:
        method = replace(method, no_verdicts=f"{'、'.join(mixed_groups)}混在一组，条件不同，不定好差")
    rule = VerdictRule(catalogue.smallest_change(kpi), ALPHA_RUNNING if is_running else ALPHA_FINISHED, kind_zh)
    units = rank_units(peers.compared, method, fit, rule) if fit else rank_by_value(peers.compared, method)
    return _Ranking(peers, method, fit, units, kind_zh, mixed_groups)


def compare_standings(
    catalogue: Catalogue, board: Board, name: str, group: Group, readers: MonthReaders, is_running: bool
) -> Standings:
    """Returns where the units stand, as a comparison says it; `is_running` says that figures are new every day."""
    ranking = _rank(catalogue, board, name, group, readers, is_running)
    peers, method = ranking.peers, ranking.method
    standings = tuple(map(standing_of, ranking.units))
    return Standings(
        name, group, peers.quantity_zh, method.unit, method.digits, standings, peers.left_out, peers.reading
    )


def compare(
    catalogue: Catalogue, board: Board, name: str, group: Group, readers: MonthReaders, is_running: bool
) -> Comparison:
    """Returns the comparison; `is_running` says that the period's figures are new every day."""
    kpi = catalogue.kpis[name]
    peers, method, fit, units, kind_zh, mixed_groups = _rank(catalogue, board, name, group, readers, is_running)
    if fit and kpi.kind == "rate":
        units = with_mix(catalogue, board, name, [_with_interval_of_board(board, name, unit) for unit in units])
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
        spread=math.sqrt(fit.tau2) * method.scale if fit and fit.tau2 is not None else None,
        error_phi=fit.error_phi if fit else None,
        ranked_units=tuple(units),
        left_out=peers.left_out,
        curve=curve(fit, method) if fit else (),
        no_verdicts=method.no_verdicts,
        notes=tuple(_notes(fit, peers, method, kind_zh)),
        reversals=tuple(reversals(catalogue, board, name, units, kind_zh)),
        reading=peers.reading,
        mixed_groups=mixed_groups,
    )


def _with_interval_of_board(board: Board, name: str, ranked: RankedUnit) -> RankedUnit:
    """Returns a unit with the interval that its rate has wherever it is shown."""
    interval = board.intervals[name, ranked.unit.id]
    return ranked if interval is None else replace(ranked, low=interval[0], high=interval[1])


def _exact_level(peers: Peers, scale: int) -> Fraction:
    numerator = sum((Fraction(peer.numerator) for peer in peers.compared), Fraction(0))
    denominator = sum((Fraction(peer.denominator or 0) for peer in peers.compared), Fraction(0))
    return numerator / denominator * scale


def _notes(fit: FunnelFit | None, peers: Peers, method: ComparisonMethod, kind_zh: str) -> list[str]:
    notes = [peers.quantity_note] if peers.quantity_note else []
    if fit:
        notes.append(
            f"高于、低于全组平均和名次区间，只看各{kind_zh}自己的误差："
            f"由各月的起伏推得，平均是纯属偶然时的 {rounded_estimate(fit.error_phi, 1)} 倍；"
            f"{len(peers.compared)} 个一并检验，即使真实水平都一样，50 次比较里至多约 1 次会误说其中任何一个"
        )
        notes += [INTERVAL_NOTE, _spread_note(fit, method, kind_zh), SIMULATED]
    notes += [f"{peer.unit.name}：{peer.figure.note}" for peer in peers.compared if peer.figure.has_false_part]
    if peers.left_out:
        notes.append(f"{len(peers.left_out)} 个单位未参加比较（没有数据不等于 0）")
    return notes


def _spread_note(fit: FunnelFit, method: ComparisonMethod, kind_zh: str) -> str:
    if fit.tau2 is None:
        return f"不到三个{kind_zh}，说不出通常相差多少，界限只计自身误差"
    if fit.tau2 == 0:
        return f"各{kind_zh}之间的差别没有超出自身误差，界限不再放宽"
    spread = math.sqrt(fit.tau2)
    if method.law == "binomial":
        usual = f"{rounded_estimate(spread * 100, 1)} {ChangeUnit.POINTS}"
    else:
        usual = f"{rounded_estimate(spread * method.scale, method.digits)} {method.unit}"
    return (
        f"各{kind_zh}之间通常的差别：约三分之二的{kind_zh}，真实水平在全组平均上下 {usual}以内；"
        "界限已计入这样的差别，未超出不等于与全组平均一样"
    )
