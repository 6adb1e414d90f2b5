"""The slips of a station's communities, all worked out together: they share the chance of an error, and its secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.catalogue.advice_model import USUAL_ADVICE
from core.disclosure.policy import SuppressionPolicy
from core.features.slips.history import DAYS, History, histories
from core.features.slips.hours import Stretch, fullest
from core.features.slips.issue import WEEKS, Issue, last_issue
from core.features.slips.rise import Rule, levels, told
from core.features.slips.types import Line, Slip
from core.metrics import hour_profile
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.types import UnitRef
from core.store.sqlite import StoreError
from core.store.store import Store
from core.time.days import to_date

NO_ALERTS = "还没有导入警情记录（或没有写明覆盖的日期），不出提醒单。"
NOT_WHOLE = "本所这四周、或此前一年里的大半，警情记录不全，不作比较"
BY_CHANCE = "看不出全所集中在哪个时段"
NOT_BY_HOUR = "此类警情没有按时段汇总"


@dataclass(frozen=True)
class _Class:
    """A class of alerts of a station: its history, whose rise may be told, its hours."""

    measure: str
    history: History
    rises: Sequence[bool]
    station_rose: bool
    hours: Stretch | None
    no_hours: str


def slips_for(
    store: Store, asked: DataSnapshot, guard: SuppressionPolicy, unit: UnitRef, day: date | None
) -> list[Slip]:
    """The slip of a community, or those of all the communities below a unit, station by station.

    Without a day as of the last that any alerts cover. Raises StoreError (Chinese) where there are none.
    """
    tree, last = asked.tree, asked.coverage.last_day("alert")
    if day is None and last is None:
        raise StoreError(NO_ALERTS)
    as_of = day or to_date(last or 0)
    if unit.kind == "community":
        station = next((above for above in tree.ancestors(unit.id) if above.kind == "station"), None)
        made = slips_of(store, asked, guard, station, as_of) if station else []
        return [slip for slip in made if slip.community == unit]
    stations = [unit] if unit.kind == "station" else tree.stations(unit.id)
    return [slip for station in stations for slip in slips_of(store, asked, guard, station, as_of)]


def slips_of(store: Store, asked: DataSnapshot, guard: SuppressionPolicy, station: UnitRef, as_of: date) -> list[Slip]:
    """A slip for each community of a station, of the newest issue that is over."""
    communities = [one for one in asked.tree.children(station.id) if one.kind == "community"]
    if not communities:
        return []
    issue, units = last_issue(as_of), [station.id, *(one.id for one in communities)]
    # A class whose counts are a secret at the station already has nothing that could be told with it.
    measures = [
        name for name in store.catalogue.advice if name != USUAL_ADVICE and not guard.is_protected([name], station.id)
    ]
    known = histories(store, asked.coverage, units, measures, issue)
    compared = len(communities) * len(measures)
    whole = all(history.enough for history in known.values())
    classes = (
        [_class(store, asked, station, issue, name, known[name], len(measures)) for name in measures] if whole else []
    )
    return [
        _slip(store, asked, station, one, place, issue, as_of, classes, len(communities), compared)
        for place, one in enumerate(communities)
    ]


def _class(
    store: Store, asked: DataSnapshot, station: UnitRef, issue: Issue, name: str, history: History, classes: int
) -> _Class:
    least = store.catalogue.small_numbers.least
    now, before = history.now, history.before
    days, (of_community, of_station) = history.days_before, levels(len(now) - 1, classes)
    rule = Rule(DAYS, days, history.spread_of_communities(), of_community, least)
    rises = told(rule, now[1:], before[1:], int(now[0]), int(before[0]))
    whole = Rule(DAYS, days, history.spread_of_station(), of_station, 1)  # the station's own count is no secret
    hours, no_hours = None, NOT_BY_HOUR
    if store.catalogue.measures[name].profile:
        hours = fullest(hour_profile.hours_of_week(store, asked.cube_cache, station.id, issue.window, name))
        no_hours = "" if hours else BY_CHANCE
    return _Class(name, history, rises.tolist(), whole.rose(int(now[0]), int(before[0])), hours, no_hours)


def _slip(
    store: Store, asked: DataSnapshot, station: UnitRef, community: UnitRef, place: int, issue: Issue, as_of: date,
    classes: Sequence[_Class], communities: int, compared: int,
) -> Slip:  # fmt: skip
    lines = tuple(_line(store, one, place) for one in classes)
    risen = any(line.rose or line.station_rose for line in lines)
    return Slip(
        asked.bureau,
        asked.demo,
        station,
        community,
        issue,
        as_of,
        "" if classes else NOT_WHOLE,
        lines,
        communities,
        compared,
        classes[0].history.days_before // 7 if classes else 0,
        () if risen else tuple(store.catalogue.advice[USUAL_ADVICE].lines),
    )


def _line(store: Store, one: _Class, place: int) -> Line:
    issues = one.history.days_before / (7 * WEEKS)
    rose = bool(one.rises[place])
    return Line(
        one.measure,
        store.catalogue.measures[one.measure].zh,
        rose,
        int(one.history.now[0]),
        float(np.asarray(one.history.before)[0] / issues),
        one.station_rose,
        one.hours,
        one.no_hours,
        tuple(store.catalogue.advice[one.measure].lines) if rose or one.station_rose else (),
    )
