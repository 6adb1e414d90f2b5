"""The one door through which screens and commands ask for figures."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import numpy as np

from core.board.board import build_board
from core.board.carousel_family import judge_as_one_family
from core.board.explain import explain
from core.board.stale_sources import build_with_stale_sources
from core.catalogue.index_model import Bands, Index
from core.catalogue.model import Catalogue
from core.comparison import groups
from core.comparison.compare import compare, required_kpis
from core.comparison.types import Comparison
from core.disclosure.disclosed_figures import disclosed_classes
from core.disclosure.policy import SuppressionPolicy, suppression_reason
from core.features.campaigns.bulletin import Bulletin, BulletinKind, build_bulletin
from core.features.campaigns.progress import campaign_progress
from core.features.campaigns.source import FigureSource
from core.features.campaigns.types import CampaignProgress
from core.features.contests.query import read_contest
from core.features.contests.types import Contest
from core.features.dockets import lists as docket
from core.features.follow_up.results import FollowUpReader
from core.features.follow_up.types import FollowUpResult
from core.features.indices.standings import Standings, last_whole_month, must_be_whole
from core.features.indices.types import Code, IndexLine, Standing
from core.features.officers import figures as people
from core.features.signals.detect import detect_signals
from core.features.signals.detection_context import DetectionContext
from core.features.signals.types import Signals
from core.features.slips.build import slips_for
from core.features.slips.types import Slip
from core.instructions.events import INSTRUCTIONS_CHANGED, instructions_by_kpi
from core.instructions.read import Instruction, find, instructions, overdue
from core.metrics import hour_profile
from core.metrics.as_of_span import AsOfSpan
from core.metrics.cube_cache import CubeCache
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.freshness import DataHorizon
from core.metrics.measure_values import MeasureValues
from core.metrics.reporting_period import Period, resolve_period
from core.metrics.result_cache import get_or_compute
from core.metrics.types import Board, ClassShare, Explanation, OfficerFigure, UnitRef, Window
from core.metrics.unit_reports import KpiReports, ReportsReader
from core.metrics.weekly_amounts import WeeklyAmounts, weekly_amounts
from core.store.sqlite import time_limit
from core.store.store import Store
from core.store.units import UnitTree
from core.time.days import day_number, day_of_time

BOARD_MONTHS = 24


class Engine:
    """Answers questions about one open database. Safe to share between threads: one question at a time.

    `longest` is how many seconds a question may take; without it there is no limit.
    """

    def __init__(self, store: Store, max_seconds: float | None = None) -> None:
        self.store = store
        self._longest = max_seconds
        self._lock = threading.RLock()
        self._kept = CubeCache(store)
        self._asked: DataSnapshot | None = None
        self._guard: tuple[int, SuppressionPolicy] | None = None

    @property
    def catalogue(self) -> Catalogue:
        """What is declared."""
        return self.store.catalogue

    @property
    def units(self) -> UnitTree:
        """The bureau's tree."""
        with self._reading() as asked:
            return asked.tree

    def data_version(self) -> int:
        """Rises with every write; cheap to ask."""
        with self._lock, time_limit(self.store.conn, self._longest):
            return self.store.data_version()

    @contextmanager
    def _reading(self) -> Iterator[DataSnapshot]:
        """One consistent view of the data: a read transaction, nested questions sharing it. Raises StoreError."""
        with self._lock:
            if self.store.conn.in_transaction:
                yield self._newest()
                return
            with time_limit(self.store.conn, self._longest):
                self.store.conn.execute("BEGIN")
                try:
                    yield self._newest()
                finally:
                    if self.store.conn.in_transaction:  # SQLite itself ends it on some errors
                        self.store.conn.execute("COMMIT")

    def _newest(self) -> DataSnapshot:
        version = self.store.data_version()
        if self._asked is None or self._asked.data_version != version:
            self._kept.advance_to(version)
            self._asked = DataSnapshot(self.store, self._kept, self._asked)
        return self._asked

    def unit(self, unit: int | str | None) -> UnitRef:
        """A unit by id, code or name; the bureau if none is named. Raises LookupError (Chinese)."""
        with self._reading() as asked:
            if unit is None:
                return asked.tree.root
            return asked.tree.units[unit] if isinstance(unit, int) else asked.tree.find(unit)

    def as_of(self, kpis: Sequence[str] | None = None) -> date:
        """The last day that every source of these KPIs (the board's, if none are named) covers, but for late ones."""
        with self._reading() as asked:
            return asked.data_horizon(self.catalogue, kpis or self.catalogue.board).as_of

    def _covered_by_all(self) -> date:
        """The last day that every source of the board's KPIs covers, late or not."""
        with self._reading() as asked:
            return asked.as_of(self.catalogue, self.catalogue.board)

    def board(
        self,
        unit: int | str | None = None,
        period: str = "ytd",
        as_of: date | None = None,
        kpis: Sequence[str] | None = None,
        months: int = BOARD_MONTHS,
        units: Sequence[int] | None = None,
        carousel: Sequence[Sequence[str]] = (),
    ) -> Board:
        """KPIs of a unit and the stations below it (or of just these `units`), all read together.

        Without `as_of` it is the day that all sources cover; what rests on late ones stands as of its own.
        `in_turn` has the KPIs of each of the boards shown in turn, this one among them: they are judged together.
        Raises PeriodError, LookupError or StoreError with a Chinese message.
        """
        with self._reading() as asked:
            focus = self.unit(unit)
            wanted = list(kpis or self.catalogue.board)
            days = DataHorizon(as_of, {}) if as_of else asked.data_horizon(self.catalogue, wanted)
            below = asked.tree.stations(focus.id) if units is None else [asked.tree.units[u] for u in units]
            shown = list(dict.fromkeys([focus, *below]))
            kept = self._read, self._guard_of(asked), self._lock, len(carousel) or 1

            def make(names: Sequence[str], window: Period, day: date) -> Board:
                return build_board(self.store, asked, names, shown, window, day, months, *kept)

            board = build_with_stale_sources(self.catalogue, period, wanted, days, make)
            if len(carousel) < 2:
                return board
            every = list(dict.fromkeys([*wanted, *(kpi for kpis in carousel for kpi in kpis)]))
            return judge_as_one_family(board, self.board(focus.id, period, board.as_of, every, months, []))

    def _guard_of(self, asked: DataSnapshot) -> SuppressionPolicy:
        """What says which small numbers are not shown, kept while the data stay the same."""
        if self._guard is None or self._guard[0] != asked.data_version:
            before = self._guard[1] if self._guard else None
            self._guard = asked.data_version, SuppressionPolicy(self.catalogue, asked.tree, self._read, before)
        return self._guard[1]

    def _read(self, measures: Sequence[str], units: Sequence[int], spans: Sequence[AsOfSpan]) -> MeasureValues:
        """Amounts that a board has not read yet: the months behind its judgements."""
        with self._reading() as asked:
            return MeasureValues(
                self.store, asked.cube_cache, asked.coverage, asked.ledger_book(measures), measures, units, spans
            )

    def explain(self, kpi: str, unit: int, board: Board) -> Explanation:
        """How a figure on a board is defined, from which rows, as of when."""
        with self._reading() as asked:
            sources = asked.sources(self.catalogue, [kpi])
            return explain(self.catalogue, kpi, asked.tree.units[unit], board, sources)

    def peer_groups(self, unit: int | str | None = None) -> dict[str, str]:
        """The peer groups that a comparison below a unit may name: id → Chinese name."""
        with self._reading() as asked:
            return groups.group_choices(self.catalogue, asked.tree, self.unit(unit).id)

    def comparison(
        self, kpi: str, period: str = "ytd", as_of: date | None = None, group: str = groups.BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Comparison:  # fmt: skip
        """One KPI of the like units below a unit, compared fairly.

        Raises PeriodError, LookupError or StoreError with a Chinese message.
        """
        with self._reading() as asked:
            focus, needed = self.unit(unit), required_kpis(self.catalogue, kpi)
            day = as_of or asked.as_of(self.catalogue, [kpi])
            force = {}
            if groups.is_by_size(group):
                sizes = self.board(focus.id, period, day, [groups.SIZE_KPI], 0)
                force = {one.id: sizes.figures[groups.SIZE_KPI, one.id] for one in sizes.units}
            chosen = groups.find_group(self.catalogue, asked.tree, focus.id, group, force)
            board = self.board(focus.id, period, day, needed, 0, [one.id for one in chosen.units])
            numerator = self.catalogue.kpis[kpi].numerator
            span = AsOfSpan(board.period.first, board.period.last, day_number(day))

            def bins(units: Sequence[int]) -> dict[int, tuple[int, ...]]:
                values = self._read([numerator], units, [span])
                return {one: values.get(numerator, one, span).amounts for one in units}

            return compare(self.catalogue, board, kpi, chosen, bins, resolve_period(period, day).is_running)

    def reporting(self, kpi: str, units: Sequence[int], months: int, as_of: date | None = None) -> KpiReports:
        """How much of the months up to a day each unit has reported of a KPI."""
        with self._reading() as asked:
            told = ReportsReader(self.catalogue, self._read, asked.coverage, asked.ledger_book, kpi)
            return told.read(units, as_of or asked.as_of(self.catalogue, [kpi]), months)

    def campaign(self, name: str, unit: int | str | None = None, as_of: date | None = None) -> CampaignProgress:
        """How far a campaign of a unit and its stations has come. Raises LookupError or StoreError (Chinese)."""
        with self._reading() as asked:
            return campaign_progress(self._campaign_source(asked), name, self._with_stations(asked, unit), as_of)

    def bulletin(
        self, name: str, kind: BulletinKind = "day", unit: int | str | None = None, day: date | None = None
    ) -> Bulletin:
        """A campaign's bulletin of a day, or of its week. Raises LookupError, PeriodError or StoreError (Chinese)."""
        with self._reading() as asked:
            return build_bulletin(self._campaign_source(asked), name, kind, self._with_stations(asked, unit), day)

    def contest(
        self, name: str, period: str = "ytd", as_of: date | None = None, group: str = groups.BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Contest:  # fmt: skip
        """A contest of the areas below a unit. Raises LookupError, PeriodError or StoreError (Chinese)."""
        with self._reading() as asked:
            return read_contest(self._campaign_source(asked), name, period, as_of, group, self.unit(unit))

    def _with_stations(self, asked: DataSnapshot, unit: int | str | None) -> list[UnitRef]:
        focus = self.unit(unit)
        return list(dict.fromkeys([focus, *asked.tree.stations(focus.id)]))

    def _campaign_source(self, asked: DataSnapshot) -> FigureSource:
        kept = self._guard_of(asked), suppression_reason(self.catalogue)
        return FigureSource(
            self.catalogue, asked.tree, asked.bureau, asked.demo, asked.data_version, self, self._read, *kept
        )

    def composition(self, unit: int, window: Window, base: Window, as_of: date) -> list[ClassShare]:
        """The classes of alerts over the days and over the base's."""
        with self._reading() as asked:
            known = day_number(as_of)
            spans = [AsOfSpan(w.first, w.last, known) for w in (window, base)]
            names = self.catalogue.classes
            guard = self._guard_of(asked)
            if guard.is_protected(names, unit):
                return disclosed_classes(self.catalogue, guard, unit, spans, self._read)
            values = MeasureValues(
                self.store, asked.cube_cache, asked.coverage, asked.ledger_book(names), names, [unit], spans
            )
            answers = []
            for name in names:
                now, then = (values.get(name, unit, span) for span in spans)
                zh = self.catalogue.measures[name].zh
                answers.append(ClassShare(zh, None if now.reason else now.amount, None if then.reason else then.amount))
            return answers

    def hours(self, unit: int, window: Window, measure: str = "alerts_valid") -> list[list[int]]:
        """7 × 24 counts of a profiled measure, Monday first.

        Raises LookupError (Chinese) where the unit's small numbers are protected: nearly all of these are small.
        """
        with self._reading() as asked:
            if self._guard_of(asked).is_protected([measure], unit):
                raise LookupError(suppression_reason(self.catalogue))
            return hour_profile.hours_of_week(self.store, self._kept, unit, window, measure)

    def weeks(
        self, units: int | Sequence[int], measures: Sequence[str], first_week: date, last_week: date
    ) -> WeeklyAmounts:
        """Amounts of measures kept by week, over the weeks of two dates and those between them.

        Raises LookupError (Chinese) for a measure that is not kept by week, and where a unit's small numbers are
        protected: a week is never told there.
        """
        with self._reading() as asked:
            wanted = [units] if isinstance(units, int) else list(units)
            if any(self._guard_of(asked).is_protected(measures, unit) for unit in wanted):
                raise LookupError(suppression_reason(self.catalogue))
            return weekly_amounts(self.store, asked.coverage, wanted, measures, first_week, last_week)

    def slips(self, unit: int | str | None = None, as_of: date | None = None) -> list[Slip]:
        """The reminder slips of a community, or of all below a unit. Raises LookupError or StoreError (Chinese)."""
        with self._reading() as asked:
            focus, guard = self.unit(unit), self._guard_of(asked)
            return slips_for(self.store, asked, guard, focus, as_of)

    def last_month(self) -> int:
        """The number of the last month that is over: the newest that has indices. Raises StoreError without data."""
        return last_whole_month(self._covered_by_all())

    def code_index(self, kind: str) -> str:
        """The first index that gives units of a kind a code. Raises LookupError (Chinese) if there is none."""
        for name, index in self.catalogue.indices.items():
            if index.bands and kind in index.units:
                return name
        raise LookupError("目录里没有给这类单位定三色码的指数")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Questions asked inside see one state of the data."""
        with self._reading():
            yield

    def standing(
        self, index_id: str, month: int, kind: str = "station", *, index: Index | None = None,
        bands: Bands | None = None,
    ) -> Standing:  # fmt: skip
        """An index of all the units of a kind over a month; by the rules of `index` and `bands` if they are given.

        Raises PeriodError (Chinese) if the month is not over.
        """
        must_be_whole(month, self._covered_by_all())
        with self._reading() as asked:
            units = [one for one in asked.tree.units.values() if one.kind == kind]
            standings = Standings(self.catalogue, asked, self._read, self._guard_of(asked))
            return standings.standing(index_id, month, units, index, bands)

    def codes(self, month: int | None = None, kind: str = "station") -> dict[int, Code]:
        """The red, yellow and green codes of all units of a kind over a month, by unit; the last whole one if none."""
        with self._reading():
            return dict(self.standing(self.code_index(kind), month or self.last_month(), kind).codes)

    def index_lines(self, month: int, months: int = 12, unit: int | None = None) -> list[IndexLine]:
        """Every index of a unit (the bureau, if none is named) over the months up to one."""
        must_be_whole(month, self._covered_by_all())
        with self._reading() as asked:
            focus = self.unit(unit)
            mine = [name for name, index in self.catalogue.indices.items() if focus.kind in index.units]
            wanted = range(month - months + 1, month + 1)
            standings = Standings(self.catalogue, asked, self._read, self._guard_of(asked))
            return [standings.line(name, focus, wanted, len(mine)) for name in mine]

    def officers(
        self, as_of: date, *, unit: int | None = None, officer: str | None = None
    ) -> list[tuple[str, str, str]]:
        """(number, name, unit) of the officers serving on a day: all, those in a unit and below it, or one."""
        with self._reading() as asked:
            posts = people.serving(self.store, day_number(as_of), unit, officer)
            return [(number, name, asked.tree.units[unit].name) for number, name, unit, _ in posts]

    def officer_figures(self, officer: str, window: Window) -> list[OfficerFigure]:
        """An officer's own counts beside the station's middle half."""
        with self._reading():
            return people.officer_figures(self.store, officer, window)

    def key_disputes(self, unit: int, as_of: date) -> list[docket.KeyDispute]:
        """The key disputes of the stations of a unit that are open at the end of a day."""
        with self._reading() as asked:
            return docket.key_disputes(self.store, _stations(asked.tree, unit), as_of)

    def open_cases(self, unit: int, as_of: date) -> list[docket.OpenCase]:
        """The open cases of the stations of a unit, with what is left of each stage's limit."""
        with self._reading() as asked:
            return docket.open_cases(self.store, _stations(asked.tree, unit), as_of)

    def signals(self, as_of: date | None = None) -> Signals:
        """All signals of the whole bureau that are on at the end of a day; the last complete one if none is named."""
        with self._reading() as asked:
            day = as_of or asked.data_horizon(self.catalogue, self.catalogue.board).as_of
            return detect_signals(DetectionContext(self.store, asked, self._guard_of(asked), self._read, day))

    def instructions(
        self, now: int, units: Collection[int] | None = None, ended: int | None = None
    ) -> list[Instruction]:
        """All instructions to some units (to any, if none are named), the latest sent first.

        `ended` limits how many of those filed or cancelled are read.
        """
        with self._reading():
            return instructions(self.store, now, units, ended)

    def instruction(self, number: str, now: int) -> Instruction | None:
        """One instruction with its history, if there is such a one."""
        with self._reading():
            return find(self.store, number, now)

    def follow_up(self, found: Sequence[Instruction], now: int) -> dict[str, FollowUpResult]:
        """By number, whether the figures that instructions were about have moved since they were filed."""
        with self._reading() as asked:
            watching = FollowUpReader(
                self.catalogue, asked.tree, self._read, self._guard_of(asked), instructions_by_kpi(self.store.conn)
            )
            return {one.number: watching.result(one.state, now) for one in found}

    def overdue(self, now: int, units: Collection[int] | None = None) -> list[Instruction]:
        """The instructions of which a clock has run out (督办), the soonest due first: by the day.

        Asked with every refresh of a wall, and worked out anew when there is another event of any instruction.
        """
        with self._reading() as asked:
            changed = np.array([self.store.meta(INSTRUCTIONS_CHANGED) or 0])
            told = asked.result_cache.entry("overdue", (changed,))
            key = day_of_time(now), None if units is None else frozenset(units)
            return list(get_or_compute(told, key, lambda: overdue(self.store, now, units)))


def _stations(tree: UnitTree, unit: int) -> list[int]:
    """The stations of a unit; the unit itself if it is one."""
    return [unit] if tree.units[unit].kind == "station" else [one.id for one in tree.stations(unit)]
