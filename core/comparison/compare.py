"""One KPI of a group of like units, compared fairly, from a board's figures as everybody is shown them."""

from __future__ import annotations

from core.catalogue.model import Catalogue
from core.comparison.law import Way, way_of
from core.comparison.mix import reversals, with_mix
from core.comparison.peers import Peers, ReadBins, peers
from core.comparison.placing import Field, Rule, curve, field_of, in_order, placed
from core.comparison.types import Comparison, Group
from core.judgement.family import FINISHED, RUNNING
from core.metrics.planner import KIND_WORDS
from core.metrics.types import Board

RANDOM = "名次区间由模拟得出（种子固定，数据不变则结果不变）"


def kpis_needed(catalogue: Catalogue, name: str) -> list[str]:
    """The KPIs that a board must hold for a comparison."""
    by = way_of(catalogue, name).by
    return list(dict.fromkeys([name, *catalogue.kpis[name].strata, *([by] if by else [])]))


def compare(
    catalogue: Catalogue, board: Board, name: str, group: Group, read_bins: ReadBins, running: bool
) -> Comparison:
    """The whole answer; `running` says that the period's figures are new every day."""
    way = way_of(catalogue, name)
    found = peers(catalogue, board, name, way, group, read_bins)
    kind = next((KIND_WORDS[unit.kind] for unit in group.units), KIND_WORDS["station"])
    tested = way.law is not None and bool(found.there) and sum(one.size or 0 for one in found.there) > 0
    field = field_of(found.there, way) if tested else None
    rule = Rule(catalogue.smallest_change(catalogue.kpis[name]), RUNNING if running else FINISHED, kind)
    units = placed(found.there, way, field, rule) if field else in_order(found.there, way)
    if field and catalogue.kpis[name].kind == "rate":
        units = with_mix(catalogue, board, name, units, field.used)
    return Comparison(
        kpi=name,
        bureau=board.bureau,
        demo=board.demo,
        group=group,
        unit_kind=kind,
        period=board.period,
        label=board.label,
        complete=board.complete,
        as_of=board.as_of,
        data_version=board.data_version,
        sort=way.sort,
        what=found.what,
        unit=way.unit,
        digits=way.digits,
        scale=way.scale,
        numerator_zh=found.numerator_zh,
        denominator_zh=found.denominator_zh,
        numerator=sum(one.top for one in found.there) if found.there else None,
        denominator=float(field.sample.sizes.sum()) if field else None,
        level=field.level * way.scale if field else None,
        phi=field.phi if field else None,
        placed=tuple(units),
        left_out=found.left_out,
        curve=curve(field, way) if field else (),
        no_verdicts=way.why_none,
        notes=tuple(_notes(way, field, found)),
        reversals=tuple(reversals(catalogue, board, name, units, kind)),
    )


def _notes(way: Way, field: Field | None, found: Peers) -> list[str]:
    notes = []
    if field and field.phi is not None:
        if field.phi > 1:
            notes.append(f"各单位之间的波动是纯属机会时的 {field.phi:.1f} 倍（离散系数 φ），界限按 √φ 放宽")
        else:
            notes.append("各单位之间的波动没有超出机会（离散系数 φ 不到 1），界限不放宽")
        notes.append(RANDOM)
    elif field:
        notes.append("不到三个单位，算不出离散系数，界限不放宽")
    if found.left_out:
        notes.append(f"{len(found.left_out)} 个单位未参加比较（没有数据不等于 0）")
    return notes
