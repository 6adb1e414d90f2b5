"""The engine as one viewer may use it: every question is held to the viewer's scope before it is asked.

Pages, exports and commands run as a user have no other way in. A question that is not here cannot be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from core.access.name_visibility import may_see_names
from core.access.roles import Role
from core.access.viewer import AccessRefused, Viewer
from core.catalogue.model import Catalogue
from core.comparison.groups import BuiltInGroup
from core.comparison.types import Comparison
from core.engine import BOARD_MONTHS, Engine
from core.features.campaigns.bulletin import Bulletin, BulletinKind
from core.features.campaigns.types import CampaignProgress
from core.features.contests.types import Contest
from core.features.dockets.history import HistoryStep, case_history, dispute_history
from core.features.dockets.lists import KeyDispute, OpenCase, cases_of, resolved_key_disputes
from core.features.officers import figures as people
from core.features.slips.types import Slip
from core.metrics.types import Board, ClassShare, DueDispute, Explanation, OfficerFigure, UnitRef, Window
from core.metrics.unit_reports import KpiReports
from core.metrics.weekly_amounts import WeeklyAmounts
from core.store.units import UnitTree

Note = Callable[[str, str], None]
REPORTED_MONTHS = 12  # over which it is told how much a station has reported
LOOK = "look"  # the audit's word for a look at another person's figures
EXPORT = "export"  # and for what is taken away as a file
LONGEST_REASON = 200

_NO_UNIT = "没有这个单位，或不在您的查看范围内。"
_NO_REASON = "请写明用途：导出要留痕。"
_NOT_THEIRS = "民警个人的数据只有本人和所在派出所的所长能看。"


def subtree(tree: UnitTree, unit: int) -> UnitTree:
    """A unit and all below it, as a tree of its own."""
    if unit == tree.root.id:
        return tree
    if unit not in tree.units:
        raise AccessRefused(_NO_UNIT)
    root = replace(tree.units[unit], parent=None)
    units = {root.id: root, **{below.id: below for below in tree.below(unit)}}
    return UnitTree(units, root, {number: children for number in units if (children := tree.children(number))})


class ScopedEngine:
    """What one viewer may ask. `note` writes a line into the audit: what was done, and to whom."""

    def __init__(self, engine: Engine, viewer: Viewer, note: Note) -> None:
        self._engine = engine
        self._note = note
        self.viewer = viewer

    @property
    def catalogue(self) -> Catalogue:
        """What is declared; nobody's figures are in it."""
        return self._engine.catalogue

    @property
    def units(self) -> UnitTree:
        """The viewer's part of the bureau's tree, with the viewer's unit at its root."""
        return subtree(self._engine.units, self.viewer.scope.unit)

    def data_version(self) -> int:
        """Rises with every write; cheap to ask."""
        return self._engine.data_version()

    def as_of(self, kpis: Sequence[str] | None = None) -> date:
        """The last day that every source of these KPIs (the board's, if none are named) covers."""
        return self._engine.as_of(kpis)

    def unit(self, unit: int | str | None) -> UnitRef:
        """A unit by id, code or name; the viewer's own if none is named. Raises LookupError (Chinese)."""
        tree = self.units
        if unit is None:
            return tree.root
        if isinstance(unit, str):
            return tree.find(unit)  # names outside are not even known
        if unit not in tree.units:
            raise AccessRefused(_NO_UNIT)
        return tree.units[unit]

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
        """KPIs of a unit and the stations below it (or of just these `units`). Raises AccessRefused outside."""
        focus = self.unit(unit)
        for one in units or ():
            self.unit(one)
        return self._engine.board(focus.id, period, as_of, kpis, months, units, carousel)

    def peer_groups(self, unit: int | str | None = None) -> dict[str, str]:
        """The peer groups that a comparison below a unit of the viewer's may name: id → Chinese name."""
        return self._engine.peer_groups(self.unit(unit).id)

    def comparison(
        self,
        kpi: str,
        period: str = "ytd",
        as_of: date | None = None,
        group: str = BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Comparison:
        """One KPI of the like units below a unit of the viewer's, compared fairly. Raises AccessRefused outside."""
        return self._engine.comparison(kpi, period, as_of, group, self.unit(unit).id)

    def reporting(self, kpi: str, unit: int | str | None = None, as_of: date | None = None) -> KpiReports:
        """What the stations of a unit of the viewer's have reported of a KPI. Raises AccessRefused outside."""
        focus = self.unit(unit)
        units = [one.id for one in self.units.stations(focus.id)] or [focus.id]
        return self._engine.reporting(kpi, units, REPORTED_MONTHS, as_of)

    def campaign(self, name: str, unit: int | str | None = None, as_of: date | None = None) -> CampaignProgress:
        """How far a campaign of a unit of the viewer's has come. Raises AccessRefused outside."""
        return self._engine.campaign(name, self.unit(unit).id, as_of)

    def bulletin(
        self, name: str, kind: BulletinKind = "day", unit: int | str | None = None, day: date | None = None
    ) -> Bulletin:
        """A campaign's bulletin of a day or week for a unit of the viewer's. Raises AccessRefused outside."""
        return self._engine.bulletin(name, kind, self.unit(unit).id, day)

    def contest(
        self,
        name: str,
        period: str = "ytd",
        as_of: date | None = None,
        group: str = BuiltInGroup.ALL,
        unit: int | str | None = None,
    ) -> Contest:
        """A contest of the areas below a unit of the viewer's. Raises AccessRefused outside."""
        return self._engine.contest(name, period, as_of, group, self.unit(unit).id)

    def explain(self, kpi: str, unit: int, board: Board) -> Explanation:
        """How a figure on a board is defined, from which rows, as of when."""
        return self._engine.explain(kpi, self.unit(unit).id, board)

    def composition(self, unit: int, window: Window, base: Window, as_of: date) -> list[ClassShare]:
        """The classes of alerts over the days and over the base's."""
        return self._engine.composition(self.unit(unit).id, window, base, as_of)

    def hours(self, unit: int, window: Window, measure: str = "alerts_valid") -> list[list[int]]:
        """7 × 24 counts of a profiled measure, Monday first."""
        return self._engine.hours(self.unit(unit).id, window, measure)

    def weeks(
        self, units: int | Sequence[int], measures: Sequence[str], first_week: date, last_week: date
    ) -> WeeklyAmounts:
        """Amounts of measures kept by week, over the weeks of two dates and those between them."""
        wanted = [self.unit(one).id for one in ([units] if isinstance(units, int) else units)]
        return self._engine.weeks(wanted, measures, first_week, last_week)

    def slips(self, unit: int | str | None = None, as_of: date | None = None) -> list[Slip]:
        """The reminder slips of a unit's communities: words, and the station's own numbers. Raises AccessRefused."""
        return self._engine.slips(self.unit(unit).id, as_of)

    def officers(self, as_of: date) -> list[tuple[str, str, str]]:
        """(number, name, unit) of those whose figures the viewer may see: oneself; a station's chief, the station's."""
        scope = self.viewer.scope
        if scope.role is Role.STATION:
            return self._engine.officers(as_of, unit=scope.unit)
        if scope.role is Role.OFFICER and scope.officer is not None:
            return self._engine.officers(as_of, officer=scope.officer)
        return []

    def officer_figures(self, officer: str, window: Window) -> list[OfficerFigure]:
        """An officer's own counts beside the station's middle half."""
        self._person(officer, window.end)
        return self._engine.officer_figures(officer, window)

    def key_disputes(self, unit: int, as_of: date) -> list[KeyDispute]:
        """The open key disputes of a unit's stations; leader and owner by name for the task and the chain above."""
        return self._led(self._engine.key_disputes(self.unit(unit).id, as_of))

    def resolved_key_disputes(self, unit: int, first: date, last: date) -> list[KeyDispute]:
        """Those that were resolved from one day to another, with names as above."""
        stations = [one for one in self._below(unit) if self._engine.units.units[one].kind == "station"]
        with self._engine.reading():
            return self._led(resolved_key_disputes(self._engine.store, stations, first, last))

    def open_cases(self, unit: int, as_of: date) -> list[OpenCase]:
        """The open cases of a unit's stations by stage; 主办民警 by name for the task and the chain above."""
        found = self._engine.open_cases(self.unit(unit).id, as_of)
        named = [one if self._names(one.station, one.officer_ids) else replace(one, owner_name=None) for one in found]
        return [replace(one, officer_ids=()) for one in named]

    def dispute_history(self, unit: int, number: str, as_of: date) -> list[HistoryStep]:
        """What the records tell of a key dispute of a unit, day by day: nobody's name."""
        units = self._below(unit)
        with self._engine.reading():
            return dispute_history(self._engine.store, units, number, as_of)

    def case_history(self, unit: int, number: str, as_of: date) -> list[HistoryStep]:
        """The steps that a case of a unit has taken, day by day: nobody's name."""
        units = self._below(unit)
        with self._engine.reading():
            return case_history(self._engine.store, units, number, as_of)

    def _below(self, unit: int) -> list[int]:
        """A unit of the viewer's and all below it. Raises AccessRefused."""
        return [self.unit(unit).id, *(one.id for one in self._engine.units.below(unit))]

    def _led(self, found: Sequence[KeyDispute]) -> list[KeyDispute]:
        def told(one: KeyDispute) -> KeyDispute:
            shown = self._names(one.station, one.officer_ids)
            leader, owner = (one.leader_name, one.owner_name) if shown else (None, None)
            return replace(one, leader_name=leader, owner_name=owner, officer_ids=())

        return [told(one) for one in found]

    def _names(self, station: int, people: Sequence[str]) -> bool:
        return may_see_names(self.viewer.scope, self._engine.units, station, officers=people)

    def due_disputes(self, officer: str, as_of: date) -> list[DueDispute]:
        """The open disputes that an officer answers for."""
        self._person(officer, as_of)
        with self._engine.reading():
            return people.due_disputes(self._engine.store, officer, as_of)

    def own_cases(self, officer: str, as_of: date) -> list[OpenCase]:
        """The open cases that an officer is in charge of."""
        self._person(officer, as_of)
        with self._engine.reading():
            return [replace(one, officer_ids=()) for one in cases_of(self._engine.store, officer, as_of)]

    def take_away(self, what: str, reason: str) -> None:
        """Writes down that something leaves the screens, before it does. Raises AccessRefused without a reason."""
        if not reason.strip():
            raise AccessRefused(_NO_REASON)
        self._note(EXPORT, f"{what}：{' '.join(reason.split())[:LONGEST_REASON]}")

    def _person(self, officer: str, day: date) -> None:
        """Lets oneself and one's station's chief pass; the chief's look leaves a line. Raises AccessRefused."""
        scope = self.viewer.scope
        if scope.role is Role.OFFICER and scope.officer == officer:
            return
        if scope.role is not Role.STATION or not any(one[0] == officer for one in self.officers(day)):
            raise AccessRefused(_NOT_THEIRS)
        if scope.officer != officer:
            self._note(LOOK, f"警号 {officer}")
