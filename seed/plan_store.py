"""State of a demo database: by which plan it was made, or how far its making has come."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number, to_date
from seed.bureau import Plan
from seed.stories.story_text import read_stories, stories_json

FIRST_DAY_KEY = "demo_first"  # the as_of it was made with
STORIES_KEY = "demo_stories"  # what is planted: for the trainer alone
ALIVE_KEY = "demo_alive"
MAKING_PLAN_KEY, NEXT_MONTH_KEY = "making_plan", "making_next"  # kept while a database is being made


class FillError(ValueError):
    """The database cannot take a made-up bureau. The message is Chinese, for the screen."""


def require_demo(store: Store) -> None:
    """Raises FillError if the database is a real one."""
    if not store.demo:
        raise FillError("这是真实数据库，不能写入演示数据。")


def stored_plan(store: Store) -> Plan:
    """The plan by which a demo database stands now. Raises FillError if it was not made whole by the generator."""
    size, seed, start, as_of = (store.meta(f"demo_{key}") for key in ("size", "seed", "start", "as_of"))
    if size is None or seed is None or start is None or as_of is None:
        raise FillError("该库不是由生成器建立的演示库，或尚未建完。")
    stories, alive = read_stories(store.meta(STORIES_KEY)), bool(int(store.meta(ALIVE_KEY) or 0))
    return Plan(str(size), int(seed), to_date(int(start)), to_date(int(as_of)), stories, alive)


def keep_plan(store: Store, plan: Plan) -> None:
    """Keeps the plan by which a database now stands, inside the open transaction."""
    first, last = day_number(plan.start), day_number(plan.as_of)
    if store.meta(FIRST_DAY_KEY) is None:
        began = store.meta("demo_as_of")
        store.set_meta(FIRST_DAY_KEY, last if began is None else began)
    for key, value in (("size", plan.size), ("seed", plan.seed), ("start", first), ("as_of", last)):
        store.set_meta(f"demo_{key}", value)
    store.set_meta(STORIES_KEY, stories_json(plan.stories))
    store.set_meta(ALIVE_KEY, int(plan.alive))
    store.db.execute("DELETE FROM meta WHERE key IN (?, ?)", [MAKING_PLAN_KEY, NEXT_MONTH_KEY])


def month_to_draw(store: Store, plan: Plan) -> int | None:
    """The month with which an interrupted making of this plan goes on; None if nothing is made yet.

    Raises FillError if the database holds anything else: another plan, or this one by another generator.
    """
    making, month = store.meta(MAKING_PLAN_KEY), store.meta(NEXT_MONTH_KEY)
    if making == signature(plan) and month is not None:
        return int(month)
    if making is not None or len(unit_tree(store).units) > 1:
        raise FillError("演示数据只能写入空的演示库，或接着写未建完的同一演示库。")
    return None


def keep_month(store: Store, plan: Plan, month: int) -> None:
    """Says, inside the open transaction, that all before a month is made."""
    store.set_meta(MAKING_PLAN_KEY, signature(plan))
    store.set_meta(NEXT_MONTH_KEY, month)


def signature(plan: Plan) -> str:
    """The plan and the generator: what another generator has begun is not gone on with."""
    return f"{plan.size} {plan.seed} {plan.start} {plan.as_of} {stories_json(plan.stories)} {plan.alive} {generator()}"


@cache
def generator() -> str:
    """Return a digest of the generator's own sources."""
    rooms = (Path(__file__).parent, Path(__file__).parent / "stories")
    sources = sorted(source for room in rooms for source in room.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
