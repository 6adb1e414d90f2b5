"""Lines of a campaign judged against their targets: counts by their pace, rates by their 95% interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.board.unripe_standards import OUTCOMES_TO_COME, reach
from core.catalogue.kpi_model import Kpi
from core.features.campaigns.pace import CountPace, judge_paces
from core.features.campaigns.source import FigureSource
from core.features.campaigns.types import CampaignLine, TargetStatus
from core.judgement.dispersion import Dispersion
from core.judgement.dispersion_history import DispersionHistory, HistoryScope
from core.judgement.rates import rate_interval
from core.metrics.types import Window
from core.time.days import day_number

LineKey = tuple[str, int]  # a KPI and a unit
STILL_OPEN = "行动尚未结束，近期的还在办理"
ON_ONE_SIDE = "整个区间都在目标的一边"


def judge_lines(
    source: FigureSource, lines: dict[LineKey, CampaignLine], keys: Sequence[LineKey], window: Window, newest: date
) -> None:
    """Give those of the lines that have a target their status, as one family of tests.

    `window` has the campaign's days, `newest` the last day with data.
    """
    judged = [key for key in keys if lines[key].target is not None and lines[key].figure.value is not None]
    if not judged:
        return
    dispersions = _dispersions(source, [lines[key] for key in judged], window, newest)
    ended = newest > window.end
    counts = [key for key in judged if lines[key].completion is not None]
    paces = [_pace(source, lines[key], dispersions[key]) for key in counts]
    for key, judgement in zip(counts, judge_paces(paces, ended=ended), strict=True):
        line = lines[key]
        judged_line = replace(line, status=judgement.status, reason=judgement.reason)
        if ended and judgement.status is TargetStatus.NOT_REACHED and line.window and line.window.last < window.last:
            # The source has not come to the end yet.
            judged_line = replace(judged_line, status=TargetStatus.UNDECIDED, reason=f"数据只到 {line.window.end}")
        lines[key] = judged_line
    for key in judged:
        if lines[key].completion is None:
            lines[key] = _judge_rate(source, lines[key], dispersions[key], running=not ended)


def _pace(source: FigureSource, line: CampaignLine, dispersion: Dispersion) -> CountPace:
    smallest_change = source.catalogue.smallest_change(source.catalogue.kpis[line.kpi])
    return CountPace(
        float(line.figure.value or 0),
        float(line.target or 0),
        float(line.elapsed_share or 0),
        dispersion,
        smallest_change,
    )


def _judge_rate(source: FigureSource, line: CampaignLine, dispersion: Dispersion, *, running: bool) -> CampaignLine:
    """A rate judged against its bound by its own 95% interval."""
    assert line.target is not None  # called only for lines that have one
    counts = (float(line.figure.numerator or 0), float(line.figure.denominator or 0))
    low, high = (float(bound) for bound in rate_interval(counts, dispersion))
    status, reason = TargetStatus.UNDECIDED, "区间跨着目标"
    if low >= line.target:
        status, reason = TargetStatus.MET, ON_ONE_SIDE
    elif high < line.target:
        status, reason = TargetStatus.MISSED, ON_ONE_SIDE
    kpi = source.catalogue.kpis[line.kpi]
    if status is TargetStatus.MISSED and kpi.basis == "cohort" and running:
        status, reason = TargetStatus.UNDECIDED, STILL_OPEN
    if status is TargetStatus.MISSED and _may_still_reach(kpi, line, high):
        status, reason = TargetStatus.UNDECIDED, OUTCOMES_TO_COME
    return replace(line, low=low, high=high, status=status, reason=reason)


def _may_still_reach(kpi: Kpi, line: CampaignLine, high: float) -> bool:
    """Tell whether outcomes that are still to come to a cohort may lift it to its target."""
    ripeness = line.figure.ripeness
    if ripeness is None or ripeness.is_ripe:
        return False
    highest = reach(kpi, high, ripeness)
    return highest is None or highest >= (line.target or 0)


def _dispersions(
    source: FigureSource, lines: Sequence[CampaignLine], window: Window, newest: date
) -> dict[LineKey, Dispersion]:
    kpis = list(dict.fromkeys(line.kpi for line in lines))
    units = list(dict.fromkeys(line.unit.id for line in lines))
    window_so_far = Window(window.first, min(window.last, day_number(newest)))
    scope = HistoryScope(window_so_far, kpis, units, source.tree.area_starts(units, window_so_far.last))
    history = DispersionHistory(source.catalogue, source.read, scope)
    return {(line.kpi, line.unit.id): history.dispersion(line.kpi, line.unit.id) for line in lines}
