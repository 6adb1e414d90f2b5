"""Instructions by the signal that they came from: read once, and anew after every event of an instruction."""

from __future__ import annotations

from dataclasses import replace
from sqlite3 import Connection

import pytest

from core.engine import Engine
from core.features.follow_up import sent
from core.features.follow_up.sent import SentBySignal
from core.instructions.actions import send_instruction, take_step
from core.instructions.events import instructions_by_signal
from core.instructions.model import Step, StepRequest
from core.store.store import Store
from tests.support.instruction_world import CHIEF, NOW, ORDER, STATION

SIGNAL = "cusum:disputes:3"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """The connections by which the events were read, one a reading."""
    read: list[Connection] = []

    def noted(connection: Connection) -> SentBySignal:
        read.append(connection)
        return instructions_by_signal(connection)

    monkeypatch.setattr(sent, "instructions_by_signal", noted)
    return read


def test_they_are_read_once_until_there_is_another_event(store: Store, readings: list[Connection]) -> None:
    engine = Engine(store)
    assert engine.instructions_by_signal() == {}
    first = send_instruction(store, replace(ORDER, signal=SIGNAL), CHIEF, now=NOW)
    plain = send_instruction(store, ORDER, CHIEF, now=NOW + 1)
    assert [engine.instructions_by_signal() for _ in range(3)] == [{SIGNAL: [(first, NOW)]}] * 3
    assert len(readings) == 2
    with store.write("test", "records", "nothing of instructions", NOW):
        store.set_meta("bureau", "另一个局")
    assert engine.instructions_by_signal() == {SIGNAL: [(first, NOW)]} and len(readings) == 2
    take_step(store, plain, StepRequest(Step.SIGN), STATION, last_seen=1, now=NOW + 2)
    second = send_instruction(store, replace(ORDER, signal=SIGNAL), CHIEF, now=NOW + 3)
    assert engine.instructions_by_signal() == {SIGNAL: [(first, NOW), (second, NOW + 3)]} and len(readings) == 3
