"""The counts of a campaign by KPI and unit, each as of its own last day, beside its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from core.catalogue.campaign_model import Campaign
from core.catalogue.kpi_model import Kpi
from core.catalogue.peer_model import Exposure
from core.features.campaigns.source import FigureSource
from core.features.campaigns.targets import StationStocks, unit_target
from core.features.campaigns.types import CampaignLine, ExposureRate
from core.metrics.display import decimal_fraction
from core.metrics.types import Board, Figure, UnitRef, Window
from core.time.days import day_number, to_date

NO_DATA_YET = "行动期内还没有这项的数据"


class LineCounter:
    """Counts a campaign's KPIs over its days for some units; `last_days` has each KPI's last day with data."""

    def __init__(
        self,
        source: FigureSource,
        campaign: Campaign,
        window: Window,
        units: tuple[UnitRef, ...],
        last_days: Mapping[str, date],
    ) -> None:
        self._source, self._campaign, self._window = source, campaign, window
        self._units, self._last_days = units, last_days
        self._stocks_by_kpi: dict[str, StationStocks] = {}

    def lines(self) -> list[CampaignLine]:
        """The lines of all KPIs and units, not yet judged."""
        lines: list[CampaignLine] = []
        by_day: dict[date | None, list[str]] = {}
        for kpi in self._campaign.kpis:
            by_day.setdefault(self._last_days.get(kpi), []).append(kpi)
        for day, kpis in by_day.items():
            if day is None or day_number(day) < self._window.first:
                lines += [self._empty_line(kpi, unit) for kpi in kpis for unit in self._units]
                continue
            board = self._board(day, kpis)
            for kpi in kpis:
                kpi_board = self._reported_until(board, kpi)
                lines += [self._line(kpi_board, kpi, unit) for unit in self._units]
        return lines

    def _reported_until(self, board: Board, kpi: str) -> Board:
        """The board; for a KPI that comes by monthly reports alone, cut at the last month that is reported in full."""
        catalogue = self._source.catalogue
        declared, month_end = catalogue.kpis[kpi], catalogue.reporting_calendar.previous_month_end(board.as_of)
        monthly = all(catalogue.measures[name].fact is None for name in declared.measures())
        has_figure = board.figures[kpi, self._units[0].id].value is not None
        if not monthly or has_figure or month_end < self._window.start:
            return board
        return self._board(month_end, [kpi])

    def _board(self, day: date, kpis: Sequence[str]) -> Board:
        stocks = [exposure.kpi for kpi in kpis if (exposure := self._exposure(kpi))]
        needed = list(dict.fromkeys([*kpis, *stocks]))
        ids = [unit.id for unit in self._units]
        period = f"{self._window.start}..{self._window.end}"
        return self._source.engine.board(ids[0], period, day, needed, 0, ids)

    def _exposure(self, kpi: str) -> Exposure | None:
        exposures = self._source.catalogue.exposures.values()
        return next((exposure for exposure in exposures if kpi in exposure.counts), None)

    def _empty_line(self, kpi: str, unit: UnitRef) -> CampaignLine:
        no_figure = Figure(None, None, None, NO_DATA_YET)
        return CampaignLine(kpi, unit, None, no_figure, target=self._target(kpi, unit))

    def _line(self, board: Board, kpi: str, unit: UnitRef) -> CampaignLine:
        declared = self._source.catalogue.kpis[kpi]
        figure, window = board.figures[kpi, unit.id], board.period
        if self._source.protects(declared, unit.id):
            return CampaignLine(kpi, unit, window, Figure(None, None, None, self._source.suppressed_reason))
        target, count = self._target(kpi, unit), figure.exact if declared.kind == "count" else None
        return CampaignLine(
            kpi,
            unit,
            window,
            figure,
            exposure_rate=self._exposure_rate(board, kpi, unit.id),
            target=target,
            completion=count / decimal_fraction(target) if target and count is not None else None,
            elapsed_share=Fraction(window.days, self._window.days),
            open_reason=open_reason(declared, figure, window, self._window),
        )

    def _exposure_rate(self, board: Board, kpi: str, unit: int) -> ExposureRate | None:
        exposure, count = self._exposure(kpi), board.figures[kpi, unit].exact
        if self._source.tree.area_changes(unit, board.period.first, board.period.last):
            return None
        stock = board.figures[exposure.kpi, unit].exact if exposure else None
        if exposure is None or not stock or count is None:
            return None
        return ExposureRate(count / stock * exposure.scale, exposure.unit)

    def _target(self, kpi: str, unit: UnitRef) -> float | None:
        target = self._campaign.targets.get(kpi)
        if target is None:
            return None
        is_rate = self._source.catalogue.kpis[kpi].kind == "rate"
        tree = self._source.tree
        is_apportioned = target.split and unit.id != tree.root.id
        if is_apportioned and not is_rate and tree.area_changes(unit.id, self._window.first, self._window.last):
            return target.stations.get(unit.code)  # its share was of another area
        return unit_target(target, is_rate, unit, tree, self._stocks(kpi) if is_apportioned else {})

    def _stocks(self, kpi: str) -> StationStocks:
        """The stock in proportion to which a target is apportioned, of every station of the first day, on that day."""
        exposure, tree = self._exposure(kpi), self._source.tree.on(self._window.first)
        assert exposure is not None  # the catalogue's checks require it of a target that is apportioned
        if exposure.kpi not in self._stocks_by_kpi:
            stations, first = [unit.id for unit in tree.stations(tree.root.id)], self._window.start
            board = self._source.engine.board(tree.root.id, f"{first}..{first}", first, [exposure.kpi], 0, stations)
            self._stocks_by_kpi[exposure.kpi] = {unit: board.figures[exposure.kpi, unit].value for unit in stations}
        return self._stocks_by_kpi[exposure.kpi]


def open_reason(kpi: Kpi, figure: Figure, window: Window, full_window: Window) -> str:
    """The reason (Chinese) why a figure of a campaign may still change; empty of a final one."""
    reasons = []
    if window.last < full_window.last:
        reasons.append(f"只数到 {to_date(window.last)}")
    if kpi.basis == "cohort":
        reasons.append("之后办结的还会计入")
    if figure.note:
        reasons.append(figure.note)
    return "；".join(reasons)
