"""Engine as one viewer may use it: every question is held to the viewer's scope before it is asked.

Pages, exports and commands run as a user have no other way in. A question that is not here cannot be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.access.context import EXPORT, LOOK, ScopedInterface
from core.access.domain_scope import (
    domain_page,
    is_bound,
    require_kpis,
    require_measures,
    require_unbound,
    require_work,
    visible_kpis,
)
from core.access.name_visibility import NameVisibility
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.board.source import BelowFocus, UnitsBelow
from core.bulletins.load import BulletinRules
from core.catalogue.domain_page_model import Docket
from core.catalogue.model import Catalogue
from core.comparison.groups import BuiltInGroup
from core.comparison.types import Comparison
from core.engine import BOARD_MONTHS, BOARD_PERIOD, PROFILE_MEASURE
from core.features.campaigns.bulletin import Bulletin, BulletinKind
from core.features.campaigns.effect import CampaignEffects
from core.features.campaigns.types import CampaignProgress
from core.features.contests.types import Contest
from core.features.dockets.history import HistoryStep, case_history, dispute_history
from core.features.dockets.key_disputes import KeyDispute, resolved_key_disputes
from core.features.dockets.open_cases import OpenCase, open_cases_of_officer
from core.features.dockets.worked_at import stations_with_ended
from core.features.expected_range.types import ExpectedRange, RangeSpan
from core.features.indices.published_list import PublishedList
from core.features.month_chart.types import MonthChart
from core.features.officers.due_disputes import due_disputes
from core.features.slips.types import Slip
from core.features.year_end.types import YearPace
from core.metrics.types import Board, ClassShare, DueDispute, Explanation, OfficerFigure, UnitRef, Window
from core.metrics.unit_reports import KpiReports
from core.metrics.weekly_amounts import WeeklyAmounts
from core.store.units import UnitTree
from core.time.days import day_number

REPORTED_MONTHS = 12  # of which it is shown how much a station has reported
LONGEST_REASON = 200

_NO_REASON = "请写明用途：导出要留痕。"
_NOT_THEIRS = "民警个人的数据只有本人和所在派出所的所长能看。"
_WHOLE_BUREAU = "行动的指标有没有变化看全局，您的查看范围只有一部分。"


class ScopedEngine(ScopedInterface):
    """Questions that one viewer may ask. Those on a unit raise AccessRefused outside the viewer's scope."""

    @property
    def catalogue(self) -> Catalogue:
        """The measures, KPIs and rules that are declared; nobody's figures are in them."""
        return self._engine.catalogue

    @property
    def units(self) -> UnitTree:
        """The viewer's part of the bureau's tree, with the viewer's unit at its root."""
        return self._request.units

    @property
    def visible_kpis(self) -> frozenset[str]:
        """The KPIs whose figures the viewer may see."""
        return visible_kpis(self.catalogue, self._request.scope)

    def _board_kpis(self) -> list[str]:
        """Returns what a board shows where nobody says more."""
        page = domain_page(self.catalogue, self._request.scope)
        return list(page.tiles if page else self.catalogue.board)

    def _require(self, *kpis: str) -> None:
        require_kpis(self.catalogue, self._request.scope, kpis)

    def _require_work(self, work: Docket) -> None:
        require_work(self.catalogue, self._request.scope, work)

    def data_version(self) -> int:
        """Returns a number that rises with every write; cheap to ask."""
        return self._engine.data_version()

    def as_of(self, kpis: Sequence[str] | None = None, unit: int | None = None) -> date:
        """Returns the last day that every source of these KPIs (the board's, if none are named) covers.

        Of a unit that lies behind the bureau it is its own.
        """
        return self._engine.as_of(kpis, None if unit is None else self.unit(unit).id)

    def unit(self, unit: int | str | None) -> UnitRef:
        """Returns a unit by id, code or name; the viewer's own if none is named. Raises LookupError (Chinese)."""
        return self._request.unit(unit)

    def board(
        self,
        unit: int | str | None = None,
        period: str = BOARD_PERIOD,
        as_of: date | None = None,
        kpis: Sequence[str] | None = None,
        months: int = BOARD_MONTHS,
        units: UnitsBelow = BelowFocus.COMPARED,
    ) -> Board:
        """Returns KPIs of a unit and those below it that boards compare (or of just these `units`).

        Without `kpis` those of the board's tiles; of a department the tiles of its page.
        """
        focus = self.unit(unit)
        kpis = kpis or self._board_kpis()  # the engine would take none for those of the chief's board
        self._require(*kpis)
        for named in () if isinstance(units, BelowFocus) else units:
            self.unit(named)
        return self._engine.board(focus.id, period, as_of, kpis, months, units)

    def bulletin_rules(self) -> BulletinRules:
        """Returns the kinds of bulletin and the rules of sentences; nobody's figures are in them."""
        return self._engine.bulletin_rules()

    def peer_groups(self, unit: int | str | None = None) -> dict[str, str]:
        """Returns the peer groups that a comparison below a unit may name: id → Chinese name."""
        return self._engine.peer_groups(self.unit(unit).id)

    def comparison(
        self,
        kpi: str,
        period: str = BOARD_PERIOD,
        as_of: date | None = None,
        group: str = BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Comparison:
        """Compares one KPI of the like units below a unit fairly."""
        self._require(kpi)
        return self._engine.comparison(kpi, period, as_of, group, self.unit(unit).id)

    def reporting(self, kpi: str, unit: int | str | None = None, as_of: date | None = None) -> KpiReports:
        """Returns what those below a unit that boards compare have reported of a KPI."""
        self._require(kpi)
        focus = self.unit(unit)
        units = [below.id for below in self.units.compared(focus.id)] or [focus.id]
        return self._engine.reporting(kpi, units, REPORTED_MONTHS, as_of)

    def campaign(
        self, name: str, unit: int | str | None = None, as_of: date | None = None, *, with_stations: bool = True
    ) -> CampaignProgress:
        """Returns how far a campaign of a unit has come; to a department the lines of its own field of work."""
        progress = self._engine.campaign(name, self.unit(unit).id, as_of, with_stations=with_stations)
        if not is_bound(self._request.scope):
            return progress
        visible = self.visible_kpis
        sections = tuple((zh, tuple(kpi for kpi in kpis if kpi in visible)) for zh, kpis in progress.sections)
        lines = {key: line for key, line in progress.lines.items() if line.kpi in visible}
        return replace(progress, sections=sections, lines=lines)

    def campaign_effects(self, name: str) -> CampaignEffects:
        """Returns whether a campaign moved the bureau's KPIs. Raises AccessRefused to whoever sees only a part."""
        require_unbound(self._request.scope)
        if not self._request.sees_whole_bureau:
            raise AccessRefused(_WHOLE_BUREAU)
        return self._engine.campaign_effects(name)

    def bulletin(
        self, name: str, kind: BulletinKind = "day", unit: int | str | None = None, day: date | None = None
    ) -> Bulletin:
        """Returns a campaign's bulletin of a day or week for a unit."""
        require_unbound(self._request.scope)
        return self._engine.bulletin(name, kind, self.unit(unit).id, day)

    def contest(
        self,
        name: str,
        period: str = BOARD_PERIOD,
        as_of: date | None = None,
        group: str = BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Contest:
        """Returns a contest of the areas below a unit."""
        self._require(*self.catalogue.contests[name].counts)
        return self._engine.contest(name, period, as_of, group, self.unit(unit).id)

    def explain(self, kpi: str, unit: int, board: Board) -> Explanation:
        """Returns how a figure on a board is defined, from which rows, as of when."""
        self._require(kpi)
        return self._engine.explain(kpi, self.unit(unit).id, board)

    def composition(self, unit: int, window: Window, base: Window, as_of: date) -> list[ClassShare]:
        """Returns the classes of alerts over the days and over the base's."""
        require_unbound(self._request.scope)
        return self._engine.composition(self.unit(unit).id, window, base, as_of)

    def hours(self, unit: int, window: Window, measure: str = PROFILE_MEASURE) -> list[list[int]]:
        """Returns 7 × 24 counts of a profiled measure, Monday first."""
        require_measures(self.catalogue, self._request.scope, [measure])
        return self._engine.hours(self.unit(unit).id, window, measure)

    def weeks(
        self, units: int | Sequence[int], measures: Sequence[str], first_week: date, last_week: date
    ) -> WeeklyAmounts:
        """Returns amounts of measures kept by week, over the weeks of two dates and those between them."""
        require_measures(self.catalogue, self._request.scope, measures)
        ids = [self.unit(unit).id for unit in ([units] if isinstance(units, int) else units)]
        return self._engine.weeks(ids, measures, first_week, last_week)

    def expected_range(
        self, kpi: str, unit: int | str | None = None, day: date | None = None, span: RangeSpan = "day"
    ) -> ExpectedRange:
        """Returns a count of a day, or of the seven days that end with it, beside the range that such days have."""
        self._require(kpi)
        return self._engine.expected_range(kpi, self.unit(unit).id, day, span)

    def expected_so_far(self, kpi: str, unit: int | str | None = None) -> ExpectedRange:
        """Returns the count of the day in progress, up to its last full hour, beside what such days have by then."""
        self._require(kpi)
        return self._engine.expected_so_far(kpi, self.unit(unit).id)

    def pace(self, kpi: str, unit: int | str | None = None, as_of: date | None = None) -> YearPace:
        """Returns where the year of a count ends, from this year up to a day and earlier years."""
        self._require(kpi)
        return self._engine.pace(kpi, self.unit(unit).id, as_of)

    def month_chart(self, kpi: str, unit: int | str | None = None, as_of: date | None = None) -> MonthChart:
        """Returns a KPI's months up to a day beside the limits that its earlier months give."""
        self._require(kpi)
        return self._engine.month_chart(kpi, self.unit(unit).id, as_of)

    def published_lists(self, month: int) -> list[PublishedList]:
        """Returns the published indices of a month, of units in the viewer's scope. Raises AccessRefused."""
        require_unbound(self._request.scope)
        visible = [
            listed._replace(scores=tuple(score for score in listed.scores if score.unit in self.units.units))
            for listed in self._engine.published_lists(month)
        ]
        return [listed for listed in visible if listed.scores]

    def slips(self, unit: int | str | None = None, as_of: date | None = None) -> list[Slip]:
        """Returns the reminder slips of a unit's communities: words, and the station's own numbers."""
        require_unbound(self._request.scope)
        return self._engine.slips(self.unit(unit).id, as_of)

    def officers(self, as_of: date) -> list[tuple[str, str, str]]:
        """Returns (number, name, unit) of those whose figures the viewer may see: oneself; a chief, the station's."""
        scope = self._request.scope
        if scope.role is Role.STATION:
            return self._engine.officers(as_of, unit=scope.unit)
        if scope.role is Role.OFFICER and scope.officer is not None:
            return self._engine.officers(as_of, officer=scope.officer)
        return []

    def officer_figures(self, officer: str, window: Window) -> list[OfficerFigure]:
        """Returns an officer's own counts with the middle half of the station's."""
        self._check_person(officer, window.end)
        return self._engine.officer_figures(officer, window)

    def key_disputes(self, unit: int, as_of: date) -> list[KeyDispute]:
        """Returns the open key disputes of a unit's stations; names for those on the task and the chain above."""
        self._require_work("key_disputes")
        return self._with_visible_names(self._engine.key_disputes(self.unit(unit).id, as_of))

    def station_names(self, unit: int, as_of: date) -> dict[int, str]:
        """Returns the names of the stations on the lists of a unit, those that have ended below it too."""
        tree = self._engine.units
        ids = stations_with_ended(tree, self.unit(unit).id, day_number(as_of))
        return {number: tree.units[number].name for number in ids}

    def resolved_key_disputes(self, unit: int, first: date, last: date) -> list[KeyDispute]:
        """Returns the key disputes that were resolved from one day to another, with names as in `key_disputes`."""
        self._require_work("key_disputes")
        stations = stations_with_ended(self._engine.units, self.unit(unit).id, day_number(last))
        with self._engine.reading():
            return self._with_visible_names(resolved_key_disputes(self._engine.store, stations, first, last))

    def open_cases(self, unit: int, as_of: date) -> list[OpenCase]:
        """Returns the open cases of a unit's stations by stage; 主办民警 for those on the task and the chain above."""
        self._require_work("cases")
        cases = self._engine.open_cases(self.unit(unit).id, as_of)
        names = self._name_visibility()
        return [
            replace(
                case,
                officer_ids=(),
                owner_name=case.owner_name if names.is_allowed(case.station, officers=case.officer_ids) else None,
            )
            for case in cases
        ]

    def dispute_history(self, unit: int, number: str, as_of: date) -> list[HistoryStep]:
        """Returns the history of a key dispute of a unit, day by day, without anybody's name."""
        self._require_work("key_disputes")
        units = self._request.with_descendants(unit)
        with self._engine.reading():
            return dispute_history(self._engine.store, units, number, as_of)

    def case_history(self, unit: int, number: str, as_of: date) -> list[HistoryStep]:
        """Returns the steps that a case of a unit has taken, day by day, without anybody's name."""
        self._require_work("cases")
        units = self._request.with_descendants(unit)
        with self._engine.reading():
            return case_history(self._engine.store, units, number, as_of)

    def _with_visible_names(self, disputes: Sequence[KeyDispute]) -> list[KeyDispute]:
        names = self._name_visibility()

        def hide(dispute: KeyDispute) -> KeyDispute:
            if names.is_allowed(dispute.station, officers=dispute.officer_ids):
                return replace(dispute, officer_ids=())
            return replace(dispute, leader_name=None, owner_name=None, officer_ids=())

        return [hide(dispute) for dispute in disputes]

    def _name_visibility(self) -> NameVisibility:
        return NameVisibility(self._request.scope, self._engine.units)

    def due_disputes(self, officer: str, as_of: date, today: date) -> list[DueDispute]:
        """Returns the open disputes that an officer answers for, their days counted from today."""
        self._check_person(officer, as_of)
        with self._engine.reading():
            return due_disputes(self._engine.store, officer, as_of, today)

    def own_cases(self, officer: str, as_of: date, today: date) -> list[OpenCase]:
        """Returns the open cases that an officer is in charge of, their days counted from today."""
        self._check_person(officer, as_of)
        with self._engine.reading():
            cases = open_cases_of_officer(self._engine.store, officer, as_of, today)
            return [replace(case, officer_ids=()) for case in cases]

    def record_export(self, title: str, reason: str) -> None:
        """Writes into the trail that something leaves the screens, before it does.

        Raises AccessRefused without a reason.
        """
        if not reason.strip():
            raise AccessRefused(_NO_REASON)
        self._request.write_trail(EXPORT, f"{title}：{' '.join(reason.split())[:LONGEST_REASON]}")

    def _check_person(self, officer: str, day: date) -> None:
        """Lets oneself and one's station's chief pass; the chief's look leaves a line. Raises AccessRefused."""
        scope = self._request.scope
        if scope.role is Role.OFFICER and scope.officer == officer:
            return
        if scope.role is not Role.STATION or all(number != officer for number, _, _ in self.officers(day)):
            raise AccessRefused(_NOT_THEIRS)
        if scope.officer != officer:
            self._request.write_trail(LOOK, f"警号 {officer}")
