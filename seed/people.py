"""The force: who holds its posts, and how holders come, move, and go.

A post stays; its holder changes. Months are drawn one after another from a stream a month, so that a longer
history begins with the shorter one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.time.days import day_number, month_days, to_date
from seed import calibration as c
from seed.place import Place
from seed.posts import Post, make_posts
from seed.streams import ABSENT, cumulative, pick_one, stream


@dataclass
class Officer:
    """A made-up officer: number, name, 民警 or 辅警, birthday as a day number."""

    number: str
    name: str
    kind: str
    born: int

    def turns(self, age: int) -> int:
        """The day number of a birthday (1 March for 29 February)."""
        born = to_date(self.born)
        return day_number(born.replace(year=born.year + age, day=min(born.day, 28)))


@dataclass
class Posting:
    """An officer (index into Force.officers) at a unit (index into Place.units). `until` is the first day gone."""

    officer: int
    unit: int
    post: str
    since: int
    until: int = ABSENT


@dataclass
class Force:
    """Everybody who has served since the start, with every posting."""

    officers: list[Officer] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)


class Career:
    """Draws the force month by month."""

    def __init__(self, seed: int, place: Place, people: float, start_month: int) -> None:
        from faker import Faker  # here: who serves a bureau needs no names made

        self.seed, self.place, self.start_month = seed, place, start_month
        self.force = Force()
        self.names = Faker("zh_CN")  # for names alone
        self.names.seed_instance(seed)
        self.rng = stream(seed, "people", 0)
        self.posts = make_posts(place, people, self.rng)
        self.stations = {unit.parent or 0: place.below(unit.parent or 0, "station") for unit in place.departments}
        first = month_days(start_month)[0]
        for post in self.posts:
            self._hold(post, self._new(post.kind, self._age(post), first), first - int(self.rng.integers(30, 2500)))

    def run(self, month: int) -> None:
        """One month of leaving, moving and joining."""
        self.rng = stream(self.seed, "people", 0, month)
        first, last = month_days(month)
        filled = [post for post in self.posts if post.holder != ABSENT]
        peers: dict[int, list[Post]] = {}
        for post in filled:
            peers.setdefault(self._bureau(post), []).append(post)
        for post in filled:
            retires = self._officer(post).turns(c.RETIRE_AGE)
            if retires <= last:
                self._vacate(post, max(retires, first))
        draws = self.rng.random((len(filled), 2))
        for post, (quits, swaps) in zip(filled, draws, strict=True):
            if post.holder == ABSENT:
                continue
            if quits < c.QUIT[post.kind] / 12:
                self._vacate(post, self._day(post, first, last))
            elif swaps < c.SWAP[post.kind] / 24 and post.name != "leader":
                self._swap(post, peers[self._bureau(post)], first, last)
        self._move_down(month, first, last)
        for post in self.posts:
            if post.holder == ABSENT and post.vacant_until <= last:
                age = self._joining_age(post)
                self._hold(post, self._new(post.kind, age, post.vacant_until), post.vacant_until)

    def _bureau(self, post: Post) -> int:
        """The bureau, of a city or a county, whose post it is."""
        unit = self.place.units[post.unit]
        if unit.kind == "community" and unit.parent is not None:
            unit = self.place.units[unit.parent]
        return unit.parent or 0

    def _officer(self, post: Post) -> Officer:
        return self.force.officers[self.force.postings[post.holder].officer]

    def _new(self, kind: str, age: float, day: int) -> int:
        letter, number = ("P" if kind == "police" else "F"), len(self.force.officers) + 1
        born = day - int(age * c.YEAR)
        self.force.officers.append(Officer(f"{letter}{number:05d}", self.names.name(), kind, born))
        return number - 1

    def _age(self, post: Post) -> float:
        table = c.AGES if post.kind == "police" else c.AUXILIARY_AGES
        low, high, _ = table[int(pick_one(self.rng, cumulative([share for *_, share in table]), 1)[0])]
        if post.name == "leader":
            low, high = max(low, 36), max(high, 48)
        return float(self.rng.uniform(low, high))

    def _joining_age(self, post: Post) -> float:
        low, high = c.JOIN_AGE["leader" if post.name == "leader" else post.kind]
        return float(self.rng.uniform(low, high))

    def _hold(self, post: Post, officer: int, day: int) -> None:
        self.force.postings.append(Posting(officer, post.unit, post.name, day))
        post.holder = len(self.force.postings) - 1

    def _end(self, post: Post, day: int) -> int:
        posting = self.force.postings[post.holder]
        posting.until, post.holder = day, ABSENT
        return posting.officer

    def _day(self, post: Post, first: int, last: int) -> int:
        """A day of the month after the holder came."""
        earliest = max(first, self.force.postings[post.holder].since + 1)
        return int(self.rng.integers(earliest, max(earliest, last) + 1))

    def _vacate(self, post: Post, day: int) -> None:
        self._end(post, max(day, self.force.postings[post.holder].since + 1))
        post.vacant_until = day + 1 + int(self.rng.integers(*c.REFILL_DAYS))

    def _swap(self, post: Post, peers: list[Post], first: int, last: int) -> None:
        """Two holders of the same kind and bureau exchange their posts on one day."""
        other = peers[int(self.rng.integers(len(peers)))]
        if other.holder == ABSENT or other.kind != post.kind or other.name == "leader" or other.unit == post.unit:
            return
        day = max(self._day(post, first, last), self._day(other, first, last))
        own_posting, theirs = self._end(post, day), self._end(other, day)
        self._hold(post, theirs, day)
        self._hold(other, own_posting, day)

    def _move_down(self, month: int, first: int, last: int) -> None:
        """警力下沉: now and then a post of headquarters goes to a station with its holder."""
        desks = [p for p in self.posts if p.kind == "police" and p.name == "office" and p.holder != ABSENT]
        share = c.MOVES_PER_YEAR / 12 if month < self.start_month + 12 * c.MOVE_YEARS else 0.0
        for _ in range(int(self.rng.poisson(len(desks) * share))):
            post = desks[int(self.rng.integers(len(desks)))]
            if post.holder == ABSENT or post.name != "office":
                continue
            stations = self.stations[self._bureau(post)]
            station = stations[int(self.rng.integers(len(stations)))]
            day = self._day(post, first, last)
            officer = self._end(post, day)
            post.name = "community" if self.rng.random() < c.COMMUNITY_SHARE else "patrol"
            below = self.place.communities[station.index]
            post.unit = below[int(self.rng.integers(len(below)))].index if post.name == "community" else station.index
            self._hold(post, officer, day)


def make_force(seed: int, place: Place, people: float, start_month: int, last_month: int) -> Force:
    """The force from a month to the end of another. `people` multiplies the posts of a station."""
    career = Career(seed, place, people, start_month)
    for month in range(start_month, last_month + 1):
        career.run(month)
    return career.force
