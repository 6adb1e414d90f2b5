"""战报: what a day or a week of a campaign came to, unit by unit, beside the same days a week before.

The base of a day is the same weekday a week before, since weekends are quieter; that of a week the week before. Both
are known at the same age. A change is judged only over whole weeks: a single day carries no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.features.campaigns.progress import NOT_BEGUN, Source, last_day, open_because, progress
from core.features.campaigns.types import Progress
from core.metrics.period import PeriodError
from core.metrics.types import Board, Figure, UnitRef, Window
from core.time.days import day_number, week_days, week_number

Kind = Literal["day", "week"]
WEEK = 7


@dataclass(frozen=True, slots=True)
class Item:
    """One KPI of one unit: the bulletin's days, and the same days a week before.

    `verdict` is the engine's on the change of a whole week, empty otherwise. `open_because` as of a campaign's line.
    """

    kpi: str
    unit: UnitRef
    window: Window
    figure: Figure
    base: Window
    base_figure: Figure
    verdict: str
    open_because: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin: `window` are its days (of a week those that lie in the campaign), `items` by KPI and unit.

    `progress` is the campaign as far as it had come by the last of these days.
    """

    kind: Kind
    window: Window
    progress: Progress
    items: Mapping[tuple[str, int], Item]

    @property
    def unit(self) -> UnitRef:
        """Whose it is."""
        return self.progress.units[0]


def bulletin(source: Source, name: str, kind: Kind, units: Sequence[UnitRef], day: date | None) -> Bulletin:
    """The bulletin of a day, or of its week; of the newest day if none is named. Raises PeriodError (Chinese)."""
    found = progress(source, name, units, day)
    if found.window is None:
        raise PeriodError(f"“{found.zh}”还没有定起止日期，没有战报。")
    last = day_number(day or found.as_of)
    if not found.window.first <= last <= found.window.last and day is not None:
        raise PeriodError(f"{day} 不在“{found.zh}”的起止日期（{found.window.start} 至 {found.window.end}）之内。")
    last = min(last, found.window.last)
    if last < found.window.first:
        raise PeriodError(f"“{found.zh}”从 {found.window.start} 起，还没有战报。")
    window = Window(last, last) if kind == "day" else _week(last, found.window)
    items: dict[tuple[str, int], Item] = {}
    for known, kpis in _by_last_day(source, found, window).items():
        items |= _items(source, found, kpis, window, known)
    return Bulletin(kind, window, found, items)


def _week(day: int, whole: Window) -> Window:
    """The week of a day up to it, as far as it lies in the campaign."""
    return Window(max(week_days(week_number(day))[0], whole.first), day)


def _by_last_day(source: Source, found: Progress, window: Window) -> dict[date | None, list[str]]:
    """The KPIs by the last day that is known of each; None where the bulletin's days lie ahead of it."""
    days: dict[date | None, list[str]] = {}
    for kpi in found.kpis:
        known = last_day(source, kpi, window.end)
        days.setdefault(None if known is None or known < window.start else known, []).append(kpi)
    return days


def _items(
    source: Source, found: Progress, kpis: Sequence[str], window: Window, known: date | None
) -> dict[tuple[str, int], Item]:
    if known is None:
        nothing, base = Figure(None, None, None, NOT_BEGUN), _week_before(window)
        return {
            (kpi, unit.id): Item(kpi, unit, window, nothing, base, nothing, "", "")
            for kpi in kpis
            for unit in found.units
        }
    cut = Window(window.first, min(window.last, day_number(known)))
    before = _week_before(cut)
    now = _board(source, found, kpis, cut, known)
    then = _board(source, found, kpis, before, known - timedelta(days=WEEK))
    return {(kpi, unit.id): _item(source, now, then, kpi, unit, window) for kpi in kpis for unit in found.units}


def _week_before(window: Window) -> Window:
    return Window(window.first - WEEK, window.last - WEEK)


def _board(source: Source, found: Progress, kpis: Sequence[str], window: Window, as_of: date) -> Board:
    ids = [unit.id for unit in found.units]
    return source.ask.board(ids[0], f"{window.start}..{window.end}", as_of, kpis, 0, ids)


def _item(source: Source, now: Board, then: Board, kpi: str, unit: UnitRef, window: Window) -> Item:
    declared = source.catalogue.kpis[kpi]
    if source.protects(declared, unit.id):
        hidden = Figure(None, None, None, source.hidden)
        return Item(kpi, unit, now.period, hidden, then.period, hidden, "", "")
    figure = now.figures[kpi, unit.id]
    whole_week = now.period.days == WEEK and unit.id == now.units[0].id and figure.value is not None
    verdict = now.judgements[kpi, unit.id, "mom"].verdict if whole_week else ""
    still = open_because(declared, figure, now.period, window)
    return Item(kpi, unit, now.period, figure, then.period, then.figures[kpi, unit.id], verdict, still)
