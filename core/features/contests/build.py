"""A contest from the figures of a board: areas added up from stations, weighed, placed and perhaps named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.contest_model import Contest as Declared
from core.catalogue.model import Catalogue, Kpi
from core.comparison.outlier_tests import MIN_UNITS
from core.comparison.types import Group
from core.features.contests.evidence import AreaCounts, AreaEvidence, AreaPlaces, place_areas, weigh_evidence
from core.features.contests.grading import gap_percent, grade_area, own_verdict
from core.features.contests.types import AreaLine, BaseKind, Contest, LeftOut, SituationCount
from core.judgement.dispersion import Dispersion, of_counts
from core.judgement.family import FINISHED, RUNNING
from core.judgement.history import Read
from core.judgement.layout import laid_out, layout, months_behind
from core.metrics.as_of_span import AsOfSpan
from core.metrics.types import Board, Change, UnitRef, Window
from core.store.units import UnitTree
from core.time.days import month_days

ALONE = "95% 区间只看本片自己；“与自己比”和定级把各片放在一起检验，所以区间不含 0 也可能仍属正常波动"
RANDOM = "名次区间由模拟得出（种子固定，数据不变则结果不变）；名次按收缩后的变化排，警情越少越往共同变化收"


@dataclass(frozen=True)
class ContestInputs:
    """What a contest is made from: the board has counts and situation of all units; `hidden` says what is protected."""

    catalogue: Catalogue
    tree: UnitTree
    board: Board
    read: Read
    protects: Callable[[Kpi, int], bool]
    hidden: str
    running: bool


@dataclass(frozen=True, slots=True)
class _Area:
    id: str
    zh: str
    members: tuple[UnitRef, ...]


def members_of(catalogue: Catalogue, tree: UnitTree, name: str, group: Group) -> list[UnitRef]:
    """All the stations that a board must hold: those of the declared areas, or of the group."""
    contest = catalogue.contests[name]
    if not contest.areas:
        return list(group.units)
    codes = {unit.code: unit for unit in tree.units.values() if unit.kind == "station"}
    return [codes[code] for area in contest.areas.values() for code in area.members if code in codes]


def barred_reason(catalogue: Catalogue, contest: Declared) -> str:
    """Why nobody may be placed (Chinese): a count is barred from assessment and no decision lets it in."""
    for name in contest.counts:
        kpi = catalogue.kpis[name]
        if not kpi.assess and name not in contest.override:
            return (
                f"“{kpi.zh}”不进考核（{kpi.barred_because}），目录里也没有准予参加比武的决定：只列变化和证据，"
                "不排名次，不定优劣"
            )
    return ""


def build_contest(asked: ContestInputs, name: str, group: Group) -> Contest:
    """The whole answer."""
    contest, board = asked.catalogue.contests[name], asked.board
    kind: BaseKind = "lunar" if any(one == "lunar" for _, _, one in board.changes) else "yoy"
    areas, left = _areas(asked, contest, group)
    told = [(area, counted) for area in areas if (counted := _count(asked, contest, area, kind, left)) is not None]
    share = RUNNING if asked.running else FINISHED
    unplaced = barred_reason(asked.catalogue, contest)
    if not unplaced and len(told) < MIN_UNITS:
        unplaced = f"能比的只有 {len(told)} 个，少于 {MIN_UNITS} 个：不排名次"
    base = _base(board, contest, kind)
    lines: list[AreaLine] = []
    level: float | None = None
    if told:
        now, then = (np.array([counts[side] for _, counts in told], float) for side in (0, 1))
        smallest = max(asked.catalogue.smallest_change(asked.catalogue.kpis[one]) for one in contest.counts)
        own = _spreads(asked, contest, [area for area, _ in told])
        case = AreaCounts(now, then, (float(board.period.days), float(base.days)), own, smallest, share)
        level = case.common_ratio if then.sum() else None
        lines = _lines(asked, contest, [area for area, _ in told], case, kind, unplaced)
    order = lines if unplaced else sorted(lines, key=lambda line: (line.place or 0, line.zh))
    return Contest(
        id=name,
        zh=contest.zh,
        remark=contest.remark,
        bureau=board.bureau,
        demo=board.demo,
        group="" if contest.areas else group.zh,
        period=board.period,
        base=base,
        base_kind=kind,
        label=board.label,
        complete=board.is_complete,
        as_of=board.as_of,
        data_version=board.data_version,
        counts=tuple(contest.counts),
        now=sum(line.now for line in lines),
        before=sum(line.base for line in lines),
        level=None if level is None else (level - 1) * 100,
        lines=tuple(order),
        left_out=tuple(left),
        unplaced=unplaced,
        decisions=tuple(
            f"{asked.catalogue.kpis[one].zh}{decision.zh_sentence}" for one, decision in contest.override.items()
        ),
        alpha=share,
        notes=tuple(_notes(kind, share, unplaced)),
    )


def _notes(kind: BaseKind, share: float, unplaced: str) -> list[str]:
    notes = [ALONE, "案件只列态势，不参加比较"]
    if kind == "lunar":
        notes.append("本期在春节前后，与去年离正月初一同样远的日子相比")
    if not unplaced:
        odds = round(1 / share)
        notes += [f"各片真实变化都一样时，{odds} 次里至多约 1 次会有任何一片被误定领先或落后", RANDOM]
    return notes


def _areas(asked: ContestInputs, contest: Declared, group: Group) -> tuple[list[_Area], list[LeftOut]]:
    left = [LeftOut(unit.name, reason) for unit, reason in group.unclassified]
    if not contest.areas:
        return [_Area(unit.code, unit.name, (unit,)) for unit in group.units], left
    codes = {unit.code: unit for unit in asked.tree.units.values() if unit.kind == "station"}
    here = {unit.id for unit in asked.board.units}
    found, left = [], []
    for name, area in contest.areas.items():
        unknown = [code for code in area.members if code not in codes]
        if unknown:
            left.append(LeftOut(area.zh, f"没有编号为 {'、'.join(unknown)} 的派出所"))
        elif all(codes[code].id in here for code in area.members):
            found.append(_Area(name, area.zh, tuple(codes[code] for code in area.members)))
    return found, left


def _changes(asked: ContestInputs, kpi: str, area: _Area, kind: BaseKind) -> list[Change]:
    return [asked.board.changes[kpi, unit.id, kind] for unit in area.members]


def _count(
    asked: ContestInputs, contest: Declared, area: _Area, kind: BaseKind, left: list[LeftOut]
) -> tuple[int, int] | None:
    """Counts now and then of an area, added up; None where one is missing, which is said."""
    sides = [0, 0]
    for kpi in contest.counts:
        for unit, change in zip(area.members, _changes(asked, kpi, area, kind), strict=True):
            figures = asked.board.figures[kpi, unit.id], change.base_figure
            hidden = asked.protects(asked.catalogue.kpis[kpi], unit.id)
            gap = asked.hidden if hidden else next((f.reason or "没有数据" for f in figures if f.value is None), "")
            if gap:
                left.append(LeftOut(area.zh, f"{unit.name}“{asked.catalogue.kpis[kpi].zh}”：{gap}"))
                return None
            sides = [sum_ + int(figure.value or 0) for sum_, figure in zip(sides, figures, strict=True)]
    if not sum(sides):
        left.append(LeftOut(area.zh, "两期都没有警情，无从比较"))
        return None
    return sides[0], sides[1]


def _base(board: Board, contest: Declared, kind: BaseKind) -> Window:
    return board.changes[contest.counts[0], board.units[0].id, kind].base


def _spreads(asked: ContestInputs, contest: Declared, areas: Sequence[_Area]) -> Dispersion:
    """φ of each area's own months, over the window and three years before it."""
    window, months = asked.board.period, months_behind(asked.board.period)
    measures = [asked.catalogue.kpis[kpi].numerator for kpi in contest.counts]
    units = [unit.id for area in areas for unit in area.members]
    values = asked.read(measures, units, [AsOfSpan(first, last, last) for first, last in map(month_days, months)])
    at, found = 0, []
    for area in areas:
        rows = list(range(at, at + len(area.members)))
        at += len(area.members)
        counts = sum(values.amounts[one][:, rows, 0].sum(1) for one in measures)
        known = np.logical_and.reduce([values.known(one)[:, rows].all(1) for one in measures])
        place = layout(window, months, known.tolist())
        found.append(of_counts(laid_out(counts, place), place.days))
    return Dispersion(np.array([float(one.phi) for one in found]), np.array([float(one.df) for one in found]))


def _lines(
    asked: ContestInputs, contest: Declared, areas: Sequence[_Area], case: AreaCounts, kind: BaseKind, unplaced: str
) -> list[AreaLine]:
    found = weigh_evidence(case)
    stand = place_areas(case, found.phi)
    return [_line(asked, contest, area, at, case, (found, stand), kind, unplaced) for at, area in enumerate(areas)]


def _line(
    asked: ContestInputs, contest: Declared, area: _Area, at: int, case: AreaCounts, told: tuple[AreaEvidence, AreaPlaces], kind: BaseKind,
    unplaced: str,
) -> AreaLine:  # fmt: skip
    found, stand = told
    ratio = float(found.ratio[at])
    verdict, gap = own_verdict(case, found, at), gap_percent(case, found, at)
    naming, reason = (None, unplaced) if unplaced else grade_area(case, found, at)
    return AreaLine(
        id=area.id,
        zh=area.zh,
        members=area.members,
        now=int(case.now[at]),
        base=int(case.base[at]),
        change=(ratio - 1) * 100 if ratio == ratio else None,
        low=(float(found.low[at]) - 1) * 100,
        high=(float(found.high[at]) - 1) * 100 if np.isfinite(found.high[at]) else None,
        phi=float(case.dispersion.phi[at]),
        verdict=verdict,
        gap=gap,
        shrunk=(float(stand.shrunk[at]) - 1) * 100,
        place=None if unplaced else int(stand.place[at]),
        place_low=None if unplaced else int(stand.first[at]),
        place_high=None if unplaced else int(stand.last[at]),
        grade=naming,
        reason=reason,
        situation=tuple(_beside(asked, kpi, area, kind) for kpi in contest.beside),
    )


def _beside(asked: ContestInputs, kpi: str, area: _Area, kind: BaseKind) -> SituationCount:
    """Situation: counts added up; None where a member has none, or its small numbers are protected."""
    declared = asked.catalogue.kpis[kpi]
    if any(asked.protects(declared, unit.id) for unit in area.members):
        return SituationCount(kpi, None, None)
    now = [asked.board.figures[kpi, unit.id].value for unit in area.members]
    base = [change.base_figure.value for change in _changes(asked, kpi, area, kind)]
    return SituationCount(kpi, sum_or_none(now), sum_or_none(base))


def sum_or_none(values: Sequence[float | None]) -> float | None:
    """The sum; None where a part is not known."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
