"""Rates at the group's mix of cases, and a whole that moves against all its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.catalogue.model import Catalogue
from core.comparison.reversal import Part, reverses, whole_of
from core.comparison.standardised import standardised, weighted
from core.comparison.types import Adjusted, Comparison, Pair, Placed, Stratum
from core.metrics.types import Board, ChangeUnit, Figure

Find = Callable[[str, int], Figure]


def with_mix(catalogue: Catalogue, board: Board, name: str, units: Sequence[Placed], phi: float) -> list[Placed]:
    """The units with their strata and their standardised rates, where the KPI has strata."""
    strata = catalogue.kpis[name].strata
    if not strata:
        return list(units)
    told = [_strata(catalogue, lambda k, u: board.figures[k, u], strata, one) for one in units]
    whole = [parts for parts in told if not isinstance(parts, str)]
    sizes = [sum(parts[at].size for parts in whole) for at in range(len(strata))]
    return [
        replace(one, adjusted=Adjusted(None, None, None, parts))
        if isinstance(parts, str)
        else replace(one, strata=parts, adjusted=_adjusted(parts, sizes, phi))
        for one, parts in zip(units, told, strict=True)
    ]


def _strata(catalogue: Catalogue, find: Find, names: Sequence[str], one: Placed) -> tuple[Stratum, ...] | str:
    """A unit's cases by kind; or why they are not known (Chinese)."""
    found = []
    for name in names:
        figure, zh = find(name, one.unit.id), catalogue.kpis[name].label
        if figure.numerator is None or figure.denominator is None:
            return f"不能标准化：{figure.reason or f'缺“{zh}”'}"
        found.append(Stratum(zh, int(figure.numerator), int(figure.denominator)))
    if (sum(s.top for s in found), sum(s.size for s in found)) != (one.numerator, one.denominator):
        return "不能标准化：各类加起来不等于总数（来源不同）"
    return tuple(found)


def _adjusted(parts: Sequence[Stratum], sizes: Sequence[int], phi: float) -> Adjusted:
    used = [(part, size) for part, size in zip(parts, sizes, strict=True) if size]  # nobody has such a case
    empty = "、".join(f"“{part.zh}”" for part, _ in used if not part.size)
    if empty or not used:
        return Adjusted(None, None, None, f"不能标准化：没有{empty}的案件，这一类没有比率")
    found = standardised([p.top for p, _ in used], [p.size for p, _ in used], [size for _, size in used], phi)
    return Adjusted(found.value, max(found.low, 0.0), min(found.high, 1.0))


WAYS = {1: "上升", -1: "下降"}


def reversals(catalogue: Catalogue, board: Board, name: str, units: Sequence[Placed], kind_zh: str) -> list[str]:
    """Sentences on the group's 同比 against that of all its units, and of all its strata."""
    kpi = catalogue.kpis[name]
    if kpi.kind not in ("rate", "ratio"):
        return []
    found = []
    parts = [_moved(board, name, one.unit.id) for one in units]
    whole = [part for part in parts if part is not None]
    if len(whole) == len(units) and reverses(whole):
        way = whole_of(whole).way or 1
        found.append(
            f"全组{kpi.label}同比{WAYS[way]}，可 {len(units)} 个{kind_zh}个个{WAYS[-way]}："
            "各单位所占的份量变了（辛普森悖论），全组的升降不能当作各单位的升降。"
        )
    by_stratum = [_summed([_moved(board, one, unit.unit.id) for unit in units]) for one in kpi.strata]
    strata = [part for part in by_stratum if part is not None]
    if kpi.strata and len(strata) == len(kpi.strata) and reverses(strata):
        way = whole_of(strata).way or 1
        kinds = "、".join(catalogue.kpis[one].label for one in kpi.strata)
        found.append(
            f"全组{kpi.label}同比{WAYS[way]}，可各类（{kinds}）都{WAYS[-way]}："
            "案件的构成变了（辛普森悖论），总的升降不能当作工作的升降。"
        )
    return found


def _moved(board: Board, name: str, unit: int) -> Part | None:
    """Base and now of one unit's figure, where both are known."""
    now, base = board.figures[name, unit], board.changes[name, unit, "yoy"].base_figure
    ends = [(one.numerator, one.denominator) for one in (base, now)]
    if any(top is None or bottom is None for top, bottom in ends):
        return None
    return Part(*((int(top or 0), int(bottom or 0)) for top, bottom in ends))


def _summed(parts: Sequence[Part | None]) -> Part | None:
    known = [part for part in parts if part is not None]
    return whole_of(known) if known and len(known) == len(parts) else None


def pair(comparison: Comparison, first: str, second: str) -> Pair | None:
    """Two units (by code) of a comparison side by side; None where nothing is tested, or one is not compared."""
    by_code = {one.unit.code: one for one in comparison.placed}
    if comparison.sort not in ("rate", "events") or not {first, second} <= set(by_code):
        return None
    one, two = by_code[first], by_code[second]
    phi = max(comparison.phi or 1.0, 1.0)
    if comparison.sort == "rate":
        sizes = [float(one.denominator or 1), float(two.denominator or 1)]
        found = weighted([one.numerator, two.numerator], sizes, [1.0, -1.0], phi)
        difference, low, high, unit = found.value * 100, found.low * 100, found.high * 100, str(ChangeUnit.POINTS)
    else:  # Zou and Donner 2008, of the units' own exact intervals
        assert None not in (one.low, one.high, two.low, two.high)
        difference, unit = one.value - two.value, comparison.unit
        down = ((one.value - (one.low or 0)) ** 2 + ((two.high or 0) - two.value) ** 2) ** 0.5
        up = (((one.high or 0) - one.value) ** 2 + (two.value - (two.low or 0)) ** 2) ** 0.5
        low, high = difference - down, difference + up
    names = one.unit.name, two.unit.name
    clear = low > 0 or high < 0
    told = f"{names[0]}{'高' if difference > 0 else '低'}于{names[1]}" if clear else f"{names[0]}与{names[1]}分不出高下"
    why = "区间不跨 0（只看这两家）" if clear else "区间跨着 0"
    return Pair(one.unit, two.unit, difference, low, high, unit, f"{told}：{why}", _crossed(one, two))


def _crossed(one: Placed, two: Placed) -> str | None:
    """Two units whose totals stand one way and all their strata the other."""
    if not one.strata or not two.strata:
        return None
    parts = [Part((b.top, b.size), (a.top, a.size)) for a, b in zip(one.strata, two.strata, strict=True)]
    if not reverses(parts):
        return None
    higher, lower = (one, two) if (whole_of(parts).way or 0) > 0 else (two, one)
    return (
        f"总的比率{higher.unit.name}高于{lower.unit.name}，可每一类里都是{lower.unit.name}更高："
        "两家的案件构成不同（辛普森悖论），请看标准化后的比率。"
    )
