"""Instructions: no event is lost, no impossible state is reached, and the clocks know weekends and 调休."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.access.orders import Orders
from core.access.roles import Role
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.load import load_catalogue
from core.days import CHINA, day_number, to_date
from core.engine.engine import Engine
from core.instructions import act
from core.instructions.act import send, take
from core.instructions.check import check_instructions
from core.instructions.clocks import Clocks
from core.instructions.events import events_of
from core.instructions.model import Actor, InstructionRefused, Order, Side, Stage, Step
from core.instructions.read import instruction, instructions, overdue
from core.instructions.states import allowed
from core.store.cube import cube_differences
from core.store.sqlite import sqlite3
from core.store.store import Store, open_store
from tests.worlds import copied, empty_store

CHIEF, STATION, OTHER = (
    Actor("chief", 1, Side.ISSUER),
    Actor("station", 3, Side.RECEIVER),
    Actor("other", 4, Side.RECEIVER),
)
ORDER = Order(3, "核实辖区纠纷警情", "dispute_alerts", "2026-09", "40 起", "52 起", "确有上升")
DAY = 86_400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp())


NOW = at("2026-09-18 10:00")  # a Friday

# The life of an instruction as a person would draw it: stage → what may be done, by whom, and where it leads.
LIFE: dict[Stage, dict[Step, tuple[Side, Stage]]] = {
    Stage.SENT: {
        Step.SIGN: (Side.RECEIVER, Stage.SIGNED),
        Step.HAND_BACK: (Side.RECEIVER, Stage.HANDED_BACK),
        Step.URGE: (Side.ISSUER, Stage.SENT),
        Step.CANCEL: (Side.ISSUER, Stage.CANCELLED),
    },
    Stage.HANDED_BACK: {
        Step.SEND: (Side.ISSUER, Stage.SENT),
        Step.CANCEL: (Side.ISSUER, Stage.CANCELLED),
    },
    Stage.SIGNED: {
        Step.PROGRESS: (Side.RECEIVER, Stage.SIGNED),
        Step.REPORT: (Side.RECEIVER, Stage.REPORTED),
        Step.ASK_TIME: (Side.RECEIVER, Stage.SIGNED),
        Step.GRANT: (Side.ISSUER, Stage.SIGNED),
        Step.DENY: (Side.ISSUER, Stage.SIGNED),
        Step.URGE: (Side.ISSUER, Stage.SIGNED),
        Step.CANCEL: (Side.ISSUER, Stage.CANCELLED),
    },
    Stage.REPORTED: {
        Step.ACCEPT: (Side.ISSUER, Stage.ACCEPTED),
        Step.REJECT: (Side.ISSUER, Stage.SIGNED),
    },
    Stage.ACCEPTED: {Step.FILE: (Side.ISSUER, Stage.FILED)},
    Stage.FILED: {Step.REOPEN: (Side.ISSUER, Stage.SIGNED)},
    Stage.CANCELLED: {},
}

# Steps that are nothing without a word.
SPOKEN = {Step.HAND_BACK, Step.PROGRESS, Step.REPORT, Step.ASK_TIME, Step.DENY, Step.REJECT, Step.REOPEN, Step.CANCEL}


class Lives(RuleBasedStateMachine):
    """Several people at two connections; now and then the power goes in the middle of a step."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "lives.db"
        self.stores = [copied(self.template, path), open_store(path)]
        self.now = NOW
        self.stage: dict[str, Stage] = {}
        self.steps: dict[str, list[Step]] = {}
        self.asked: set[str] = set()
        self.written = self._audited()

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)

    def _audited(self) -> int:
        count = self.stores[0].conn.execute("SELECT count(*) FROM audit WHERE action = 'instruction'").fetchone()[0]
        return int(count)

    @initialize()
    def first(self) -> None:
        self.send(0)

    @rule(desk=st.integers(0, 1))
    def send(self, desk: int) -> None:
        if len(self.stage) < 3:
            number = send(self.stores[desk], ORDER, CHIEF, now=self.now)
            assert number not in self.stage
            self.stage[number], self.steps[number] = Stage.SENT, [Step.SEND]
            self.written += 1

    @rule(hours=st.sampled_from([1, 20, 24 * 4, 24 * 20]))
    def wait(self, hours: int) -> None:
        self.now += hours * 3600

    @rule(desk=st.integers(0, 1), which=st.integers(0, 2), pick=st.integers(0, 6))
    def go_on(self, desk: int, which: int, pick: int) -> None:
        """A step that is possible, so that lives get far."""
        number = sorted(self.stage)[which % len(self.stage)]
        people = {Side.ISSUER: CHIEF, Side.RECEIVER: STATION}
        steps = [
            (step, people[side]) for step, (side, _) in LIFE[self.stage[number]].items() if step is not Step.CANCEL
        ]
        steps = [(step, actor) for step, actor in steps if self._possible(number, step, actor, "好")]
        if steps:
            step, actor = steps[pick % len(steps)]
            self._try(desk, number, step, actor, 0, None, "好")

    @rule(
        desk=st.integers(0, 1),
        which=st.integers(0, 2),
        step=st.sampled_from(Step),
        actor=st.sampled_from([CHIEF, STATION, STATION, OTHER]),
        behind=st.sampled_from([0, 0, 0, 0, 1]),
        crash=st.sampled_from([None, None, None, "append", "apply_records", "cover"]),
        text=st.sampled_from(["情况说明", "情况说明", " "]),
    )
    def step(self, desk: int, which: int, step: Step, actor: Actor, behind: int, crash: str | None, text: str) -> None:
        number = sorted(self.stage)[which % len(self.stage)]
        self._try(desk, number, step, actor, behind, crash, text)

    def _try(self, desk: int, number: str, step: Step, actor: Actor, behind: int, crash: str | None, text: str) -> None:
        seen = len(self.steps[number]) - behind
        day = None if step in (Step.GRANT, Step.REOPEN) else day_number(date(2027, 12, 1)) + len(self.steps[number])
        order = ORDER if step is Step.SEND else None
        possible = self._possible(number, step, actor, text) and not behind

        def attempt() -> None:
            store = self.stores[desk]
            take(store, number, step, actor, expected=seen, now=self.now, text=text, day=day, order=order)

        if crash and possible:
            self._crash(crash, number, step, attempt, self.stores[desk])
            return
        try:
            attempt()
        except InstructionRefused as error:
            assert not possible, str(error)
            assert any("一" <= letter <= "鿿" for letter in str(error))
            return
        assert possible
        self._done(number, step)

    def _done(self, number: str, step: Step) -> None:
        self.stage[number] = LIFE[self.stage[number]][step][1]
        self.steps[number].append(step)
        self.written += 1
        if step is Step.ASK_TIME:
            self.asked.add(number)
        elif step in (Step.GRANT, Step.DENY, Step.REPORT):
            self.asked.discard(number)

    def _possible(self, number: str, step: Step, actor: Actor, text: str) -> bool:
        found = LIFE[self.stage[number]].get(step)
        unit = 1 if actor.side is Side.ISSUER else 3
        if found is None or found[0] is not actor.side or actor.unit != unit:
            return False
        if step in (Step.GRANT, Step.DENY) and number not in self.asked:
            return False
        if step is Step.ASK_TIME and number in self.asked:
            return False
        if step is Step.URGE and not instruction(self.stores[0], number, self.now).late:
            return False
        return bool(text.strip()) or step not in SPOKEN

    def _crash(self, where: str, number: str, step: Step, attempt: Callable[[], Any], store: Store) -> None:
        class PowerCut(Exception):
            pass

        true: Callable[..., Any] = getattr(act, where)

        def broken(*args: Any) -> None:
            true(*args)
            raise PowerCut

        setattr(act, where, broken)
        before = store.data_version()
        try:
            attempt()
            assert where == "cover"  # on the very first day nothing is covered yet
            self._done(number, step)
        except PowerCut:
            assert store.data_version() == before and not store.conn.in_transaction
        finally:
            setattr(act, where, true)

    @invariant()
    def nothing_is_lost(self) -> None:
        for store in self.stores:
            kept = events_of(store.conn)
            assert {number: [event.step for event in events] for number, events in kept.items()} == self.steps
            for events in kept.values():
                assert [event.number for event in events] == list(range(1, len(events) + 1))
                assert [event.at for event in events] == sorted(event.at for event in events)
            found = {one.number: one.state.stage for one in instructions(store, self.now)}
            assert found == self.stage
        assert self._audited() == self.written

    @invariant()
    def records_say_what_the_events_say(self) -> None:
        store = self.stores[0]
        assert check_instructions(store) == []
        open_now = sum(stage not in (Stage.FILED, Stage.CANCELLED) for stage in self.stage.values())
        records = store.conn.execute("SELECT count(*) FROM fact_instruction WHERE outcome_at IS NULL").fetchone()[0]
        assert records == open_now


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("empty"))


def test_lives_with_several_people_and_power_cuts(template: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    class Here(Lives):
        pass

    Here.template = template
    quick = settings(
        max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(Here, settings=quick)


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
    due = Clocks.of(load_catalogue()).sent(ORDER, at(sent))
    assert (str(to_date(due.sign or 0)), str(to_date(due.finish or 0))) == (sign, finish)


def test_whoever_acts_on_an_old_view_is_told_who_was_first(store: Store) -> None:
    number = send(store, ORDER, CHIEF, now=NOW)
    other = open_store(store.path)
    take(other, number, Step.SIGN, STATION, expected=1, now=NOW + 60)
    with pytest.raises(InstructionRefused, match="签收"):
        take(store, number, Step.CANCEL, CHIEF, expected=1, now=NOW + 61, text="不办了")
    assert instruction(store, number, NOW).state.stage is Stage.SIGNED
    other.close()


def test_lateness_rises_through_the_clocks(store: Store) -> None:
    number = send(store, ORDER, CHIEF, now=NOW)  # sign by Sunday 20th, which is worked
    assert instruction(store, number, at("2026-09-20 23:59")).late == ()
    assert instruction(store, number, at("2026-09-21 00:00")).late == ("签收",)
    assert Step.URGE in allowed(instruction(store, number, NOW).state, CHIEF, at("2026-09-21 08:00"))
    take(store, number, Step.SIGN, STATION, expected=1, now=at("2026-09-21 08:00"))
    assert instruction(store, number, at("2026-09-24 23:00")).late == ()
    assert instruction(store, number, at("2026-09-25 00:00")).late == ("反馈",)
    take(store, number, Step.PROGRESS, STATION, expected=2, now=at("2026-09-25 08:00"), text="在办")
    assert overdue(store, at("2026-10-09 12:00")) == []
    assert [one.number for one in overdue(store, at("2026-10-10 00:00"))] == [number]
    take(
        store,
        number,
        Step.REPORT,
        STATION,
        expected=3,
        now=at("2026-10-09 09:00"),
        text="办好",
        figures=(("走访", 12),),
    )
    assert overdue(store, at("2026-11-09 00:00")) == []


def test_what_nobody_may_write_is_refused(store: Store) -> None:
    for order, actor, said in [
        (Order(3, "x" * 501), CHIEF, "500"),
        (Order(3, " "), CHIEF, "任务"),
        (Order(3, "看看", "no_such"), CHIEF, "指标"),
        (Order(99, "看看"), CHIEF, "单位"),
        (Order(1, "看看"), CHIEF, "上级"),
        (Order(4, "看看"), Actor("station", 3, Side.ISSUER), "上级"),
        (Order(3, "看看"), STATION, "上级"),
        (Order(3, "看看", due=day_number(date(2026, 9, 17))), CHIEF, "期限"),
    ]:
        before = store.data_version()
        with pytest.raises(InstructionRefused, match=said):
            send(store, order, actor, now=NOW)
        assert store.data_version() == before
    with pytest.raises(InstructionRefused, match="没有指令"):
        take(store, "ZL1", Step.SIGN, STATION, expected=1, now=NOW)
    number = send(store, ORDER, CHIEF, now=NOW)
    take(store, number, Step.SIGN, STATION, expected=1, now=NOW)
    for figures in ((("", 1),), (("走访", -1),), tuple((str(n), n) for n in range(7))):
        with pytest.raises(InstructionRefused, match="数字"):
            take(store, number, Step.REPORT, STATION, expected=2, now=NOW, text="好", figures=figures)


def test_events_are_never_changed(store: Store) -> None:
    send(store, ORDER, CHIEF, now=NOW)
    for attempt in (
        "UPDATE instruction_event SET actor = 'x'",
        "DELETE FROM instruction_event",
        "INSERT INTO instruction_event SELECT instruction, 5, at, actor, actor_unit, side, step, text, details "
        "FROM instruction_event",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store.conn.execute(attempt)


def test_rates_come_from_the_events(store: Store) -> None:
    """Four instructions sent on 14 September, all due on the 28th; worked by hand."""
    start = at("2026-09-14 09:00")
    numbers = [send(store, ORDER, CHIEF, now=start) for _ in range(4)]

    def go(number: str, *steps: tuple[Step, str]) -> None:
        for step, when in steps:
            actor = STATION if step in (Step.SIGN, Step.REPORT) else CHIEF
            last = instruction(store, number, start).state.last
            take(store, number, step, actor, expected=last, now=at(when), text="好")

    signed, signed_late = (Step.SIGN, "2026-09-15 09:00"), (Step.SIGN, "2026-09-16 00:00")
    reported, sent_back = (Step.REPORT, "2026-09-17 09:00"), (Step.REJECT, "2026-09-18 09:00")
    go(numbers[0], signed, reported, (Step.ACCEPT, "2026-09-18 09:00"), (Step.FILE, "2026-09-18 09:01"))
    go(numbers[1], signed, reported, sent_back, (Step.REPORT, "2026-09-29 09:00"))
    go(numbers[2], signed_late, (Step.REPORT, "2026-09-28 23:00"), (Step.ACCEPT, "2026-09-29 09:00"))
    go(numbers[2], (Step.FILE, "2026-09-29 09:01"), (Step.REOPEN, "2026-10-12 09:00"))
    go(numbers[3], (Step.CANCEL, "2026-09-15 10:00"))
    assert not any(cube_differences(store).values())
    kpis = ["instruction_sign_on_time_rate", "instruction_finish_on_time_rate", "instruction_return_rate",
            "instruction_reopen_rate", "instructions_sent", "instructions_open", "instructions_overdue"]  # fmt: skip
    board = Engine(store).board(None, "2026-09-14..2026-10-11", date(2026, 10, 11), kpis, months=1)
    found = {kpi: (board.figures[kpi, 3].numerator, board.figures[kpi, 3].denominator) for kpi in kpis}
    # The cancelled one asks for nothing; the reopened one is due ten working days after, outside the window.
    assert found["instruction_sign_on_time_rate"] == (2, 3)
    assert found["instruction_finish_on_time_rate"] == (1, 2)
    assert found["instruction_return_rate"] == (1, 3)
    assert found["instruction_reopen_rate"] == (1, 2)
    assert [found[kpi][0] for kpi in kpis[4:]] == [4, 2, 0]
    assert check_instructions(store) == []


def test_everybody_handles_what_is_theirs_alone(store: Store) -> None:
    now = at("2026-09-22 09:00")
    number = send(store, ORDER, CHIEF, now=NOW)
    engine = Engine(store)

    def of(role: Role, unit: int) -> Orders:
        return Orders(engine, Viewer("user:x", "x", Scope(role, unit), 1))

    for role in Role:
        for unit in (1, 3, 4):
            mine, handles = of(role, unit), role in (Role.CHIEF, Role.INSPECTOR, Role.STATION)
            if not handles:
                with pytest.raises(AccessRefused):
                    mine.listed(now)
                with pytest.raises(AccessRefused):
                    mine.one(number, now)
                with pytest.raises(AccessRefused):
                    mine.send(store, ORDER, now)
                continue
            assert [one.number for one in mine.listed(now)] == ([number] if unit in (1, 3) else [])
            assert [one.number for one in mine.overdue(now)] == ([number] if unit in (1, 3) else [])
            if unit == 4:
                with pytest.raises(AccessRefused):
                    mine.one(number, now)
    assert [one.number for one in of(Role.KIOSK, 1).overdue(now)] == [number]
    one = instruction(store, number, now)
    assert of(Role.STATION, 3).steps(one, now) == [Step.SIGN, Step.HAND_BACK]
    assert of(Role.CHIEF, 1).steps(one, now) == [Step.URGE, Step.CANCEL]
    assert of(Role.CHIEF, 4).steps(one, now) == []
    with pytest.raises(InstructionRefused):
        of(Role.STATION, 3).send(store, ORDER, now)
    with pytest.raises(InstructionRefused):
        of(Role.STATION, 3).take(store, one, Step.CANCEL, now, text="不办了")
