"""From what somebody wants to the stories as they are planted: what was left open is chosen by the seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from seed.place import Place
from seed.station_profile import StationProfile
from seed.stories.baseline import visible_strength, weekly_records
from seed.stories.story import KINDS, Story, StoryError, Wish, check, pick_start, pick_unit, stations_of, unit_of


def resolve_wishes(
    wishes: Iterable[Wish],
    place: Place,
    profiles: Sequence[StationProfile],
    span: tuple[date, date],
    before: Sequence[Story] = (),
) -> tuple[Story, ...]:
    """The stories before and those wished for, in a history of `span` (first day, as_of). Raises StoryError (Chinese).

    The same wishes at the same bureau give the same stories.
    """
    stories = list(before)
    for wish in wishes:
        stories.append(_settled(wish, place, profiles, span, [story.unit for story in stories]))
        if len({(story.kind, story.unit, story.start) for story in stories}) < len(stories):
            raise StoryError(f"同一单位同一天不能放两个“{KINDS[wish.kind].zh}”。")
    return tuple(stories)


def _settled(
    wish: Wish, place: Place, profiles: Sequence[StationProfile], span: tuple[date, date], occupied: Sequence[str]
) -> Story:
    if wish.kind not in KINDS:
        raise StoryError(f"没有故事“{wish.kind}”，可用：{'、'.join(KINDS)}")
    kind, seed = KINDS[wish.kind], profiles[0].seed
    unit = unit_of(place, wish.unit) if wish.unit else pick_unit(wish.kind, seed, place, occupied)
    days = kind.days if wish.days is None else wish.days
    start = wish.start or pick_start(wish.kind, seed, days, span[1])
    given_strength = wish.strength if wish.strength is not None else kind.usual
    story = Story(
        wish.kind, start, days, unit.code or unit.name, kind.least if given_strength is None else given_strength
    )
    check(story, place, span[0])
    if given_strength is not None:
        return story
    stations = set(stations_of(place, story))
    return replace(
        story,
        strength=visible_strength(weekly_records(story, place, [b for b in profiles if b.unit.index in stations])),
    )
