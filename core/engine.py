"""Facade through which screens and commands ask for figures: it opens a consistent view of the data and delegates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from core.board.board import BoardContext
from core.board.explain import explain, whole_of_standards
from core.board.request import BoardRequest, answer_board
from core.board.source import BelowFocus, UnitsBelow
from core.bulletins.load import BulletinRules, RuleFile, load_rules
from core.catalogue.index_model import Bands, Index
from core.comparison.groups import BuiltInGroup, group_choices
from core.comparison.request import ComparisonInputs, ComparisonRequest, answer_comparison, answer_standings
from core.comparison.standings import Standings
from core.comparison.types import Comparison
from core.disclosure.composition import alert_classes
from core.disclosure.data_session import DataSession
from core.disclosure.policy import refuse_protected
from core.disclosure.reasons import suppression_reason
from core.features.campaigns.bulletin import Bulletin, BulletinKind, build_bulletin
from core.features.campaigns.effect import CampaignEffects, campaign_effects
from core.features.campaigns.progress import campaign_progress
from core.features.campaigns.source import FigureSource
from core.features.campaigns.types import CampaignProgress
from core.features.contests.query import read_contest
from core.features.contests.types import Contest
from core.features.dockets.key_disputes import KeyDispute, key_disputes
from core.features.dockets.open_cases import OpenCase, open_cases
from core.features.dockets.worked_at import stations_with_ended
from core.features.expected_range.reader import RangeReader
from core.features.expected_range.types import ExpectedRange, RangeSpan
from core.features.follow_up.listed import cached_instructions
from core.features.follow_up.overdue import cached_overdue
from core.features.follow_up.pooled.answers import FollowUpPooler
from core.features.follow_up.pooled.types import PooledFollowUp
from core.features.follow_up.progress import Progress, cached_progress
from core.features.follow_up.results import FollowUpReader
from core.features.follow_up.sent import SentBySignal, cached_instructions_by_signal
from core.features.follow_up.types import FollowUpResult
from core.features.indices.calculator import IndexCalculator, code_index, require_complete_month
from core.features.indices.lists import units_and_peers, units_over
from core.features.indices.published_list import PublishedList, published_lists
from core.features.indices.types import Code, IndexTable, IndexTrend
from core.features.month_chart.reader import month_chart
from core.features.month_chart.types import MonthChart
from core.features.officers.figures import officer_figures
from core.features.officers.postings import officer_roster
from core.features.signals.detect import detect_signals
from core.features.signals.detection_context import DetectionContext
from core.features.signals.types import Signals
from core.features.slips.build import slips_for
from core.features.slips.types import Slip
from core.features.year_end.reader import is_year_so_far, year_pace
from core.features.year_end.text import explained
from core.features.year_end.types import YearPace
from core.instructions.events import instructions_by_kpi
from core.instructions.read import Instruction, find, instructions
from core.metrics.as_of_span import AsOfSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.hour_profile import hours_of_week
from core.metrics.types import Board, ClassShare, Explanation, OfficerFigure, UnitRef, Window
from core.metrics.unit_reports import KpiReports, ReportsReader
from core.metrics.weekly_amounts import WeeklyAmounts, weekly_amounts
from core.store.bulletin_rules import own_rules
from core.time.days import day_number

BOARD_MONTHS = 24
BOARD_PERIOD = "ytd"
INDEX_MONTHS = 12
PROFILE_MEASURE = "alerts_valid"


class Engine(DataSession):
    """Answers questions about one open database.

    Units are named by id, code or name, the bureau by None. Messages of the errors raised are Chinese: LookupError of
    what does not exist, PeriodError of a period that cannot be read, StoreError where there are no data.
    """

    def _covered_by_all(self) -> date:
        """Returns the last day that every source of the board's KPIs covers, late or not."""
        with self._snapshot() as snapshot:
            return snapshot.as_of(self.catalogue, self.catalogue.board)

    def board(
        self,
        unit: int | str | None = None,
        period: str = BOARD_PERIOD,
        as_of: date | None = None,
        kpis: Sequence[str] | None = None,
        months: int = BOARD_MONTHS,
        units: UnitsBelow = BelowFocus.COMPARED,
    ) -> Board:
        """Returns KPIs of a unit and those below it that boards compare (or of just these `units`), all read together.

        Without `as_of` it is the day that all sources cover; KPIs of late ones are as of their own.
        """
        with self._snapshot() as snapshot:
            kpis, context = list(kpis or self.catalogue.board), self._board_context(snapshot)
            return answer_board(context, BoardRequest(self.unit(unit).id, units, period, as_of, kpis, months))

    def _board_context(self, snapshot: DataSnapshot) -> BoardContext:
        policy = self._policy(snapshot)
        return BoardContext(self.store, snapshot, self._read, policy, self._lock, self._newest_board_context)

    @contextmanager
    def _newest_board_context(self) -> Iterator[BoardContext]:
        with self._snapshot() as snapshot:
            yield self._board_context(snapshot)

    def bulletin_rules(self) -> BulletinRules:
        """Returns the kinds of bulletin and the rules of sentences, the bureau's own over the product's."""
        with self._snapshot():
            own = own_rules(self.store.conn)
        return load_rules(self.catalogue, RuleFile(own.name, own.text) if own.text else None)

    def explain(self, kpi: str, unit: int, board: Board) -> Explanation:
        """Returns how a figure on a board is defined, from which rows, as of when."""
        with self._snapshot() as snapshot:
            sources = snapshot.sources(self.catalogue, [kpi])
            whole_name = whole_of_standards(snapshot.tree, unit)
            explanation = explain(self.catalogue, kpi, snapshot.tree.units[unit], board, sources, whole_name)
            figure, *rest = explanation.lines
            return replace(explanation, lines=(figure, *self._pace_lines(kpi, unit, board), *rest))

    def _pace_lines(self, kpi: str, unit: int, board: Board) -> tuple[tuple[str, str], ...]:
        """Returns where the year ends, on a board of this year so far."""
        own = board.board_of(kpi)
        if not is_year_so_far(own.period, own.as_of, self.catalogue.reporting_calendar):
            return ()
        return explained(self.pace(kpi, unit, own.as_of), self.catalogue.kpis[kpi].unit)

    def peer_groups(self, unit: int | str | None = None) -> dict[str, str]:
        """Returns the peer groups that a comparison below a unit may name: id → Chinese name."""
        with self._snapshot() as snapshot:
            return group_choices(self.catalogue, snapshot.tree, self.unit(unit).id)

    def comparison(
        self,
        kpi: str,
        period: str = BOARD_PERIOD,
        as_of: date | None = None,
        group: str = BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Comparison:
        """Compares one KPI of the like units below a unit fairly."""
        with self._snapshot() as snapshot:
            return answer_comparison(self._comparison_inputs(snapshot, kpi, period, as_of, group, self.unit(unit)))

    def standings(
        self, kpi: str, period: str = BOARD_PERIOD, group: str = BuiltInGroup.ALL, unit: int | str | None = None
    ) -> Standings:
        """Returns where the like units below a unit stand by one KPI, as a comparison of them says."""
        with self._snapshot() as snapshot:
            return answer_standings(self._comparison_inputs(snapshot, kpi, period, None, group, self.unit(unit)))

    def _comparison_inputs(
        self, snapshot: DataSnapshot, kpi: str, period: str, as_of: date | None, group: str, focus: UnitRef
    ) -> ComparisonInputs:
        day = as_of or snapshot.as_of(self.catalogue, [kpi], focus.id)

        def read_board(kpis: Sequence[str], units: Sequence[int]) -> Board:
            return self.board(focus.id, period, day, kpis, 0, units)

        request = ComparisonRequest(kpi, focus, group, period, day)
        return ComparisonInputs(self.catalogue, snapshot.tree, request, read_board, self._read, self._policy(snapshot))

    def reporting(self, kpi: str, units: Sequence[int], months: int, as_of: date | None = None) -> KpiReports:
        """Returns how much of the months up to a day each unit has reported of a KPI."""
        with self._snapshot() as snapshot:
            reader = ReportsReader(self.catalogue, self._read, snapshot.coverage, snapshot.ledger_book, kpi)
            return reader.read(units, as_of or snapshot.as_of(self.catalogue, [kpi]), months)

    def campaign(
        self, name: str, unit: int | str | None = None, as_of: date | None = None, *, with_stations: bool = True
    ) -> CampaignProgress:
        """Returns how far a campaign of a unit has come, and of its stations. Its own lines are the same without."""
        with self._snapshot() as snapshot:
            units = snapshot.tree.with_stations(self.unit(unit)) if with_stations else [self.unit(unit)]
            return campaign_progress(self._figure_source(snapshot), name, units, as_of)

    def campaign_effects(self, name: str, as_of: date | None = None) -> CampaignEffects:
        """Returns whether a campaign of the bureau moved its KPIs, beside placebo dates before it."""
        with self._snapshot() as snapshot:
            return campaign_effects(self._figure_source(snapshot), name, as_of)

    def bulletin(
        self, name: str, kind: BulletinKind = "day", unit: int | str | None = None, day: date | None = None
    ) -> Bulletin:
        """Returns a campaign's bulletin of a day, or of its week."""
        with self._snapshot() as snapshot:
            units = snapshot.tree.with_stations(self.unit(unit))
            return build_bulletin(self._figure_source(snapshot), name, kind, units, day)

    def contest(
        self,
        name: str,
        period: str = BOARD_PERIOD,
        as_of: date | None = None,
        group: str = BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Contest:
        """Returns a contest of the areas below a unit."""
        with self._snapshot() as snapshot:
            return read_contest(self._figure_source(snapshot), name, period, as_of, group, self.unit(unit))

    def _figure_source(self, snapshot: DataSnapshot) -> FigureSource:
        policy, reason = self._policy(snapshot), suppression_reason(self.catalogue)
        bureau, demo, version = snapshot.bureau, snapshot.demo, snapshot.data_version
        return FigureSource(self.catalogue, snapshot.tree, bureau, demo, version, self, self._read, policy, reason)

    def composition(self, unit: int, window: Window, base: Window, as_of: date) -> list[ClassShare]:
        """Returns the classes of alerts over the days and over the base's."""
        with self._snapshot() as snapshot:
            spans = [AsOfSpan(days.first, days.last, day_number(as_of)) for days in (window, base)]
            return alert_classes(self.catalogue, self._policy(snapshot), unit, spans, self._read)

    def hours(self, unit: int, window: Window, measure: str = PROFILE_MEASURE) -> list[list[int]]:
        """Returns 7 × 24 counts of a profiled measure, Monday first.

        Raises LookupError where the unit's small numbers are protected: nearly all of these are small.
        """
        with self._snapshot() as snapshot:
            refuse_protected(self.catalogue, self._policy(snapshot), [measure], [unit])
            return hours_of_week(self.store, self._cube_cache, unit, window, measure)

    def weeks(
        self, units: int | Sequence[int], measures: Sequence[str], first_week: date, last_week: date
    ) -> WeeklyAmounts:
        """Returns amounts of measures kept by week, over the weeks of two dates and those between them.

        Raises LookupError for a measure that is not kept by week, and where a unit's small numbers are protected: weeks
        are never shown there.
        """
        with self._snapshot() as snapshot:
            ids = [units] if isinstance(units, int) else list(units)
            refuse_protected(self.catalogue, self._policy(snapshot), measures, ids)
            return weekly_amounts(self.store, snapshot.coverage, ids, measures, first_week, last_week)

    def expected_range(
        self, kpi: str, unit: int | str | None = None, day: date | None = None, span: RangeSpan = "day"
    ) -> ExpectedRange:
        """Returns a count of a day, or of the seven days that end with it, beside the range that such days have.

        Without `day` it is the last day that the unit's records cover.
        """
        with self._snapshot() as snapshot:
            last = None if day is None else day_number(day)
            return RangeReader(self.store, snapshot, self._policy(snapshot)).expect(kpi, self.unit(unit), last, span)

    def expected_so_far(self, kpi: str, unit: int | str | None = None) -> ExpectedRange:
        """Returns the count of the day in progress, up to its last full hour, beside what such days have by then."""
        with self._snapshot() as snapshot:
            return RangeReader(self.store, snapshot, self._policy(snapshot)).expect_so_far(kpi, self.unit(unit))

    def pace(self, kpi: str, unit: int | str | None = None, as_of: date | None = None) -> YearPace:
        """Returns where the year of a count ends, from this year up to a day (the KPI's last) and earlier years."""
        with self._snapshot() as snapshot:
            asked = self.unit(unit)
            day = as_of or self.as_of([kpi], asked.id)
            change = snapshot.tree.area_change(asked.id, day_number(day))
            since = None if change is None else change.day
            return year_pace(self.catalogue, self._policy(snapshot), self._read, kpi, asked, day, since)

    def month_chart(self, kpi: str, unit: int | str | None = None, as_of: date | None = None) -> MonthChart:
        """Returns a KPI's months up to a day (the KPI's last) beside the limits that its earlier months give."""
        with self._snapshot() as snapshot:
            asked = self.unit(unit)
            day = as_of or self.as_of([kpi], asked.id)
            change = snapshot.tree.area_change(asked.id, day_number(day))
            return month_chart(self.catalogue, self._policy(snapshot), self._read, kpi, asked, day, change)

    def slips(self, unit: int | str | None = None, as_of: date | None = None) -> list[Slip]:
        """Returns the reminder slips of a community, or of all below a unit."""
        with self._snapshot() as snapshot:
            return slips_for(self.store, snapshot, self._policy(snapshot), self.unit(unit), as_of)

    def last_month(self) -> int:
        """Returns the number of the last month that is over: the newest that has indices."""
        return self.catalogue.reporting_calendar.last_complete_month(self._covered_by_all())

    def _index_calculator(self, snapshot: DataSnapshot, month: int) -> IndexCalculator:
        require_complete_month(month, self._covered_by_all(), self.catalogue.reporting_calendar)
        return IndexCalculator(self.catalogue, snapshot, self._read, self._policy(snapshot))

    def index_table(
        self,
        index_id: str,
        month: int,
        kind: str = "station",
        *,
        index: Index | None = None,
        bands: Bands | None = None,
        places: Collection[int | None] | None = None,
        of_list: int | None = None,
    ) -> IndexTable:
        """Returns an index of all the units of a kind over a month; by the rules of `index` and `bands` if given.

        Of those in some `places` alone: counties where boards compare them, or lists; of those on one list, the
        communities' is their station's, if `of_list` names it. Raises PeriodError if the month is not over.
        """
        with self._snapshot() as snapshot:
            days = self.catalogue.reporting_calendar.month_days(month)
            units, peers = units_and_peers(snapshot.tree, days, kind, places, of_list)
            return self._index_calculator(snapshot, month).table(index_id, month, units, index, bands, peers)

    def index_units(self, month: int, kind: str, places: Collection[int | None] | None = None) -> list[UnitRef]:
        """Returns the units of a kind that have indices over a month; of those in some `places`, counties or lists."""
        with self._snapshot() as snapshot:
            return units_over(snapshot.tree, self.catalogue.reporting_calendar.month_days(month), kind, places)

    def codes(self, month: int | None = None, kind: str = "station") -> dict[int, Code]:
        """Returns the red, yellow and green codes of all units of a kind over a month (the last complete one)."""
        with self._snapshot():
            return dict(self.index_table(code_index(self.catalogue, kind), month or self.last_month(), kind).codes)

    def published_lists(self, month: int) -> list[PublishedList]:
        """Returns the indices and lists of a month as they were published last."""
        with self._snapshot():
            return published_lists(self.store.conn, month)

    def index_trends(self, month: int, months: int = INDEX_MONTHS, unit: int | None = None) -> list[IndexTrend]:
        """Returns every index of a unit over the months up to one."""
        with self._snapshot() as snapshot:
            return self._index_calculator(snapshot, month).trends(self.unit(unit), month, months)

    def officers(
        self, as_of: date, *, unit: int | None = None, officer: str | None = None
    ) -> list[tuple[str, str, str]]:
        """Returns (number, name, unit) of the officers serving on a day: all, those in and below a unit, or one."""
        with self._snapshot() as snapshot:
            return officer_roster(self.store, snapshot.tree, day_number(as_of), unit, officer)

    def officer_figures(self, officer: str, window: Window) -> list[OfficerFigure]:
        """Returns an officer's own counts with the middle half of the station's."""
        with self._snapshot():
            return officer_figures(self.store, officer, window)

    def key_disputes(self, unit: int, as_of: date) -> list[KeyDispute]:
        """Returns the key disputes of the stations of a unit that are open at the end of a day."""
        with self._snapshot() as snapshot:
            return key_disputes(self.store, stations_with_ended(snapshot.tree, unit, day_number(as_of)), as_of)

    def open_cases(self, unit: int, as_of: date) -> list[OpenCase]:
        """Returns the open cases of the stations of a unit, with what is left of each stage's limit."""
        with self._snapshot() as snapshot:
            return open_cases(self.store, stations_with_ended(snapshot.tree, unit, day_number(as_of)), as_of)

    def signals(self, as_of: date | None = None) -> Signals:
        """Returns all signals of the whole bureau that are on at the end of a day (the last complete one)."""
        with self._snapshot() as snapshot:
            policy, day = self._policy(snapshot), as_of or self.as_of()
            return detect_signals(DetectionContext(self.store, snapshot, policy, self._read, day))

    def instructions(
        self, now: int, units: Collection[int] | None = None, ended: int | None = None
    ) -> list[Instruction]:
        """Returns the instructions to some units (to any, if none are named), the latest sent first.

        `ended` limits how many of those filed or cancelled are read.
        """
        with self._snapshot() as snapshot:
            return cached_instructions(self.store, snapshot.result_cache, now, units, ended)

    def instruction(self, number: str, now: int) -> Instruction | None:
        """Returns one instruction with its history, if there is such a one."""
        with self._snapshot():
            return find(self.store, number, now)

    def follow_up(self, instructions: Sequence[Instruction], now: int) -> dict[str, FollowUpResult]:
        """Returns by number whether the figures that instructions were about have moved since they were filed."""
        with self._snapshot() as snapshot:
            by_kpi = instructions_by_kpi(self.store.conn)
            reader = FollowUpReader(self.catalogue, snapshot.tree, self._read, self._policy(snapshot), by_kpi)
            return reader.results(instructions, now)

    def pooled_follow_up(self, now: int, units: Collection[int] | None = None) -> PooledFollowUp:
        """Returns what became of the figures of all finished instructions to some units (to any), taken together."""
        with self._snapshot() as snapshot:
            pooler = FollowUpPooler(self.catalogue, snapshot.tree, self._read, self._policy(snapshot))
            return pooler.pooled(instructions(self.store, now, units), instructions_by_kpi(self.store.conn), now)

    def overdue(self, now: int, units: Collection[int] | None = None) -> list[Instruction]:
        """Returns the instructions of which a clock has run out (督办), the soonest due first: by the day."""
        with self._snapshot() as snapshot:
            return cached_overdue(self.store, snapshot.result_cache, now, units)

    def progress(self, units: Collection[int] | None = None) -> Progress:
        """Returns the stages of the instructions to some units (to any, if none are named)."""
        with self._snapshot() as snapshot:
            return cached_progress(self.store, snapshot.result_cache, units)

    def instructions_by_signal(self) -> SentBySignal:
        """Returns by signal key the instructions that came from it, each with its time of sending, the oldest first."""
        with self._snapshot() as snapshot:
            return cached_instructions_by_signal(self.store, snapshot.result_cache)
