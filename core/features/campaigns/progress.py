"""How far a campaign has come, by unit: each count as of its own last day, its target beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from core.catalogue.campaign_model import Campaign
from core.catalogue.model import Catalogue, Kpi
from core.catalogue.peer_model import Exposure
from core.disclosure.policy import Guard
from core.features.campaigns.pace import Pace, told
from core.features.campaigns.targets import By, target_of
from core.features.campaigns.types import Line, Per, Progress, Standing, State
from core.judgement.dispersion import Dispersion
from core.judgement.history import History, Read
from core.judgement.rates import rate_interval
from core.metrics.types import Board, Figure, UnitRef, Window
from core.store.sqlite import StoreError
from core.store.units import UnitTree
from core.time.days import day_number, to_date

NOT_BEGUN = "行动期内还没有这项的数据"
ONGOING = "行动尚未结束，近期的还在办理"


class Ask(Protocol):
    """The engine, as far as a campaign needs it."""

    def as_of(self, kpis: Sequence[str]) -> date:
        """The last day that the KPIs' sources cover. Raises StoreError."""

    def board(
        self, unit: int, period: str, as_of: date, kpis: Sequence[str], months: int, units: Sequence[int]
    ) -> Board:
        """KPIs of units over a period."""


@dataclass(frozen=True)
class Source:
    """Where a campaign's figures come from. `hidden` says in Chinese what small numbers that are protected get."""

    catalogue: Catalogue
    tree: UnitTree
    bureau: str
    demo: bool
    version: int
    ask: Ask
    read: Read
    guard: Guard
    hidden: str

    def protects(self, kpi: Kpi, unit: int) -> bool:
        """Whether a unit's small numbers of a KPI are protected."""
        return self.guard.protects(kpi.measures(), unit)


def state_of(campaign: Campaign, day: date) -> State:
    """How a campaign stands on a day."""
    if campaign.first is None or campaign.last is None:
        return "未定期"
    return "未开始" if day < campaign.first else "已结束" if day > campaign.last else "进行中"


def last_day(source: Source, kpi: str, as_of: date | None) -> date | None:
    """The last day that is known of a KPI, up to a day; None where nothing of it was ever brought."""
    try:
        day = source.ask.as_of([kpi])
    except StoreError:
        return None
    return day if as_of is None else min(day, as_of)


def progress(source: Source, name: str, units: Sequence[UnitRef], as_of: date | None) -> Progress:
    """The campaign `name` of some units, the first of which is asked about. Raises LookupError (Chinese)."""
    campaign = source.catalogue.campaigns.get(name)
    if campaign is None:
        known = "、".join(source.catalogue.campaigns)
        raise LookupError(f"没有专项行动“{name}”，可用：{known}")
    return _Counter(source, name, campaign, tuple(units), as_of).answer()


class _Counter:
    def __init__(
        self, source: Source, name: str, campaign: Campaign, units: tuple[UnitRef, ...], as_of: date | None
    ) -> None:
        self._source, self._name, self._campaign, self._units = source, name, campaign, units
        self._stocks_kept: dict[str, By] = {}
        self._days = {kpi: day for kpi in campaign.kpis if (day := last_day(source, kpi, as_of)) is not None}
        if not self._days:
            raise StoreError("数据库里还没有这项行动所计的数据：请先导入（fengjing import）。")
        self.newest = max(self._days.values())

    @cached_property
    def _whole(self) -> Window | None:
        first, last = self._campaign.first, self._campaign.last
        return Window(day_number(first), day_number(last)) if first and last else None

    def answer(self) -> Progress:
        campaign, whole = self._campaign, self._whole
        state = state_of(campaign, self.newest)
        elapsed = 0 if whole is None else max(0, min(day_number(self.newest), whole.last) - whole.first + 1)
        return Progress(
            id=self._name,
            zh=campaign.zh,
            remark=campaign.remark,
            bureau=self._source.bureau,
            demo=self._source.demo,
            state=state,
            window=whole,
            as_of=self.newest,
            data_version=self._source.version,
            elapsed=elapsed,
            days=whole.days if whole else 0,
            units=self._units,
            parts=tuple((part.zh, tuple(part.kpis)) for part in campaign.parts.values()),
            lines={} if whole is None else self._judged(whole),
            decided=campaign.decision.sentence if campaign.decision and campaign.targets else "",
            notes=tuple(self._notes(state)),
        )

    def _notes(self, state: State) -> list[str]:
        if not self._campaign.targets:
            return ["没有定目标：只列计数"] if state != "未定期" else []
        notes = ["时间进度按日历天数均匀计；超前、滞后只在计数撑得住时才说，其余写“与时间相当”"]
        if any(target.split for target in self._campaign.targets.values()):
            notes.append("各所目标按行动首日的民警数分解（目录可另定）")
        return notes

    def _judged(self, whole: Window) -> dict[tuple[str, int], Line]:
        lines = {(line.kpi, line.unit.id): line for line in self._counted(whole)}
        focus = self._units[0].id
        for family in (
            [key for key in lines if key[1] == focus],
            [key for key in lines if key[1] != focus],
        ):
            self._say(lines, family, whole)
        return lines

    def _counted(self, whole: Window) -> list[Line]:
        found: list[Line] = []
        by_day: dict[date | None, list[str]] = {}
        for kpi in self._campaign.kpis:
            by_day.setdefault(self._days.get(kpi), []).append(kpi)
        for day, kpis in by_day.items():
            if day is None or day_number(day) < whole.first:
                found += [self._empty(kpi, unit, whole) for kpi in kpis for unit in self._units]
                continue
            board = self._board(whole, day, kpis)
            for kpi in kpis:
                of = self._reported_until(board, kpi, whole)
                found += [self._line(of, kpi, unit, whole) for unit in self._units]
        return found

    def _reported_until(self, board: Board, kpi: str, whole: Window) -> Board:
        """The board; of what comes by monthly reports alone, up to the last month that is reported whole."""
        declared, month_end = self._source.catalogue.kpis[kpi], board.as_of.replace(day=1) - timedelta(days=1)
        monthly = all(self._source.catalogue.measures[name].fact is None for name in declared.measures())
        if not monthly or board.figures[kpi, self._units[0].id].value is not None or month_end < whole.start:
            return board
        return self._board(whole, month_end, [kpi])

    def _board(self, whole: Window, day: date, kpis: Sequence[str]) -> Board:
        stocks = [exposure.kpi for kpi in kpis if (exposure := self._exposure(kpi))]
        wanted = list(dict.fromkeys([*kpis, *stocks]))
        ids = [unit.id for unit in self._units]
        return self._source.ask.board(ids[0], f"{whole.start}..{whole.end}", day, wanted, 0, ids)

    def _exposure(self, kpi: str) -> Exposure | None:
        return next((one for one in self._source.catalogue.exposures.values() if kpi in one.counts), None)

    def _empty(self, kpi: str, unit: UnitRef, whole: Window) -> Line:
        return Line(kpi, unit, None, Figure(None, None, None, NOT_BEGUN), target=self._target(kpi, unit, whole))

    def _line(self, board: Board, kpi: str, unit: UnitRef, whole: Window) -> Line:
        declared = self._source.catalogue.kpis[kpi]
        figure, window = board.figures[kpi, unit.id], board.period
        if self._source.protects(declared, unit.id):
            return Line(kpi, unit, window, Figure(None, None, None, self._source.hidden))
        target = self._target(kpi, unit, whole)
        done = figure.value / target if target and declared.kind == "count" and figure.value is not None else None
        return Line(
            kpi,
            unit,
            window,
            figure,
            per=self._per(board, kpi, unit.id),
            target=target,
            done=done,
            time=window.days / whole.days,
            open_because=open_because(declared, figure, window, whole),
        )

    def _per(self, board: Board, kpi: str, unit: int) -> Per | None:
        exposure, value = self._exposure(kpi), board.figures[kpi, unit].value
        stock = board.figures[exposure.kpi, unit].value if exposure else None
        return Per(value / stock * exposure.scale, exposure.unit) if exposure and stock and value is not None else None

    def _target(self, kpi: str, unit: UnitRef, whole: Window) -> float | None:
        target = self._campaign.targets.get(kpi)
        if target is None:
            return None
        rate = self._source.catalogue.kpis[kpi].kind == "rate"
        by: By = self._stocks(kpi, whole) if target.split and unit.id != self._source.tree.root.id else {}
        return target_of(target, rate, unit, self._source.tree, by)

    def _stocks(self, kpi: str, whole: Window) -> By:
        """The stock by which a target is shared out, of every station of the bureau, as of the first day."""
        exposure, tree = self._exposure(kpi), self._source.tree
        assert exposure is not None  # the catalogue's checks require it of a target that is shared out
        if exposure.kpi not in self._stocks_kept:
            stations, first = [unit.id for unit in tree.stations(tree.root.id)], whole.start
            board = self._source.ask.board(tree.root.id, f"{first}..{first}", first, [exposure.kpi], 0, stations)
            self._stocks_kept[exposure.kpi] = {unit: board.figures[exposure.kpi, unit].value for unit in stations}
        return self._stocks_kept[exposure.kpi]

    def _say(self, lines: dict[tuple[str, int], Line], keys: Sequence[tuple[str, int]], whole: Window) -> None:
        """Says of a family how its lines stand."""
        aimed = [key for key in keys if lines[key].target is not None and lines[key].figure.value is not None]
        spreads = self._spreads([lines[key] for key in aimed], whole)
        counts = [key for key in aimed if lines[key].done is not None]
        over = self.newest > whole.end
        paces = [self._pace(lines[key], spreads[key]) for key in counts]
        for key, one in zip(counts, told(paces, over=over), strict=True):
            line = lines[key]
            cut = line.window is not None and line.window.last < whole.last
            if over and cut and one.standing == "未达目标":  # the source has not come to the end yet
                one = replace(one, standing="尚难判定", reason=f"数据只到 {line.window.end}" if line.window else "")
            lines[key] = replace(line, low=one.low, high=one.high, standing=one.standing, reason=one.reason)
        for key in aimed:
            if lines[key].done is None:
                lines[key] = self._bound(lines[key], spreads[key], running=not over)

    def _pace(self, line: Line, spread: Dispersion) -> Pace:
        smallest = self._source.catalogue.smallest_change(self._source.catalogue.kpis[line.kpi])
        return Pace(float(line.figure.value or 0), float(line.target or 0), float(line.time or 0), spread, smallest)

    def _bound(self, line: Line, spread: Dispersion, *, running: bool) -> Line:
        """A rate against the bound that it must meet, by its own 95% interval."""
        assert line.target is not None  # asked only of those that have one
        part = (float(line.figure.numerator or 0), float(line.figure.denominator or 0))
        low, high = (float(end) for end in rate_interval(part, spread))
        standing: Standing = "达标" if low >= line.target else "未达标" if high < line.target else "尚难判定"
        reason = "区间跨着目标" if standing == "尚难判定" else "整个区间都在目标的一边"
        late = self._source.catalogue.kpis[line.kpi].basis == "cohort" and running
        if standing == "未达标" and late:
            standing, reason = "尚难判定", ONGOING
        return replace(line, low=low, high=high, standing=standing, reason=reason)

    def _spreads(self, aimed: Sequence[Line], whole: Window) -> Mapping[tuple[str, int], Dispersion]:
        if not aimed:
            return {}
        kpis = list(dict.fromkeys(line.kpi for line in aimed))
        units = list(dict.fromkeys(line.unit.id for line in aimed))
        window = Window(whole.first, min(whole.last, day_number(self.newest)))
        history = History(self._source.catalogue, self._source.read, window, kpis, units)
        return {(line.kpi, line.unit.id): history.spread(line.kpi, line.unit.id) for line in aimed}


def open_because(kpi: Kpi, figure: Figure, window: Window, whole: Window) -> str:
    """Why a figure of a campaign may still change (Chinese); empty of a final one."""
    reasons = []
    if window.last < whole.last:
        reasons.append(f"只数到 {to_date(window.last)}")
    if kpi.basis == "cohort":
        reasons.append("之后办结的还会计入")
    if figure.note:
        reasons.append(figure.note)
    return "；".join(reasons)
