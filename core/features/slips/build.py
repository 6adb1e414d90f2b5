"""Slips of a station's communities, computed together: they share the chance of an error, and its secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.catalogue.advice_model import USUAL_ADVICE
from core.disclosure.policy import SuppressionPolicy
from core.features.slips.history import History, read_histories
from core.features.slips.hours import PeakHours, peak_hours
from core.features.slips.issue import DAYS, WEEKS, last_issue
from core.features.slips.rise import RiseTest, significance_levels, tellable_rises
from core.features.slips.types import AlertLine, Slip
from core.metrics import hour_profile
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.types import UnitRef
from core.store.sqlite import StoreError
from core.store.store import Store
from core.time.days import to_date

NO_ALERTS = "还没有导入警情记录（或没有写明覆盖的日期），不出提醒单。"
INCOMPLETE = "本所本期、或此前一年里的大半，警情记录不全，或辖区还不是现在的，不作比较"
BY_CHANCE = "看不出全所集中在哪个时段"
NOT_BY_HOUR = "此类警情没有按时段汇总"


def slips_for(
    store: Store, snapshot: DataSnapshot, suppression: SuppressionPolicy, unit: UnitRef, day: date | None
) -> list[Slip]:
    """Return the slip of a community, or those of all the communities below a unit, station by station.

    Without a day they are as of the last that any alerts cover. Raises StoreError (Chinese) where there are none.
    """
    tree, last = snapshot.tree, snapshot.coverage.newest_day("alert")
    if day is None and last is None:
        raise StoreError(NO_ALERTS)
    as_of = day or to_date(last or 0)
    if unit.kind == "community":
        stations = [ancestor for ancestor in tree.ancestors(unit.id) if ancestor.kind == "station"][:1]
    else:
        stations = [unit] if unit.kind == "station" else tree.stations(unit.id)
    slips = [
        slip for station in stations for slip in _StationSlips(store, snapshot, suppression, station, as_of).build()
    ]
    return [slip for slip in slips if slip.community == unit] if unit.kind == "community" else slips


@dataclass(frozen=True)
class _AlertClass:
    """A class of alerts of a station: its history, where its rise may be said, its hours."""

    measure: str
    history: History
    community_rises: Sequence[bool]
    station_rose: bool
    peak_hours: PeakHours | None
    no_peak_reason: str


class _StationSlips:
    """Builds the slips of a station, of the newest issue that is over."""

    def __init__(
        self,
        store: Store,
        snapshot: DataSnapshot,
        suppression: SuppressionPolicy,
        station: UnitRef,
        as_of: date,
    ) -> None:
        self._store, self._snapshot, self._catalogue = store, snapshot, store.catalogue
        self._station, self._as_of, self._issue = station, as_of, last_issue(as_of)
        self._communities = [unit for unit in snapshot.tree.children(station.id) if unit.kind == "community"]
        # A class whose counts are a secret at the station already has nothing that could be told with it.
        self._measures = [
            name
            for name in self._catalogue.advice
            if name != USUAL_ADVICE and not suppression.is_protected([name], station.id)
        ]

    def build(self) -> list[Slip]:
        """Return a slip for each community."""
        if not self._communities:
            return []
        units = [self._station.id, *(community.id for community in self._communities)]
        histories = read_histories(self._store, self._snapshot.coverage, units, self._measures, self._issue)
        is_sufficient = all(history.is_sufficient for history in histories.values())
        classes = [self._class(name, histories[name]) for name in self._measures] if is_sufficient else []
        return [self._slip(community, row, classes) for row, community in enumerate(self._communities)]

    def _class(self, measure: str, history: History) -> _AlertClass:
        days, now, baseline = history.baseline_days, history.now, history.baseline
        community_level, station_level = significance_levels(len(now) - 1, len(self._measures))
        least = self._catalogue.small_numbers.least
        community_test = RiseTest(DAYS, days, history.community_dispersion(), community_level, least)
        rises = tellable_rises(community_test, now, baseline)
        # The station's own count is no secret.
        station_test = RiseTest(DAYS, days, history.station_dispersion(), station_level, 1)
        station_rose = station_test.rose(int(now[0]), int(baseline[0]))
        peak, no_peak_reason = self._peak_hours(measure)
        return _AlertClass(measure, history, rises.tolist(), station_rose, peak, no_peak_reason)

    def _peak_hours(self, measure: str) -> tuple[PeakHours | None, str]:
        if not self._catalogue.measures[measure].profile:
            return None, NOT_BY_HOUR
        cube = self._snapshot.cube_cache
        week = hour_profile.hours_of_week(self._store, cube, self._station.id, self._issue.window, measure)
        peak = peak_hours(week)
        return peak, "" if peak else BY_CHANCE

    def _slip(self, community: UnitRef, row: int, classes: Sequence[_AlertClass]) -> Slip:
        lines = tuple(self._line(alert_class, row) for alert_class in classes)
        risen = any(line.community_rose or line.station_rose for line in lines)
        return Slip(
            bureau=self._snapshot.bureau,
            demo=self._snapshot.demo,
            station=self._station,
            community=community,
            issue=self._issue,
            as_of=self._as_of,
            incomplete_reason="" if classes else INCOMPLETE,
            lines=lines,
            communities=len(self._communities),
            comparisons=len(self._communities) * len(self._measures),
            baseline_weeks=classes[0].history.baseline_days // 7 if classes else 0,
            usual_advice=() if risen else tuple(self._catalogue.advice[USUAL_ADVICE].lines),
        )

    def _line(self, alert_class: _AlertClass, row: int) -> AlertLine:
        history, measure = alert_class.history, alert_class.measure
        issues = history.baseline_days / (7 * WEEKS)
        rose, station_rose = bool(alert_class.community_rises[row]), alert_class.station_rose
        return AlertLine(
            measure=measure,
            zh=self._catalogue.measures[measure].zh,
            community_rose=rose,
            count=int(history.now[0]),
            usual_count=float(np.asarray(history.baseline)[0] / issues),
            station_rose=station_rose,
            peak_hours=alert_class.peak_hours,
            no_peak_reason=alert_class.no_peak_reason,
            advice=tuple(self._catalogue.advice[measure].lines) if rose or station_rose else (),
        )
