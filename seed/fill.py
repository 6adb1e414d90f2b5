"""Puts a made-up bureau into an empty demo database, and lets its time run forward."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import islice

from core.instructions.events import append
from core.instructions.fact_rows import KIND
from core.instructions.model import Event
from core.store.bulk_load import begin_bulk, end_bulk
from core.store.cube import rebuild_cube
from core.store.ledger import apply_ledger, drop_ledger
from core.store.records import apply_records, load_records
from core.store.store import Store
from core.time.days import day_number, month_text
from seed.base_records import add_people, add_place, finish, make_writer, reports
from seed.bureau import Plan, month_drafts
from seed.draft import Draft, Row, Writer
from seed.drawn_beside import station_months
from seed.ledger import first_open_month, ledger_rows, superseded
from seed.plan_store import FillError, keep_month, month_to_draw, require_demo, stored_plan
from seed.postings import draw_postings

__all__ = ["FillError", "advance", "fill", "stored_plan"]

Progress = Callable[[str, float], None]
ACTOR = "generator"
DRAWN, SUMMED, INDEXED = 0.6, 0.65, 0.9  # of the work of a fill, when each begins: reports, sums, indexes
Drawing = Callable[[Plan, int], Iterable[Iterable[Draft]]]
News = tuple[str, list[Row], list[tuple[str, Event]]]
BATCH = 20_000  # corrected records that are written at once


def _silent(_label: str, _done: float) -> None:
    pass


def fill(store: Store, plan: Plan, *, now: int, progress: Progress = _silent) -> None:
    """Fills an empty demo database, a month a transaction; goes on where the same fill was interrupted.

    Raises FillError if the database is not marked 演示, or holds anything but a beginning of this fill.
    """
    require_demo(store)
    detail = f"{plan.size} seed={plan.seed} as_of={plan.as_of}"
    progress("单位与人员", 0.0)
    first, begun = plan.months[0], month_to_draw(store, plan)
    if begun is None:
        with store.write(ACTOR, "demo", detail, now):
            _begin(store, plan)
    writer = make_writer(store, plan)
    months = range(begun or first, plan.months.stop)
    with closing(station_months(plan, months)) as coming:
        for month in months:
            with store.write(ACTOR, "demo", f"{detail} {month_text(month)}", now):
                _require_next(store, plan, month)
                for done in _load_month(store, plan, writer, coming):
                    progress(f"记录 {month_text(month)}", DRAWN * (month - first + done) / len(plan.months))
                keep_month(store, plan, month + 1)
    with store.write(ACTOR, "demo", detail, now):
        _require_next(store, plan, plan.months.stop)
        progress("统计报表", DRAWN)
        apply_ledger(store, reports(writer, ledger_rows(plan, store.catalogue.measures)))
        progress("汇总", SUMMED)
        rebuild_cube(store)
        progress("索引", INDEXED)
        end_bulk(store, lambda done: progress("索引", INDEXED + (1 - INDEXED) * done))
        finish(store, plan, now)
    progress("完成", 1.0)


def _begin(store: Store, plan: Plan) -> None:
    add_place(store, plan)
    add_people(store, plan)
    begin_bulk(store)
    _load(store, make_writer(store, plan), draw_postings(plan.force), plan)
    keep_month(store, plan, plan.months[0])


def _require_next(store: Store, plan: Plan, month: int) -> None:
    if month_to_draw(store, plan) != month:
        raise FillError("另一个进程正在写同一演示库。")


def _load_month(store: Store, plan: Plan, writer: Writer, coming: Iterator[Iterable[Draft]]) -> Iterator[float]:
    """Loads the next month, station by station; yields the share that is done."""
    count = len(plan.profiles) + 1  # headquarters come first
    for number, drafts in enumerate(islice(coming, count)):
        for draft in drafts:
            _load(store, writer, draft, plan)
        yield number / count


def _load(store: Store, writer: Writer, draft: Draft, plan: Plan) -> None:
    as_of = day_number(plan.as_of)
    load_records(store, draft.kind, writer.rows(draft, as_of))
    append(store, writer.events(draft, as_of))


def advance(
    store: Store, plan: Plan, to: date, *, now: int, progress: Progress = _silent, drawn: Drawing = month_drafts
) -> Plan:
    """Lets time run to a later day in one transaction, and returns the plan of that day.

    Only what is known otherwise than before is written. `plan` is the plan by which the database stands now; `drawn`
    gives the records of a month, at least those of which anything is new.
    """
    require_demo(store)
    later = plan.until(to)
    with store.write(ACTOR, "advance", f"{plan.as_of} -> {to}", now):
        if stored_plan(store) != plan:
            raise FillError("该演示库与所给方案不符。")
        add_people(store, later)
        writer = make_writer(store, later)
        for kind, rows, events in _news(plan, later, writer, progress, drawn):
            if kind == KIND:
                rows, events = untouched(store, rows, events)
            apply_records(store, kind, rows)
            append(store, events)
        progress("统计报表", 0.9)
        measures, since = store.catalogue.measures, first_open_month(plan)  # what was reported before stays
        after = ledger_rows(later, measures, since)
        for row in superseded(ledger_rows(plan, measures, since), after):
            drop_ledger(store, int(writer.units[row.unit]), row.measure, row.first, row.last)
        apply_ledger(store, reports(writer, after))
        finish(store, later, now)
    progress("完成", 1.0)
    return later


def untouched(
    store: Store, rows: list[Row], events: list[tuple[str, Event]]
) -> tuple[list[Row], list[tuple[str, Event]]]:
    """Leaves out the instructions in which somebody has had a hand: their made-up life goes on no more.

    Of the others, the rows and the events that are not written yet.
    """
    numbers = json.dumps(sorted({number for number, _ in events}))
    stored = store.db.execute(
        "SELECT instruction, number, at FROM instruction_event WHERE instruction IN (SELECT value FROM json_each(?))",
        [numbers],
    ).fetchall()
    written = {(instruction, number): at for instruction, number, at in stored}
    last: dict[str, int] = {}
    for instruction, number, _ in stored:
        last[instruction] = max(number, last.get(instruction, 0))
    expected, foreign = dict(last), set()
    pending = []
    for instruction, event in events:
        at = written.get((instruction, event.number))
        if at is None and event.number == expected.get(instruction, 0) + 1:
            expected[instruction] = event.number
            pending.append((instruction, event))
        elif at != event.at:
            foreign.add(instruction)
    return (
        [row for row in rows if row[0] not in foreign],
        [(instruction, event) for instruction, event in pending if instruction not in foreign],
    )


def _news(plan: Plan, later: Plan, writer: Writer, progress: Progress, drawn: Drawing) -> Iterator[News]:
    """Yield what is known on the later day and was not, or otherwise, on the earlier one: in batches, a kind at a time.

    Instructions come last of their kind, with the events that go with them.
    """
    since, as_of = day_number(plan.as_of), day_number(later.as_of)
    waiting: dict[str, list[Row]] = {"posting": writer.rows(draw_postings(later.force), as_of, since)}
    events: list[tuple[str, Event]] = []
    for number, month in enumerate(later.months):
        for drafts in drawn(later, month):
            for draft in drafts:
                rows = waiting.setdefault(draft.kind, [])
                rows += writer.rows(draft, as_of, since)
                events += writer.events(draft, as_of, since)
                if len(rows) >= BATCH:
                    yield draft.kind, waiting.pop(draft.kind), []
        progress("新的记录", 0.9 * number / len(later.months))
    for kind, rows in waiting.items():
        yield kind, rows, events if kind == KIND else []
