"""Record of the answers that have been shown, and when: kept in the database, with a line in the trail."""

from __future__ import annotations

import json

from core.store.store import Store
from core.store.trail import trail_transaction
from seed.plan_store import require_demo

ANSWERS_SHOWN = "demo_answers_shown"


def shown_answers(store: Store) -> dict[int, int]:
    """The stories (by their place among the planted, from 0) whose answer was shown, with the time of the first."""
    return {int(number): int(at) for number, at in json.loads(str(store.meta(ANSWERS_SHOWN) or "{}")).items()}


def show(store: Store, numbers: list[int], *, actor: str, now: int) -> None:
    """Notes that somebody was shown the answers to these stories."""
    require_demo(store)
    numbers_text = "、".join(f"第 {number + 1} 个故事" for number in numbers)
    with trail_transaction(store.conn, actor=actor, action="answer", detail=numbers_text, now=now):
        at = {number: now for number in numbers} | shown_answers(store)
        store.set_meta(ANSWERS_SHOWN, json.dumps(at))
