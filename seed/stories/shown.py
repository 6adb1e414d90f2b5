"""Which answers have been shown, and when: kept in the database, with a line in the trail."""

from __future__ import annotations

import json

from core.store.store import Store
from core.store.trail import trail_transaction
from seed.standing import require_demo

SHOWN = "demo_answers_shown"


def shown(store: Store) -> dict[int, int]:
    """The stories (by their place among the planted, from 0) whose answer was shown, with the time of the first."""
    return {int(number): int(at) for number, at in json.loads(str(store.meta(SHOWN) or "{}")).items()}


def show(store: Store, numbers: list[int], *, actor: str, now: int) -> None:
    """Notes that somebody was shown the answers to these stories."""
    require_demo(store)
    what = "、".join(f"第 {number + 1} 个故事" for number in numbers)
    with trail_transaction(store.conn, actor=actor, action="answer", detail=what, now=now):
        at = {number: now for number in numbers} | shown(store)
        store.set_meta(SHOWN, json.dumps(at))
