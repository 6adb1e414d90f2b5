"""Rates at the group's mix of cases, and totals that move against all their subgroups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.catalogue.model import Catalogue
from core.comparison.reversal import BeforeAfter, is_reversal, total_of
from core.comparison.standardised import standardised_rate, weighted_rate
from core.comparison.types import (
    AgainstGroup,
    Comparison,
    ComparisonKind,
    PairDifference,
    RankedUnit,
    StandardisedRate,
    Stratum,
)
from core.judgement.dispersion import Dispersion
from core.metrics.types import Board, ChangeUnit

DIRECTION_WORDS = {1: "上升", -1: "下降"}


def with_mix(catalogue: Catalogue, board: Board, name: str, units: Sequence[RankedUnit]) -> list[RankedUnit]:
    """Returns the units with their strata and their standardised rates, where the KPI has strata."""
    stratum_kpis = catalogue.kpis[name].strata
    if not stratum_kpis:
        return list(units)
    strata_by_unit = [_strata(catalogue, board, stratum_kpis, unit) for unit in units]
    complete = [strata for strata in strata_by_unit if not isinstance(strata, str)]
    mix = [sum(strata[column].denominator for strata in complete) for column in range(len(stratum_kpis))]
    return [
        replace(unit, standardised=StandardisedRate(None, None, None, strata))
        if isinstance(strata, str)
        else replace(unit, strata=strata, standardised=_standardised(strata, mix, unit))
        for unit, strata in zip(units, strata_by_unit, strict=True)
    ]


def _strata(catalogue: Catalogue, board: Board, kpis: Sequence[str], ranked: RankedUnit) -> tuple[Stratum, ...] | str:
    """Returns a unit's cases by stratum, or why they are missing (Chinese)."""
    strata = []
    for kpi in kpis:
        figure, zh = board.figures[kpi, ranked.unit.id], catalogue.kpis[kpi].label
        if figure.numerator is None or figure.denominator is None:
            return f"不能标准化：{figure.reason or f'缺“{zh}”'}"
        strata.append(Stratum(zh, int(figure.numerator), int(figure.denominator)))
    total = sum(stratum.numerator for stratum in strata), sum(stratum.denominator for stratum in strata)
    if total != (ranked.numerator, ranked.denominator):
        return "不能标准化：各类加起来不等于总数（来源不同）"
    return tuple(strata)


def _standardised(strata: Sequence[Stratum], mix: Sequence[int], ranked: RankedUnit) -> StandardisedRate:
    """Returns a unit's rate at the mix of the group; strata of which nobody has a case are left out."""
    used = [(stratum, cases) for stratum, cases in zip(strata, mix, strict=True) if cases]
    empty = "、".join(f"“{stratum.zh}”" for stratum, _ in used if not stratum.denominator)
    if empty or not used:
        return StandardisedRate(None, None, None, f"不能标准化：没有{empty}的案件，这一类没有比率")
    rate = standardised_rate(
        [stratum.numerator for stratum, _ in used],
        [stratum.denominator for stratum, _ in used],
        [cases for _, cases in used],
        Dispersion(np.asarray(ranked.error_phi), np.asarray(ranked.error_df)),
    )
    return StandardisedRate(rate.value, max(rate.low, 0.0), min(rate.high, 1.0))


def reversals(catalogue: Catalogue, board: Board, name: str, units: Sequence[RankedUnit], kind_zh: str) -> list[str]:
    """Returns sentences on a 同比 of the group that all its units, or all its strata, contradict."""
    kpi = catalogue.kpis[name]
    if kpi.kind not in ("rate", "ratio"):
        return []
    sentences = []
    by_unit = _all_known([_base_and_now(board, name, ranked.unit.id) for ranked in units])
    if by_unit and is_reversal(by_unit):
        direction = total_of(by_unit).direction or 1
        sentences.append(
            f"全组{kpi.label}同比{DIRECTION_WORDS[direction]}，"
            f"可 {len(units)} 个{kind_zh}个个{DIRECTION_WORDS[-direction]}："
            "各单位所占的份量变了（辛普森悖论），全组的升降不能当作各单位的升降。"
        )
    by_stratum = _all_known([_group_total(board, stratum, units) for stratum in kpi.strata])
    if by_stratum and is_reversal(by_stratum):
        direction = total_of(by_stratum).direction or 1
        kinds = "、".join(catalogue.kpis[stratum].label for stratum in kpi.strata)
        sentences.append(
            f"全组{kpi.label}同比{DIRECTION_WORDS[direction]}，可各类（{kinds}）都{DIRECTION_WORDS[-direction]}："
            "案件的构成变了（辛普森悖论），总的升降不能当作工作的升降。"
        )
    return sentences


def _all_known(subgroups: Sequence[BeforeAfter | None]) -> list[BeforeAfter]:
    """Returns the subgroups if all of them are known, otherwise none."""
    present = [subgroup for subgroup in subgroups if subgroup is not None]
    return present if len(present) == len(subgroups) else []


def _group_total(board: Board, name: str, units: Sequence[RankedUnit]) -> BeforeAfter | None:
    subgroups = _all_known([_base_and_now(board, name, ranked.unit.id) for ranked in units])
    return total_of(subgroups) if subgroups else None


def _base_and_now(board: Board, name: str, unit: int) -> BeforeAfter | None:
    """Returns base and now of one unit's figure, where both are known and of one area."""
    now, change = board.figures[name, unit], board.changes[name, unit, "yoy"]
    base = change.base_figure
    if change.is_barred:
        return None
    before, after = ((figure.numerator, figure.denominator) for figure in (base, now))
    if None in before or None in after:
        return None
    return BeforeAfter((int(before[0] or 0), int(before[1] or 0)), (int(after[0] or 0), int(after[1] or 0)))


class _Interval(NamedTuple):
    value: float
    low: float
    high: float
    unit: str


def compare_pair(comparison: Comparison, first: str, second: str) -> PairDifference | None:
    """Compares two units (by code) of a comparison; None where nothing is tested, or one of them is not compared."""
    by_code = {ranked.unit.code: ranked for ranked in comparison.ranked_units}
    if not comparison.kind.is_tested or not {first, second} <= set(by_code):
        return None
    left, right = by_code[first], by_code[second]
    difference = _difference(comparison, left, right)
    left_zh, right_zh = left.unit.name, right.unit.name
    if difference.low > 0 or difference.high < 0:
        answer = AgainstGroup.ABOVE if difference.value > 0 else AgainstGroup.BELOW
        higher_or_lower = "高" if answer is AgainstGroup.ABOVE else "低"
        finding = f"{left_zh}{higher_or_lower}于{right_zh}", comparison.reading.of(answer)
        sentence = f"{'，'.join(filter(None, finding))}：区间不跨 0（只看这两家）"
    else:
        sentence = f"{left_zh}与{right_zh}分不出高下：区间跨着 0"
    return PairDifference(left.unit, right.unit, *difference, sentence, _pair_reversal(left, right))


def _difference(comparison: Comparison, left: RankedUnit, right: RankedUnit) -> _Interval:
    """Returns left − right with its 95% interval.

    Of rates it is Newcombe's, of events that of Zou and Donner (2008), made of the units' own exact intervals.
    """
    if comparison.kind is ComparisonKind.RATE:
        denominators = [float(left.denominator or 1), float(right.denominator or 1)]
        own = Dispersion(np.array([left.error_phi, right.error_phi]), np.array([left.error_df, right.error_df], float))
        rate = weighted_rate([left.numerator, right.numerator], denominators, [1.0, -1.0], own)
        return _Interval(rate.value * 100, rate.low * 100, rate.high * 100, str(ChangeUnit.POINTS))
    assert None not in (left.low, left.high, right.low, right.high)
    difference = left.value - right.value
    down = ((left.value - (left.low or 0)) ** 2 + ((right.high or 0) - right.value) ** 2) ** 0.5
    up = (((left.high or 0) - left.value) ** 2 + (right.value - (right.low or 0)) ** 2) ** 0.5
    return _Interval(difference, difference - down, difference + up, comparison.unit)


def _pair_reversal(left: RankedUnit, right: RankedUnit) -> str | None:
    """Returns a sentence on two units whose totals stand one way and all their strata the other."""
    if not left.strata or not right.strata:
        return None
    subgroups = [
        BeforeAfter((of_right.numerator, of_right.denominator), (of_left.numerator, of_left.denominator))
        for of_left, of_right in zip(left.strata, right.strata, strict=True)
    ]
    if not is_reversal(subgroups):
        return None
    higher, lower = (left, right) if (total_of(subgroups).direction or 0) > 0 else (right, left)
    return (
        f"总的比率{higher.unit.name}高于{lower.unit.name}，可每一类里都是{lower.unit.name}更高："
        "两家的案件构成不同（辛普森悖论），请看标准化后的比率。"
    )
