"""Instructions: clocks that know weekends and 调休, rates from events, refusals, and who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_instructions import ScopedInstructions
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.instructions.actions import send_instruction, take_step
from core.instructions.check import check_instructions
from core.instructions.clocks import Clocks
from core.instructions.model import Actor, Clock, InstructionContent, InstructionRefused, Side, Stage, Step, StepRequest
from core.instructions.read import instruction, overdue, overdue_at
from core.instructions.states import allowed_steps
from core.store.cube import cube_differences
from core.store.open import open_store
from core.store.sqlite import sqlite3
from core.store.store import Store
from core.store.trail import trail_lines
from core.time.days import day_number, to_date
from tests.support.instruction_world import CHIEF, NOW, ORDER, STATION, at
from tests.support.worlds import copied, empty_store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Any:
    opened = copied(template, tmp_path / "one.db")
    yield opened
    opened.close()


# Worked by hand on the calendar of 2026: 20 September (a Sunday) and 10 October (a Saturday) are worked, 25 September
# is 中秋, 1 to 7 October are 国庆.
@pytest.mark.parametrize(
    ("sent", "sign", "finish"),
    [
        ("2026-09-14 09:00", "2026-09-15", "2026-09-28"),
        ("2026-09-18 23:59", "2026-09-20", "2026-10-09"),
        ("2026-09-30 10:00", "2026-10-08", "2026-10-20"),
        ("2026-10-09 10:00", "2026-10-10", "2026-10-22"),
        ("2026-10-03 10:00", "2026-10-08", "2026-10-20"),
        ("2026-11-06 10:00", "2026-11-09", "2026-11-20"),
    ],
)
def test_clocks_know_weekends_and_rearranged_days(sent: str, sign: str, finish: str) -> None:
    due = Clocks.from_catalogue(load_catalogue()).deadlines_when_sent(ORDER, at(sent))
    assert (str(to_date(due.sign or 0)), str(to_date(due.finish or 0))) == (sign, finish)


def test_nothing_may_be_signed_later_than_it_is_to_be_done() -> None:
    today = day_number(date(2026, 9, 18))
    due = Clocks.from_catalogue(load_catalogue()).deadlines_when_sent(replace(ORDER, due=today), NOW)
    assert (due.sign, due.finish) == (today, today)


def test_what_was_late_on_a_past_day_is_told_as_it_stood_then(store: Store) -> None:
    number = send_instruction(store, ORDER, CHIEF, now=at("2026-09-14 09:00"))  # to be signed by the end of the 15th
    take_step(store, number, StepRequest(Step.SIGN), STATION, last_seen=1, now=at("2026-09-17 09:00"))
    late = {day: list(overdue_at(store, at(f"2026-09-{day} 00:00"), [3])) for day in (15, 16, 17, 18)}
    signing = [(number, 3, day_number(date(2026, 9, 15)))]
    assert late == {15: [], 16: signing, 17: signing, 18: []}


def test_whoever_acts_on_an_old_view_is_told_who_was_first(store: Store) -> None:
    number = send_instruction(store, ORDER, CHIEF, now=NOW)
    other = open_store(store.path)
    take_step(other, number, StepRequest(Step.SIGN), STATION, last_seen=1, now=NOW + 60)
    with pytest.raises(InstructionRefused, match="签收"):
        take_step(store, number, StepRequest(Step.CANCEL, text="不办了"), CHIEF, last_seen=1, now=NOW + 61)
    assert instruction(store, number, NOW).state.stage is Stage.SIGNED
    other.close()


def test_lateness_rises_through_the_clocks(store: Store) -> None:
    number = send_instruction(store, ORDER, CHIEF, now=NOW)  # sign by Sunday 20th, which is worked
    assert instruction(store, number, at("2026-09-20 23:59")).expired_clocks == ()
    assert instruction(store, number, at("2026-09-21 00:00")).expired_clocks == (Clock.SIGN,)
    assert Step.URGE in allowed_steps(instruction(store, number, NOW).state, CHIEF, at("2026-09-21 08:00"))
    take_step(store, number, StepRequest(Step.SIGN), STATION, last_seen=1, now=at("2026-09-21 08:00"))
    assert instruction(store, number, at("2026-09-24 23:00")).expired_clocks == ()
    assert instruction(store, number, at("2026-09-25 00:00")).expired_clocks == (Clock.REPORT,)
    take_step(store, number, StepRequest(Step.PROGRESS, text="在办"), STATION, last_seen=2, now=at("2026-09-25 08:00"))
    assert overdue(store, at("2026-10-09 12:00")) == []
    assert [late.number for late in overdue(store, at("2026-10-10 00:00"))] == [number]
    take_step(
        store,
        number,
        StepRequest(Step.REPORT, text="办好", figures=(("走访", 12),)),
        STATION,
        last_seen=3,
        now=at("2026-10-09 09:00"),
    )
    assert overdue(store, at("2026-11-09 00:00")) == []


def test_what_nobody_may_write_is_refused(store: Store) -> None:
    for order, actor, message in [
        (InstructionContent(3, "x" * 501), CHIEF, "500"),
        (InstructionContent(3, " "), CHIEF, "任务"),
        (InstructionContent(3, "看看", "no_such"), CHIEF, "指标"),
        (InstructionContent(99, "看看"), CHIEF, "单位"),
        (InstructionContent(1, "看看"), CHIEF, "上级"),
        (InstructionContent(4, "看看"), Actor("station", 3, Side.ISSUER), "上级"),
        (InstructionContent(3, "看看"), STATION, "上级"),
        (InstructionContent(3, "看看", due=day_number(date(2026, 9, 17))), CHIEF, "期限"),
    ]:
        before = store.data_version()
        with pytest.raises(InstructionRefused, match=message):
            send_instruction(store, order, actor, now=NOW)
        assert store.data_version() == before
    with pytest.raises(InstructionRefused, match="没有指令"):
        take_step(store, "ZL1", StepRequest(Step.SIGN), STATION, last_seen=1, now=NOW)
    number = send_instruction(store, ORDER, CHIEF, now=NOW)
    take_step(store, number, StepRequest(Step.SIGN), STATION, last_seen=1, now=NOW)
    for figures in ((("", 1),), (("走访", -1),), tuple((str(n), n) for n in range(7))):
        with pytest.raises(InstructionRefused, match="数字"):
            take_step(
                store, number, StepRequest(Step.REPORT, text="好", figures=figures), STATION, last_seen=2, now=NOW
            )


def test_events_are_never_changed(store: Store) -> None:
    send_instruction(store, ORDER, CHIEF, now=NOW)
    for attempt in (
        "UPDATE instruction_event SET actor = 'x'",
        "DELETE FROM instruction_event",
        "INSERT INTO instruction_event SELECT instruction, 5, at, actor, actor_unit, side, step, text, details "
        "FROM instruction_event",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store.conn.execute(attempt)


def test_rates_come_from_the_events(store: Store) -> None:
    """Six instructions sent on 14 September, all due on the 28th; worked by hand."""
    start = at("2026-09-14 09:00")
    numbers = [send_instruction(store, ORDER, CHIEF, now=start) for _ in range(6)]

    def go(number: str, *steps: tuple[Step, str]) -> None:
        for step, when in steps:
            actor = STATION if step in (Step.SIGN, Step.REPORT) else CHIEF
            last = instruction(store, number, start).state.last_event_number
            take_step(store, number, StepRequest(step, text="好"), actor, last_seen=last, now=at(when))

    signed, signed_late = (Step.SIGN, "2026-09-15 09:00"), (Step.SIGN, "2026-09-16 00:00")
    reported, sent_back = (Step.REPORT, "2026-09-17 09:00"), (Step.REJECT, "2026-09-18 09:00")
    go(numbers[0], signed, reported, (Step.ACCEPT, "2026-09-18 09:00"), (Step.FILE, "2026-09-18 09:01"))
    go(numbers[1], signed, reported, sent_back, (Step.REPORT, "2026-09-29 09:00"))
    go(numbers[2], signed_late, (Step.REPORT, "2026-09-28 23:00"), (Step.ACCEPT, "2026-09-29 09:00"))
    go(numbers[2], (Step.FILE, "2026-09-29 09:01"), (Step.REOPEN, "2026-10-12 09:00"))
    go(numbers[3], (Step.CANCEL, "2026-09-15 10:00"))
    go(numbers[4], signed, reported, sent_back)  # and never reported again
    go(numbers[5], signed, (Step.CANCEL, "2026-09-28 20:00"))  # on the very day
    assert not any(cube_differences(store).values())
    kpis = [
        "instruction_sign_on_time_rate",
        "instruction_finish_on_time_rate",
        "instruction_return_rate",
        "instruction_reopen_rate",
        "instructions_sent",
        "instructions_open",
        "instructions_overdue",
    ]
    board = Engine(store).board(None, "2026-09-14..2026-10-11", date(2026, 10, 11), kpis, months=1)
    counts = {kpi: (board.figures[kpi, 3].numerator, board.figures[kpi, 3].denominator) for kpi in kpis}
    # The cancelled ones ask for no report, the first not even to be signed; the reopened one is due ten working days
    # after, outside the window.
    assert counts["instruction_sign_on_time_rate"] == (4, 5)
    assert counts["instruction_finish_on_time_rate"] == (1, 3)
    assert counts["instruction_return_rate"] == (2, 4)
    assert counts["instruction_reopen_rate"] == (1, 2)
    assert [counts[kpi][0] for kpi in kpis[4:]] == [6, 3, 1]
    assert check_instructions(store) == []


def test_everybody_handles_what_is_theirs_alone(store: Store) -> None:
    now = at("2026-09-22 09:00")
    number = send_instruction(store, ORDER, CHIEF, now=NOW)
    engine = Engine(store)

    def of(role: Role, unit: int) -> ScopedInstructions:
        return ScopedInstructions(RequestContext(engine, Viewer("user:x", "x", Scope(role, unit), 1)))

    for role in Role:
        for unit in (1, 3, 4):
            scoped, handles = of(role, unit), role in (Role.CHIEF, Role.INSPECTOR, Role.STATION)
            if not handles:
                with pytest.raises(AccessRefused):
                    scoped.list_visible(now)
                with pytest.raises(AccessRefused):
                    scoped.find(number, now)
                with pytest.raises(AccessRefused):
                    scoped.send(store, ORDER, now)
                continue
            assert [seen_instruction.number for seen_instruction in scoped.list_visible(now)] == (
                [number] if unit in (1, 3) else []
            )
            assert [seen_instruction.number for seen_instruction in scoped.overdue(now)] == (
                [number] if unit in (1, 3) else []
            )
            if unit == 4:
                with pytest.raises(AccessRefused):
                    scoped.find(number, now)
    assert [seen_instruction.number for seen_instruction in of(Role.KIOSK, 1).overdue(now)] == [number]
    seen_instruction = instruction(store, number, now)
    assert of(Role.STATION, 3).allowed_steps(seen_instruction, now) == [Step.SIGN, Step.HAND_BACK]
    assert of(Role.CHIEF, 1).allowed_steps(seen_instruction, now) == [Step.URGE, Step.CANCEL]
    assert of(Role.CHIEF, 4).allowed_steps(seen_instruction, now) == []
    with pytest.raises(InstructionRefused):
        of(Role.STATION, 3).send(store, ORDER, now)
    with pytest.raises(InstructionRefused):
        of(Role.STATION, 3).take_step(store, seen_instruction, StepRequest(Step.CANCEL, text="不办了"), now)


def test_the_trail_names_the_instruction_sent_and_its_unit(store: Store) -> None:
    number = send_instruction(store, ORDER, CHIEF, now=NOW)
    name, code = store.conn.execute("SELECT name, code FROM unit WHERE id = ?", [ORDER.unit]).fetchone()
    (line, *_) = trail_lines(store.conn, 1, "instruction")
    assert line.detail == f"派发 {number} {name}（{code}）"


def test_the_period_of_an_instruction_reads_as_dates() -> None:
    shown = [replace(ORDER, period=period).period_shown for period in ("2026-01-01..2026-11-30", "2026-10", None)]
    assert shown == ["2026-01-01 至 2026-11-30", "2026-10", ""]
