"""Questions that a process beside the server answers: each says all that its answer depends on, and can be sent there.

None asks for a session: where the answer depends on who looks, the scope is a part of the question.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Generic, NoReturn, TypeVar

from core.access.context import RequestContext
from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.access.scoped_instructions import ScopedInstructions
from core.access.station_view import StationView
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.index_model import Bands
from core.engine import Engine
from core.features.expected_range.types import ExpectedRange
from core.features.indices.list_basis import ListBasis
from core.features.indices.month_lists import MonthLists, lists_of_index
from core.features.indices.publish import renewed_bases
from core.features.indices.types import IndexTable
from core.features.month_chart.types import MonthChart
from core.features.signals.types import Signals
from core.features.stations.types import CommunityBreakdown
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Board, ClassShare, Window
from core.store.errors import ReadFailed, StoreError

T = TypeVar("T")
_ACTOR = "background"


class Question(ABC, Generic[T]):
    """A question about one database. Subclasses are frozen data: two that are equal have one answer.

    is_kept: whether the answer may be written down and found again after a restart. heeds_issues: whether a figure of
    it may be hidden by what was issued on paper; what depends on the rules alone stands beyond an issue.
    """

    is_kept: ClassVar[bool] = False
    heeds_issues: ClassVar[bool] = True

    @abstractmethod
    def answer(self, engine: Engine) -> T:
        """Return the answer, which is plain data: it is sent to another process."""


def context_of(engine: Engine, scope: Scope) -> RequestContext:
    """Return a scope's access to a database; what would leave a line in the trail is refused."""
    return RequestContext(engine, Viewer(_ACTOR, "", scope), _refuse_trail)


def _refuse_trail(action: str, _detail: str) -> NoReturn:
    raise AccessRefused(f"{action}：要留痕的查询不能在后台进行。")


@dataclass(frozen=True)
class BureauSignals(Question[Signals]):
    """The signals of the whole bureau on a day; who looks at them sees those of the own units."""

    is_kept = True
    heeds_issues = False

    as_of: date

    def answer(self, engine: Engine) -> Signals:
        """Return all signals."""
        return engine.signals(self.as_of)


@dataclass(frozen=True)
class UsualMonths(Question[Mapping[str, MonthChart]]):
    """The month charts of several KPIs of a unit, those that have data."""

    is_kept = True
    heeds_issues = False

    scope: Scope
    kpis: tuple[str, ...]
    unit: int

    def answer(self, engine: Engine) -> Mapping[str, MonthChart]:
        """Return the charts by KPI."""
        scoped_engine, charts = ScopedEngine(context_of(engine, self.scope)), {}
        for kpi in self.kpis:
            try:
                charts[kpi] = scoped_engine.month_chart(kpi, self.unit)
            except ReadFailed:
                raise
            except StoreError:  # no data of it: its tile says so
                continue
        return charts


@dataclass(frozen=True)
class UsualDay(Question[ExpectedRange]):
    """The newest whole day of a KPI of a unit beside the range in which such days lie."""

    is_kept = True
    heeds_issues = False

    scope: Scope
    kpi: str
    unit: int

    def answer(self, engine: Engine) -> ExpectedRange:
        """Return the day with its range, or why there is none."""
        return ScopedEngine(context_of(engine, self.scope)).expected_range(self.kpi, self.unit)


@dataclass(frozen=True)
class Communities(Question[CommunityBreakdown]):
    """A station's communities by one KPI over some days."""

    is_kept = True

    scope: Scope
    unit: int
    kpi: str
    period: Window
    as_of: date

    def answer(self, engine: Engine) -> CommunityBreakdown:
        """Return the communities, and what each has to do with the station's change."""
        view = StationView(context_of(engine, self.scope))
        return view.decompose_by_community(self.unit, self.kpi, self.period, self.as_of)


@dataclass(frozen=True)
class CommunityComposition(Question[tuple[ClassShare, ...]]):
    """The classes of a community's alerts over two spans of days."""

    is_kept = True

    scope: Scope
    community: int
    window: Window
    base: Window

    def answer(self, engine: Engine) -> tuple[ClassShare, ...]:
        """Return the shares of the classes."""
        scoped_engine = ScopedEngine(context_of(engine, self.scope))
        return tuple(scoped_engine.composition(self.community, self.window, self.base, self.window.end))


@dataclass(frozen=True)
class CommunityBoard(Question[Board]):
    """A KPI of a station and its communities over some days: the figures alone.

    Small numbers are left out by the engine as everywhere, which can take seconds when it is first asked.
    """

    scope: Scope
    kpi: str
    station: int
    period: str
    as_of: date

    def answer(self, engine: Engine) -> Board:
        """Return a board without changes and judgements, which are worked out from the open database alone."""
        scoped_engine = ScopedEngine(context_of(engine, self.scope))
        communities = [unit.id for unit in scoped_engine.units.below(self.station) if unit.kind == "community"]
        board = scoped_engine.board(self.station, self.period, self.as_of, [self.kpi], 0, communities)
        late_boards = {kpi: _figures_alone(late_board) for kpi, late_board in board.late_boards.items()}
        return _figures_alone(replace(board, late_boards=late_boards))


def _figures_alone(board: Board) -> Board:
    return replace(
        board,
        figures=dict(board.figures),
        changes={},
        series={},
        judgements={},
        standards={},
        intervals={},
        deteriorations={},
        missed_standards={},
    )


@dataclass(frozen=True)
class StationCodes:
    """The codes of the stations, with the bands they are cut by, the worst first."""

    index_table: IndexTable
    bands: Bands


@dataclass(frozen=True)
class Codes(Question[StationCodes]):
    """The codes of the stations over the last complete month, of a province those of a county."""

    is_kept = True
    heeds_issues = False

    scope: Scope
    county: int | None = None

    def answer(self, engine: Engine) -> StationCodes:
        """Return the codes."""
        scoped_indices = ScopedIndices(context_of(engine, self.scope))
        index_id, month = scoped_indices.code_index("station"), scoped_indices.last_month()
        index_table = scoped_indices.table(index_id, month, "station", self.county)
        return StationCodes(index_table, engine.catalogue.bands[index_table.index.bands])


@dataclass(frozen=True)
class ListsToPublish(Question[MonthLists | str]):
    """The lists of a month as they would be published, of the whole bureau and one index; with a `reason` a correction.

    All of them at once could take longer than a question may.
    """

    month: int
    reason: str
    index: str

    def answer(self, engine: Engine) -> MonthLists | str:
        """Return the lists, or why there is nothing to publish (Chinese)."""
        try:
            return lists_of_index(engine, self.month, self.index, self.reason)
        except (StoreError, PeriodError, LookupError) as refusal:
            return str(refusal)


@dataclass(frozen=True)
class RenewedBases(Question[Sequence[ListBasis | None]]):
    """Bases of lists to be published, renewed at the newest version of the data; None of those that have changed."""

    bases: tuple[ListBasis, ...]

    def answer(self, engine: Engine) -> Sequence[ListBasis | None]:
        """Return the bases."""
        return renewed_bases(engine, self.bases)


@dataclass(frozen=True)
class MovedCount(Question[int]):
    """The number of the latest filed instructions whose figure has moved: asked once a day, at a second of it."""

    scope: Scope
    day: int
    now: int = field(compare=False)

    def answer(self, engine: Engine) -> int:
        """Return their number."""
        return ScopedInstructions(context_of(engine, self.scope)).moved_count(self.now)
