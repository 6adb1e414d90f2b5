"""A contest from the figures of a board: areas added up from stations, tested, placed and perhaps graded."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from core.catalogue.contest_model import Contest as DeclaredContest
from core.catalogue.model import Catalogue
from core.comparison.outlier_tests import MIN_UNITS
from core.comparison.types import Group
from core.features.contests.areas import ContestArea, ContestInputs, alert_counts, contest_areas, situation_count
from core.features.contests.evidence import (
    MIN_RETENTION,
    AreaCounts,
    AreaEvidence,
    AreaPlaces,
    detectable_gaps,
    place_areas,
    weigh_evidence,
)
from core.features.contests.grading import grade_area, own_verdict
from core.features.contests.types import AreaLine, BaseKind, Contest, LeftOut
from core.judgement.autocorrelation import count_months
from core.judgement.dispersion import Dispersion
from core.judgement.multiple_testing import ALPHA_FINISHED, ALPHA_RUNNING
from core.judgement.season_layout import apply_layout, first_month_of_year, months_behind, season_layout
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan

INTERVAL_NOTE = "95% 区间只看本片自己；“与自己比”和定级把各片放在一起检验，所以区间不含 0 也可能仍看不出升降"
PLACE_NOTE = "名次区间由模拟得出，数据不变则结果不变；名次按收缩后的变化排，警情越少越往共同变化收"
ORDER_NOTE = "各行按名次排，降得多的在前，名次相同的按名称；名次区间重叠的，先后没有意义"
LISTED_NOTE = "各行按目录或单位表里的次序列出，先后没有意义"
DETECTABLE_NOTE = (
    "能看出的差别：与共同变化真的相差这么多的片区，五次里有四次能看出来；差得更少的多半看不出，“—”是相差十倍也看不出"
)
NO_DIFFERENCE = (
    "各片的变化差得再多，也没有超出各片自己的起伏：收缩后几乎都等于共同变化，所以不列收缩后的变化；"
    "要看出差别，得相差到“能看出的差别”一栏那么多"
)


class _WeighedAreas(NamedTuple):
    """The areas' counts, what they show, and the places that follow."""

    counts: AreaCounts
    evidence: AreaEvidence
    places: AreaPlaces
    detectable: tuple[Floats, Floats]


def barred_reason(catalogue: Catalogue, contest: DeclaredContest) -> str:
    """The reason (Chinese) why nobody may be placed: a count is barred from assessment and no decision lets it in."""
    for name in contest.counts:
        kpi = catalogue.kpis[name]
        if not kpi.assess and name not in contest.override:
            return (
                f"“{kpi.zh}”不进考核（{kpi.barred_because}），目录里也没有准予参加比武的决定：只列变化和证据，"
                "不排名次，不定优劣"
            )
    return ""


def build_contest(inputs: ContestInputs, name: str, group: Group) -> Contest:
    """Build the contest `name` of the declared areas, or of a group of stations."""
    contest, board, base = inputs.contest, inputs.board, inputs.base
    areas, left_out = contest_areas(inputs, group)
    areas, counts, uncounted = _counted(inputs, areas)
    alpha = ALPHA_RUNNING if inputs.is_running else ALPHA_FINISHED
    unplaced = barred_reason(inputs.catalogue, contest)
    if not unplaced and len(areas) < MIN_UNITS:
        unplaced = f"能比的只有 {len(areas)} 个，少于 {MIN_UNITS} 个：不排名次"
    area_counts = _area_counts(inputs, areas, counts, alpha) if areas else None
    weighed = _weigh(area_counts) if area_counts else None
    lines = [_line(inputs, area, weighed, index, unplaced) for index, area in enumerate(areas)] if weighed else []
    is_shrunk_to_nothing = weighed is not None and float(weighed.places.retention.max()) < MIN_RETENTION
    now, before = sum(line.now for line in lines), sum(line.base for line in lines)
    return Contest(
        id=name,
        zh=contest.zh,
        remark=contest.remark,
        bureau=board.bureau,
        demo=board.demo,
        group="" if contest.areas else group.zh,
        period=board.period,
        base=base,
        base_kind=inputs.base_kind,
        label=board.label,
        complete=board.is_complete,
        as_of=board.as_of,
        data_version=board.data_version,
        counts=tuple(contest.counts),
        now=now,
        before=before,
        level=_exact_change(inputs, now, before),
        lines=tuple(lines if unplaced else sorted(lines, key=lambda line: (line.place or 0, line.zh))),
        left_out=tuple(left_out + uncounted),
        unplaced=unplaced,
        is_shrunk_to_nothing=is_shrunk_to_nothing,
        decisions=tuple(
            f"{inputs.catalogue.kpis[kpi].zh}{decision.zh_sentence}" for kpi, decision in contest.override.items()
        ),
        alpha=alpha,
        notes=tuple(_notes(inputs.base_kind, alpha, unplaced, is_shrunk_to_nothing)),
    )


def _notes(base_kind: BaseKind, alpha: float, unplaced: str, is_shrunk_to_nothing: bool) -> list[str]:
    notes = [*([NO_DIFFERENCE] if is_shrunk_to_nothing else []), INTERVAL_NOTE, DETECTABLE_NOTE]
    notes.append("案件只列态势，不参加比较")
    if base_kind == "lunar":
        notes.append("本期在春节前后，与去年离正月初一同样远的日子相比")
    if not unplaced:
        odds = round(1 / alpha)
        notes += [f"各片真实变化都一样时，{odds} 次里至多约 1 次会有任何一片被误定领先或落后", PLACE_NOTE]
    return [LISTED_NOTE if unplaced else ORDER_NOTE, *notes]


def _counted(
    inputs: ContestInputs, areas: Sequence[ContestArea]
) -> tuple[list[ContestArea], list[tuple[int, int]], list[LeftOut]]:
    """The areas that can be compared, their counts now and in the base, and the areas left out."""
    counted, counts, left_out = [], [], []
    for area in areas:
        area_counts = alert_counts(inputs, area)
        if isinstance(area_counts, LeftOut):
            left_out.append(area_counts)
        else:
            counted.append(area)
            counts.append(area_counts)
    return counted, counts, left_out


def _area_counts(
    inputs: ContestInputs, areas: Sequence[ContestArea], counts: Sequence[tuple[int, int]], alpha: float
) -> AreaCounts:
    catalogue = inputs.catalogue
    now, base = (np.array(column, float) for column in zip(*counts, strict=True))
    days = (float(inputs.board.period.days), float(inputs.base.days))
    smallest_change = max(catalogue.smallest_change(catalogue.kpis[kpi]) for kpi in inputs.contest.counts)
    return AreaCounts(now, base, days, _area_dispersions(inputs, areas), smallest_change, alpha)


def _area_dispersions(inputs: ContestInputs, areas: Sequence[ContestArea]) -> Dispersion:
    """φ of windows as long as the contest's, from each area's own months and those of three years before it.

    Months in which a member had another area are another area's.
    """
    window, calendar = inputs.board.period, inputs.catalogue.reporting_calendar
    months, first_month = months_behind(window, calendar), first_month_of_year(window, calendar)
    measures = [inputs.catalogue.kpis[kpi].numerator for kpi in inputs.contest.counts]
    units = [unit.id for area in areas for unit in area.members]
    spans = [AsOfSpan(first, last, last) for first, last in map(calendar.month_days, months)]
    values = inputs.source.read(measures, units, spans)
    starts, firsts = inputs.source.tree.area_starts(units, window.last), np.array([span.first for span in spans])
    first_row, dispersions = 0, []
    for area in areas:
        rows = list(range(first_row, first_row + len(area.members)))
        first_row += len(area.members)
        counts = sum(values.amounts[measure][:, rows, 0].sum(1) for measure in measures)
        is_known = np.logical_and.reduce([values.has_figure(measure)[:, rows].all(1) for measure in measures])
        is_known &= firsts >= max(starts[row] for row in rows)
        months_layout = season_layout(window, months, is_known.tolist(), calendar)
        by_month = count_months(
            apply_layout(counts, months_layout), months_layout.days, first_month, months_layout.recent
        )
        dispersions.append(by_month.over(max(window.days, inputs.base.days)))
    return Dispersion(
        np.array([float(dispersion.phi) for dispersion in dispersions]),
        np.array([float(dispersion.df) for dispersion in dispersions]),
    )


def _weigh(counts: AreaCounts) -> _WeighedAreas:
    evidence = weigh_evidence(counts)
    places = place_areas(counts, np.maximum(counts.dispersion.phi, 1.0))
    return _WeighedAreas(counts, evidence, places, detectable_gaps(counts, evidence.phi))


def _or_none(number: np.float64) -> float | None:
    return None if np.isnan(number) else float(number)


def _exact_change(inputs: ContestInputs, now: int, base: int) -> Fraction | None:
    """The change of an amount per day in %, as exact as its counts; None without a base."""
    return Fraction(now * inputs.base.days, base * inputs.board.period.days) * 100 - 100 if base else None


def _exact_gap(now: int, base: int, all_now: int, all_base: int) -> Fraction:
    """The gap that `gap_percent` has as a float."""
    return Fraction(now * all_base, base * all_now) * 100 - 100 if base and all_now else Fraction(0)


def _line(inputs: ContestInputs, area: ContestArea, weighed: _WeighedAreas, index: int, unplaced: str) -> AreaLine:
    counts, evidence, places, (detectable_fall, detectable_rise) = weighed
    now, base, high = int(counts.now[index]), int(counts.base[index]), float(evidence.high[index])
    grade, reason = (None, unplaced) if unplaced else grade_area(counts, evidence, index)
    return AreaLine(
        id=area.id,
        zh=area.zh,
        members=area.members,
        now=now,
        base=base,
        change=_exact_change(inputs, now, base),
        low=(float(evidence.low[index]) - 1) * 100,
        high=(high - 1) * 100 if np.isfinite(high) else None,
        phi=float(counts.dispersion.phi[index]),
        verdict=own_verdict(counts, evidence, index),
        gap=_exact_gap(now, base, int(counts.now.sum()), int(counts.base.sum())),
        shrunk=(float(places.shrunk[index]) - 1) * 100,
        detectable_fall=_or_none(detectable_fall[index]),
        detectable_rise=_or_none(detectable_rise[index]),
        place=None if unplaced else int(places.place[index]),
        place_low=None if unplaced else int(places.first[index]),
        place_high=None if unplaced else int(places.last[index]),
        grade=grade,
        reason=reason,
        situation=tuple(situation_count(inputs, kpi, area) for kpi in inputs.contest.beside),
    )
