"""战报: a day or a week of a campaign, unit by unit, beside the same days a week before.

The base of a day is the same weekday a week before, since weekends are quieter; that of a week is the week before.
Figure and base are read at the same age. A change is judged only over whole weeks: a single day carries no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.features.campaigns.lines import NO_DATA_YET, open_reason
from core.features.campaigns.progress import campaign_progress
from core.features.campaigns.source import FigureSource, last_day
from core.features.campaigns.types import CampaignProgress
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Board, Figure, UnitRef, Verdict, Window
from core.time.days import day_number, week_days, week_number

BulletinKind = Literal["day", "week"]
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """One KPI of one unit: the bulletin's days, and the same days a week before.

    `verdict` is the engine's on the change of a whole week, None otherwise. `open_reason` is as of a campaign's line.
    """

    kpi: str
    unit: UnitRef
    window: Window
    figure: Figure
    base_window: Window
    base_figure: Figure
    verdict: Verdict | None = None
    open_reason: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin: `window` has its days (of a week those that lie in the campaign), `items` are by KPI and unit.

    `progress` is the campaign as far as it had come by the last of these days.
    """

    kind: BulletinKind
    window: Window
    progress: CampaignProgress
    items: Mapping[tuple[str, int], BulletinItem]

    @property
    def unit(self) -> UnitRef:
        """The unit that it is about."""
        return self.progress.units[0]


def build_bulletin(
    source: FigureSource, name: str, kind: BulletinKind, units: Sequence[UnitRef], day: date | None
) -> Bulletin:
    """The bulletin of a day, or of its week; of the newest day if none is named. Raises PeriodError (Chinese)."""
    progress = campaign_progress(source, name, units, day)
    campaign_days = progress.window
    if campaign_days is None:
        raise PeriodError(f"“{progress.zh}”还没有定起止日期，没有战报。")
    last = day_number(day or progress.as_of)
    if not campaign_days.first <= last <= campaign_days.last and day is not None:
        raise PeriodError(f"{day} 不在“{progress.zh}”的起止日期（{campaign_days.start} 至 {campaign_days.end}）之内。")
    last = min(last, campaign_days.last)
    if last < campaign_days.first:
        raise PeriodError(f"“{progress.zh}”从 {campaign_days.start} 起，还没有战报。")
    window = Window(last, last) if kind == "day" else _week_until(last, campaign_days)
    items: dict[tuple[str, int], BulletinItem] = {}
    for as_of, kpis in _kpis_by_last_day(source, progress, window).items():
        items |= _items(source, progress, kpis, window, as_of)
    return Bulletin(kind, window, progress, items)


def _week_until(day: int, campaign_days: Window) -> Window:
    """The week of a day up to it, as far as it lies in the campaign."""
    return Window(max(week_days(week_number(day))[0], campaign_days.first), day)


def _kpis_by_last_day(source: FigureSource, progress: CampaignProgress, window: Window) -> dict[date | None, list[str]]:
    """The KPIs grouped by their last day with data; None where that lies before the bulletin's days."""
    kpis_by_day: dict[date | None, list[str]] = {}
    for kpi in progress.kpis:
        day = last_day(source, kpi, window.end)
        kpis_by_day.setdefault(None if day is None or day < window.start else day, []).append(kpi)
    return kpis_by_day


def _items(
    source: FigureSource, progress: CampaignProgress, kpis: Sequence[str], window: Window, as_of: date | None
) -> dict[tuple[str, int], BulletinItem]:
    if as_of is None:
        no_figure, base_window = Figure(None, None, None, NO_DATA_YET), _week_before(window)
        return {
            (kpi, unit.id): BulletinItem(kpi, unit, window, no_figure, base_window, no_figure)
            for kpi in kpis
            for unit in progress.units
        }
    window_so_far = Window(window.first, min(window.last, day_number(as_of)))
    now = _board(source, progress, kpis, window_so_far, as_of)
    base = _board(source, progress, kpis, _week_before(window_so_far), as_of - timedelta(days=WEEK_DAYS))
    return {(kpi, unit.id): _item(source, now, base, kpi, unit, window) for kpi in kpis for unit in progress.units}


def _week_before(window: Window) -> Window:
    return Window(window.first - WEEK_DAYS, window.last - WEEK_DAYS)


def _board(source: FigureSource, progress: CampaignProgress, kpis: Sequence[str], window: Window, as_of: date) -> Board:
    ids = [unit.id for unit in progress.units]
    return source.engine.board(ids[0], f"{window.start}..{window.end}", as_of, kpis, 0, ids)


def _item(source: FigureSource, now: Board, base: Board, kpi: str, unit: UnitRef, window: Window) -> BulletinItem:
    declared = source.catalogue.kpis[kpi]
    if source.protects(declared, unit.id):
        suppressed = Figure(None, None, None, source.suppressed_reason)
        return BulletinItem(kpi, unit, now.period, suppressed, base.period, suppressed)
    figure = now.figures[kpi, unit.id]
    is_judged = now.period.days == WEEK_DAYS and unit.id == now.units[0].id and figure.value is not None
    return BulletinItem(
        kpi,
        unit,
        now.period,
        figure,
        base.period,
        base.figures[kpi, unit.id],
        now.judgements[kpi, unit.id, "mom"].verdict if is_judged else None,
        open_reason(declared, figure, now.period, window),
    )
