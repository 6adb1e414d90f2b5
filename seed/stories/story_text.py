"""Stories as text: as a database keeps them, and as somebody types one."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from seed.stories.story import Story, StoryError, Wish


def stories_json(stories: tuple[Story, ...]) -> str:
    """Stories as a database keeps them."""
    return json.dumps([asdict(story) | {"start": story.start.isoformat()} for story in stories], ensure_ascii=False)


def read_stories(text: str | int | None) -> tuple[Story, ...]:
    """The stories that a database keeps; none where it says nothing of them."""
    if text is None:
        return ()
    return tuple(Story(**record | {"start": date.fromisoformat(record["start"])}) for record in json.loads(str(text)))


def parse_wish(text: str) -> Wish:
    """A story as somebody types it, kind[:unit[:date[:strength[:days]]]]; what is empty is left open.

    Raises StoryError (Chinese).
    """
    pieces = [piece.strip() for piece in text.replace("：", ":").split(":")]
    if not 1 <= len(pieces) <= 5:
        raise StoryError(f"“{text}”应写成 类型[:单位[:日期[:强度[:天数]]]]")
    kind, unit, day, strength, days = (*pieces, "", "", "", "")[:5]
    try:
        start = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise StoryError(f"“{day}”不是日期，应写成 2026-10-01") from error
    try:
        strength_value = float(strength) if strength else None
    except ValueError as error:
        raise StoryError(f"“{strength}”不是数字，强度应是数字") from error
    if days and not days.isdecimal():
        raise StoryError(f"“{days}”不是天数，应是整数")
    return Wish(kind, start, int(days) if days else None, unit or None, strength_value)
