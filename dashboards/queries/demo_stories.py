"""Stories for a lesson: their kinds, planting one, and the answers, hidden until they are revealed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.store.open import open_store
from core.store.store import Store
from dashboards.queries import demo_bureau
from seed.bureau import Plan
from seed.layout import make_place
from seed.plan_store import stored_plan
from seed.stories.answers import Answer, answer
from seed.stories.plant import plant as plant_into
from seed.stories.reveal import show as note_shown
from seed.stories.reveal import shown_answers
from seed.stories.story import KINDS, Story, Wish


@dataclass(frozen=True)
class StoryKind:
    """A kind of story, as the page offers it."""

    kind: str
    zh: str
    days: int
    measure: str
    strength: float | None  # None: it follows from how much the unit usually has


@dataclass(frozen=True)
class PlantedStory:
    """A planted story: when its answer was first revealed (epoch seconds), and only then the answer."""

    shown_at: int | None
    answer: Answer | None


def kinds() -> dict[str, StoryKind]:
    """Return the kinds of story by their name."""
    return {name: StoryKind(name, kind.zh, kind.days, kind.measure, kind.usual) for name, kind in KINDS.items()}


def places(file: Path, kind: str) -> dict[str, str]:
    """Return the units at which a kind of story can happen: code → name, a community's with its station's."""
    standing = _plan(file)
    return _places(standing.size, standing.seed, kind)


@lru_cache(maxsize=32)
def _places(size: str, seed: int, kind: str) -> dict[str, str]:
    place = make_place(size, seed)
    fitting = [unit for unit in place.units if unit.kind in KINDS[kind].unit_kinds]
    above = {unit.index: f"{place.units[unit.parent or 0].name} " for unit in fitting if unit.kind == "community"}
    return {unit.code or unit.name: above.get(unit.index, "") + unit.name for unit in fitting}


def plant(
    file: Path, kind: str, unit: str | None, start: date, days: int | None, strength: float | None, actor: str
) -> int:
    """Plant a story that is still to come; return how many there are now. Raises ValueError (Chinese)."""
    with demo_bureau.exclusive_generation(), _open(file) as store:
        planned = plant_into(store, [Wish(kind, start, days, unit, strength)], actor=actor, now=int(time.time()))
        return len(planned.stories)


def planted_stories(file: Path, *, count: bool = True) -> list[PlantedStory]:
    """Return the stories planted, in their order. Without `count` their effect so far is left out."""
    with _open(file, read_only=True) as store:
        standing, shown_at = stored_plan(store), shown_answers(store)
    return [
        _revealed(standing, story, shown_at[number], count) if number in shown_at else PlantedStory(None, None)
        for number, story in enumerate(standing.stories)
    ]


def reveal(file: Path, number: int, actor: str) -> None:
    """Reveal the answer to a story (from 0) from now on, and record who did."""
    with _open(file) as store:
        note_shown(store, [number], actor=actor, now=int(time.time()))


@lru_cache(maxsize=32)
def _revealed(standing: Plan, story: Story, shown_at: int, count: bool) -> PlantedStory:
    """Return a story with its answer; its effect is counted on the records, which takes a second or two."""
    return PlantedStory(shown_at, answer(standing, story, count=count))


def _plan(file: Path) -> Plan:
    with _open(file, read_only=True) as store:
        return stored_plan(store)


@contextmanager
def _open(file: Path, *, read_only: bool = False) -> Iterator[Store]:
    store = open_store(file, read_only=read_only)
    try:
        yield store
    finally:
        store.close()
