"""Instructions lived by several people at once, with power cuts: no event is lost, no impossible state is reached."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.instructions import actions
from core.instructions.actions import send_instruction, take_step
from core.instructions.check import check_instructions
from core.instructions.events import events_of
from core.instructions.model import Actor, InstructionRefused, Side, Stage, Step, StepRequest
from core.instructions.read import instruction, instructions
from core.store.open import open_store
from core.store.store import Store
from core.time.days import day_number
from tests.support.instruction_world import CHIEF, NOW, ORDER, OTHER, STATION
from tests.support.worlds import copied, empty_store

pytestmark = pytest.mark.slow

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
NEEDS_TEXT = {
    Step.HAND_BACK,
    Step.PROGRESS,
    Step.REPORT,
    Step.ASK_TIME,
    Step.DENY,
    Step.REJECT,
    Step.REOPEN,
    Step.CANCEL,
}


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
            number = send_instruction(self.stores[desk], ORDER, CHIEF, now=self.now)
            assert number not in self.stage
            self.stage[number], self.steps[number] = Stage.SENT, [Step.SEND]
            self.written += 1

    @rule(hours=st.sampled_from([1, 20, 24 * 4, 24 * 20]))
    def wait(self, hours: int) -> None:
        self.now += hours * 3600

    @rule(desk=st.integers(0, 1), place=st.integers(0, 2), pick=st.integers(0, 6))
    def go_on(self, desk: int, place: int, pick: int) -> None:
        """A step that is possible, so that lives get far."""
        number = sorted(self.stage)[place % len(self.stage)]
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
        place=st.integers(0, 2),
        step=st.sampled_from(Step),
        actor=st.sampled_from([CHIEF, STATION, STATION, OTHER]),
        behind=st.sampled_from([0, 0, 0, 0, 1]),
        crash=st.sampled_from([None, None, None, "append", "apply_records", "add_coverage"]),
        text=st.sampled_from(["情况说明", "情况说明", " "]),
    )
    def step(self, desk: int, place: int, step: Step, actor: Actor, behind: int, crash: str | None, text: str) -> None:
        number = sorted(self.stage)[place % len(self.stage)]
        self._try(desk, number, step, actor, behind, crash, text)

    def _try(self, desk: int, number: str, step: Step, actor: Actor, behind: int, crash: str | None, text: str) -> None:
        seen_events = len(self.steps[number]) - behind
        day = None if step in (Step.GRANT, Step.REOPEN) else day_number(date(2027, 12, 1)) + len(self.steps[number])
        order = ORDER if step is Step.SEND else None
        possible = self._possible(number, step, actor, text) and not behind

        def attempt() -> None:
            store = self.stores[desk]
            take_step(
                store,
                number,
                StepRequest(step, text=text, day=day, content=order),
                actor,
                last_seen=seen_events,
                now=self.now,
            )

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
        transition = LIFE[self.stage[number]].get(step)
        unit = 1 if actor.side is Side.ISSUER else 3
        if transition is None or transition[0] is not actor.side or actor.unit != unit:
            return False
        if step in (Step.GRANT, Step.DENY) and number not in self.asked:
            return False
        if step is Step.ASK_TIME and number in self.asked:
            return False
        if step is Step.URGE and not instruction(self.stores[0], number, self.now).expired_clocks:
            return False
        return bool(text.strip()) or step not in NEEDS_TEXT

    def _crash(self, function_name: str, number: str, step: Step, attempt: Callable[[], Any], store: Store) -> None:
        class PowerCut(Exception):
            pass

        true: Callable[..., Any] = getattr(actions, function_name)

        def broken(*args: Any) -> None:
            true(*args)
            raise PowerCut

        setattr(actions, function_name, broken)
        before = store.data_version()
        try:
            attempt()
            assert function_name == "add_coverage"  # on the very first day nothing is covered yet
            self._done(number, step)
        except PowerCut:
            assert store.data_version() == before and not store.conn.in_transaction
        finally:
            setattr(actions, function_name, true)

    @invariant()
    def nothing_is_lost(self) -> None:
        for store in self.stores:
            events_by_number = events_of(store.conn)
            assert {
                number: [event.step for event in events] for number, events in events_by_number.items()
            } == self.steps
            for events in events_by_number.values():
                assert [event.number for event in events] == list(range(1, len(events) + 1))
                assert [event.at for event in events] == sorted(event.at for event in events)
            stages = {listed.number: listed.state.stage for listed in instructions(store, self.now)}
            assert stages == self.stage
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

    class TemporaryLives(Lives):
        pass

    TemporaryLives.template = template
    quick = settings(
        max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(TemporaryLives, settings=quick)
