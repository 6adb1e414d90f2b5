"""A made-up bureau: its plan, and all the records that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from core.time.days import month_number
from seed.alerts import draw_alerts
from seed.calibration import CHASED, SIZES, TAILED
from seed.cases import draw_cases
from seed.checks import draw_inspections, draw_sweeps
from seed.disputes import draw_disputes
from seed.draft import Draft
from seed.instructions import draw_instructions
from seed.layout import make_place
from seed.people import Force, make_force
from seed.place import Place
from seed.roster import make_rosters
from seed.services import draw_services, draw_surveys, draw_upward
from seed.station_profile import StationProfile, make_profiles
from seed.stories.apply_stories import apply_stories
from seed.stories.orders import draw_orders
from seed.stories.resolve_wishes import resolve_wishes
from seed.stories.station_month import StationMonth
from seed.stories.story import Story, Wish, stations_of
from seed.streams import Objects

__all__ = ["SIZES", "Plan", "month_drafts", "officer_numbers", "plan"]

YEARS = range(2000, 2056)  # the lunar calendar's tables and the store's last day, 2100, leave room for these


@dataclass(frozen=True)
class Plan:
    """A bureau of a size and a seed, with a history from `start` as known at the end of `as_of`, and its stories.

    In an `alive` one work that drags on comes to an end, as in a bureau that chases its lists; the calm one, for tests
    and benchmarks, keeps a long tail. Everything else follows from these six, and from nothing else.
    """

    size: str
    seed: int
    start: date
    as_of: date
    stories: tuple[Story, ...] = ()
    alive: bool = False

    @property
    def bureau(self) -> str:
        """The bureau's name."""
        return self.place.units[0].name

    @property
    def months(self) -> range:
        """The months of the history, the running one included."""
        return range(month_number(self.start), month_number(self.as_of) + 1)

    @cached_property
    def place(self) -> Place:
        """The units."""
        return make_place(self.size, self.seed)

    @cached_property
    def force(self) -> Force:
        """The people."""
        return make_force(self.seed, self.place, SIZES[self.size].people, self.months[0], self.months[-1])

    @cached_property
    def profiles(self) -> tuple[StationProfile, ...]:
        """The stations, ready for drawing."""
        station_of = {station.index: station.index for station in self.place.stations}
        for station, communities in self.place.communities.items():
            station_of |= {community.index: station for community in communities}
        rosters = make_rosters(self.force, station_of)
        endings = CHASED if self.alive else TAILED
        return make_profiles(self.seed, self.size, self.months[0], self.place, rosters, endings)

    @cached_property
    def told_at(self) -> dict[int, list[Story]]:
        """The stories of each station (by its index) that has any."""
        stories: dict[int, list[Story]] = {}
        for story in self.stories:
            for station in stations_of(self.place, story):
                stories.setdefault(station, []).append(story)
        return stories

    def with_stories(self, wishes: Sequence[Wish]) -> Plan:
        """The same bureau with more stories. Raises StoryError (Chinese) if one cannot be planted."""
        if not wishes:
            return self
        return replace(
            self, stories=resolve_wishes(wishes, self.place, self.profiles, (self.start, self.as_of), self.stories)
        )

    def until(self, as_of: date) -> Plan:
        """The same bureau as known later."""
        if as_of < self.as_of or as_of.year not in YEARS:
            raise ValueError(f"时间只能向前，且不晚于 {YEARS[-1]} 年：{as_of}")
        later = replace(self, as_of=as_of)
        # What was worked out already goes along; people come and go by the month.
        same = ("place", "told_at", "force", "profiles") if later.months == self.months else ("place", "told_at")
        vars(later).update({name: vars(self)[name] for name in same if name in vars(self)})
        return later


def plan(size: str, seed: int, as_of: date, start: date | None = None, stories: Sequence[Wish] = ()) -> Plan:
    """The plan of a bureau. Without `start` the history holds 34 to 45 whole or running months.

    It then begins on a 1 January, so that running periods have their same dates a year before, and so that the
    last 24 months are all there.
    """
    if size not in SIZES:
        raise ValueError(f"没有规模“{size}”，可用：{'、'.join(SIZES)}")
    if not 0 <= seed < 2**63:
        raise ValueError(f"种子应为 0 至 2^63-1 的整数：{seed}")
    if as_of.year not in YEARS:
        raise ValueError(f"数据截至日应在 {YEARS[0]} 年至 {YEARS[-1]} 年之间：{as_of}")
    first = start or date(as_of.year - (3 if as_of.month <= 9 else 2), 1, 1)
    if first.day != 1 or first > as_of or first.year < YEARS[0] - 10:
        raise ValueError(f"起始日期应为不晚于数据截至日的某月 1 日：{first}")
    return Plan(size, seed, first, as_of).with_stories(stories)


def station_drafts(bureau: Plan, profile: StationProfile, month: int) -> Iterator[Draft]:
    """All the records of a station that begin in a month."""
    alerts = draw_alerts(profile, month)
    disputes, repeats = draw_disputes(profile, month, alerts)
    station_month = StationMonth(
        profile, month, [alerts, disputes, repeats, draw_cases(profile, month, alerts, disputes)]
    )
    above = [unit for unit in bureau.place.departments if unit.parent == profile.unit.parent]
    station_month.drafts += [draw_inspections(profile, month), draw_sweeps(profile, month)]
    station_month.drafts += [draw_services(profile, month), draw_surveys(profile, month, above)]
    stories, issuer = bureau.told_at.get(profile.unit.index, []), profile.unit.parent or 0
    if stories:
        apply_stories(stories, bureau.place, station_month)
        alerts = station_month.calls()
    yield from station_month.drafts
    instructions = draw_instructions(profile, month, alerts, issuer)
    yield instructions
    orders = draw_orders(profile, month, stories, issuer, len(instructions))
    if orders is not None:
        yield orders


def headquarters_drafts(bureau: Plan, month: int) -> Iterator[Draft]:
    """The records of a month that belong to no station: the stations' ratings of departments above them."""
    for department in bureau.place.departments:
        yield draw_upward(bureau.seed, department, month, len(bureau.place.below(department.parent or 0, "station")))


def month_drafts(bureau: Plan, month: int) -> Iterator[Iterable[Draft]]:
    """All that begins in a month: headquarters first, then station by station."""
    yield headquarters_drafts(bureau, month)
    for profile in bureau.profiles:
        yield station_drafts(bureau, profile, month)


def officer_numbers(force: Force) -> Objects:
    """The officers' numbers by index."""
    return np.array([officer.number for officer in force.officers], dtype=object)
