"""Everything that one page of a field of work says, asked for once: boards, matrix, notices, signals, instructions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access.scoped_instructions import OverdueInstruction
from core.access.scoped_signals import SignalRecord
from core.board.attention import Notice, attention
from core.catalogue.domain_page_model import Docket, DomainPage
from core.catalogue.model import Catalogue
from core.features.dockets.open_cases import days_over_text
from core.features.domains.conclusion import DomainCounts, conclusion
from core.features.domains.matrix import CellMark, Matrix, build_matrix
from core.features.domains.overdue_work import OverdueWork
from core.features.month_chart.types import MonthChart, Side
from core.features.signals.digest import SignalGroup, group_of
from core.features.signals.doubts import DoubtedFigure, Doubts
from core.features.signals.types import Signals
from core.metrics.types import Board
from core.store.unit_words import counted_words, level_word, whole_word
from core.store.units import UnitRef
from dashboards.i18n.words import domain as words
from dashboards.i18n.words import short_unit
from dashboards.queries import boards, database, domain_pages, month_charts, session, signals
from dashboards.queries.background import PendingResult

EVERY_NOTICE = 1_000
TO_ASK_ABOUT = (CellMark.MISSED, CellMark.WORSE, CellMark.WARNED)


@dataclass(frozen=True)
class DomainView:
    """One page's answers. `board` has all its KPIs of the viewer's own unit, `matrix` those by station or county.

    `records` are the signals of this field that stand; `knows_signals` is False while they are computed, and
    `signals_failed` says that they could not be. `signals` are those that the records are of, perhaps of older data.
    """

    page: DomainPage
    catalogue: Catalogue
    board: Board
    station_board: Board | None
    matrix: Matrix | None
    notices: tuple[Notice, ...]
    records: tuple[SignalRecord, ...]
    overdue: tuple[OverdueInstruction, ...]
    overdue_work: dict[Docket, list[OverdueWork]]
    doubts: Doubts
    knows_signals: bool
    signals_failed: bool
    signals: PendingResult[Signals] | None
    ranges: PendingResult[Mapping[str, MonthChart]] | None

    @property
    def unit(self) -> UnitRef:
        """The unit that the page speaks of as a whole: the viewer's own."""
        return self.board.units[0]

    @property
    def sentence(self) -> str:
        """The conclusion."""
        bureau = {notice.kpi for notice in self.notices if notice.unit == self.unit.id}
        stations = self.matrix.marked_units(*TO_ASK_ABOUT) if self.matrix else set()
        stations |= {notice.unit for notice in self.notices}
        stations |= {unit for record in self._group(SignalGroup.UNUSUAL) if (unit := record.signal.station) is not None}
        stations = _shown(stations) - {self.unit.id}
        doubted = _shown({figure.unit for figure in self.doubts if figure.kpi in self._own_kpis}) - {self.unit.id}
        counts = DomainCounts(
            unmet=len(bureau),
            outside=sum(newest_outside(chart) is not None for chart in self.charts.values()),
            stations=len(stations),
            doubted=len(doubted),
            overdue=len(self.overdue) + sum(line.pieces for work in self.overdue_work.values() for line in work),
            seen=sum(self.board.figures[kpi, self.unit.id].exact is not None for kpi in self.board.kpis),
            knows_signals=self.knows_signals and self.ranges is not None and not self.ranges.failed,
            station=_short_names(stations),
            unusual_of_all=self._count_of_all(SignalGroup.UNUSUAL),
            doubts_of_all=self._count_of_all(SignalGroup.DOUBTFUL_DATA),
            doubted_station=_short_names(doubted),
            whole=whole_word(self.unit),
            level=level_word(_compared()),
        )
        return conclusion(counts)

    @property
    def charts(self) -> Mapping[str, MonthChart]:
        """The months of the tiles beside their usual ranges, as far as they are known."""
        return (self.ranges.answer if self.ranges else None) or {}

    @property
    def _own_kpis(self) -> set[str]:
        return set(self.page.own_kpis(self.catalogue.kpis))

    def _count_of_all(self, group: SignalGroup) -> int:
        """Return how many signals of a group are of the whole and no station's."""
        return sum(record.signal.station is None for record in self._group(group))

    def _group(self, group: SignalGroup) -> list[SignalRecord]:
        return [record for record in self.records if group_of(record.signal.kind) is group]


def _compared() -> list[UnitRef]:
    tree = session.units()
    return tree.compared(tree.root.id)


def _shown(units: set[int]) -> set[int]:
    """Return the units at which a board shows some: stations, or of a province their counties."""
    tree = session.units()
    return {unit if (above := tree.compared_above(unit)) is None else above.id for unit in units}


def overdue_sum(work: Sequence[OverdueWork]) -> str:
    """Return how many pieces of work are overdue at how many units, and by how many days the oldest."""
    pieces, longest = sum(line.pieces for line in work), days_over_text(max(line.longest for line in work))
    return words.OVERDUE_SUM.format(units=counted_words(_compared(), len(work)), count=pieces, longest=longest)


def _short_names(units: set[int]) -> str:
    tree = session.units()
    return "、".join(short_unit(tree.units[unit].name) for unit in sorted(units) if unit in tree.units)


def newest_outside(chart: MonthChart) -> Side | None:
    """Return on which side of its usual range the newest whole month lies; None within it, or where none is known."""
    return None if chart.newest is None else chart.newest.outside


def read_view(page: DomainPage, period: str) -> DomainView:
    """Return the answers of a page over a period."""
    catalogue, kpis = database.catalogue(), page.all_kpis(database.catalogue().kpis)
    board = boards.board(period, tuple(kpis), bureau_only=True)
    station_board = domain_pages.station_board(period, tuple(page.matrix)) if page.matrix else None
    pending, doubts = signals.bureau_signals(), signals.doubts()
    records = domain_pages.records(page, pending.answer) if pending and pending.answer else ()
    has_stations = station_board is not None and len(station_board.units) > 1
    matrix = None
    if station_board is not None and has_stations:
        matrix = build_matrix(station_board, catalogue, doubts, [record.signal for record in records], session.units())
    return DomainView(
        page,
        catalogue,
        board,
        station_board,
        matrix,
        _notices(page, board, station_board, catalogue, doubts),
        records,
        domain_pages.overdue(page),
        {work: domain_pages.overdue_work(work, board.units[0].id, board.as_of) for work in page.work_lists},
        doubts,
        knows_signals=pending is not None and pending.answer is not None,
        signals_failed=pending is not None and pending.answer is None,
        signals=pending,
        ranges=month_charts.usual_months(tuple(page.tiles), board.units[0].id),
    )


def _notices(
    page: DomainPage, board: Board, station_board: Board | None, catalogue: Catalogue, doubts: Doubts
) -> tuple[Notice, ...]:
    """Return what was judged of the bureau and its stations, but of what is in doubt and of what nobody is held to."""
    notices: dict[DoubtedFigure, Notice] = {}
    for source in filter(None, (board, station_board)):
        for notice in attention(source, catalogue, EVERY_NOTICE):
            is_held_to = catalogue.kpis[notice.kpi].assess or notice.kpi in page.tiles
            figure = DoubtedFigure(notice.unit, notice.kpi)
            if is_held_to and figure not in doubts:
                notices.setdefault(figure, notice)
    return tuple(notices.values())
