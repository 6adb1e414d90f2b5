"""Plants stories into a bureau that is already made: only what has not begun yet."""

from __future__ import annotations

from collections.abc import Sequence

from core.store.store import Store
from core.store.trail import trail_transaction
from seed.bureau import Plan
from seed.plan_store import keep_plan, require_demo, stored_plan
from seed.stories.story import StoryError, Wish


def plant(store: Store, wishes: Sequence[Wish], *, actor: str, now: int) -> Plan:
    """Adds stories that begin after the day the database stands at; they come as its time runs on.

    The database is then what it would be had they been planted from the beginning. Raises StoryError (Chinese).
    """
    require_demo(store)
    standing = stored_plan(store)
    planned = standing.with_stories(wishes)
    begun = [story for story in planned.stories[len(standing.stories) :] if story.start <= standing.as_of]
    if begun:
        raise StoryError(f"{begun[0].start} 已经过去（数据截至 {standing.as_of}）：请选以后的日期，或重新生成。")
    # What is planted is not for the trail to tell.
    with trail_transaction(store.conn, actor=actor, action="story", detail=f"{len(wishes)} 个", now=now):
        keep_plan(store, planned)
    return planned
