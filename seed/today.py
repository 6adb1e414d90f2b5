"""The running day of a generated bureau: what is known of it by a moment, before the day is over.

As of yesterday all is complete; today's records come as they are entered, and the night's advance writes them again.
"""

from __future__ import annotations

from itertools import chain

from core.instructions.events import append
from core.instructions.fact_rows import KIND
from core.instructions.model import Event
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import day_number, day_of_time, first_second, to_date
from seed.base_records import add_people, make_writer
from seed.bureau import Plan
from seed.draft import Row
from seed.fill import ACTOR, Drawing, untouched
from seed.plan_store import require_demo
from seed.postings import draw_postings


def write_today(store: Store, standing: Plan, *, since: int | None, now: int, drawn: Drawing) -> int:
    """Writes what has come by now of the day after the plan's last, and returns how many records that were.

    Without `since` all of the day so far; with it only what has come from that second on.
    """
    require_demo(store)
    begin, end = first_second(day_number(standing.as_of) + 1), now + 1
    later = standing.until(to_date(day_of_time(now)))
    writer = make_writer(store, later)
    rows: dict[str, list[Row]] = {}
    events: list[tuple[str, Event]] = []
    months = (chain.from_iterable(drawn(later, month)) for month in later.months)
    for draft in chain([draw_postings(later.force)], *months):
        rows.setdefault(draft.kind, []).extend(writer.rows_until(draft, end, since or begin))
        events += writer.events_until(draft, end, since or begin)
    news = sum(map(len, rows.values()))
    if news:
        with store.write(ACTOR, "live", f"{later.as_of}", now):
            add_people(store, later)
            for kind, kind_rows in rows.items():
                if kind == KIND:
                    kind_rows, events = untouched(store, kind_rows, events)
                apply_records(store, kind, kind_rows)
            append(store, events)
    return news
