"""Listed instructions: read once a day, and anew after every event; not more lists are kept than a few."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from core.engine import Engine
from core.features.follow_up import listed
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Clock, Step, StepRequest
from core.instructions.read import Instruction, instructions
from core.store.store import Store
from core.time.days import SECONDS_PER_DAY
from tests.support.instruction_world import CHIEF, NOW, ORDER, STATION


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The times as of which instructions were read, one a reading."""
    read: list[int] = []

    def noted(store: Store, now: int, units: Collection[int] | None, ended: int | None) -> list[Instruction]:
        read.append(now)
        return instructions(store, now, units, ended)

    monkeypatch.setattr(listed, "instructions", noted)
    return read


def test_they_are_read_once_a_day_until_there_is_another_event(store: Store, readings: list[int]) -> None:
    engine = Engine(store)
    number = send_instruction(store, ORDER, CHIEF, now=NOW)
    first = [engine.instructions(now) for now in (NOW + 1, NOW + 2, NOW + 3)]
    assert [[instruction.number for instruction in shown] for shown in first] == [[number]] * 3
    assert readings == [NOW + 1] and not first[0][0].expired_clocks
    (late,) = engine.instructions(NOW + 30 * SECONDS_PER_DAY)
    assert Clock.SIGN in late.expired_clocks and len(readings) == 2, "clocks run on though nothing happens"
    take_step(store, number, StepRequest(Step.SIGN), STATION, last_seen=1, now=NOW + 4)
    (signed,) = engine.instructions(NOW + 5)
    assert len(signed.events) == 2 and len(readings) == 3


def test_no_more_lists_are_kept_than_agreed(store: Store, readings: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "MOST_LISTS", 2)
    engine = Engine(store)
    for unit in (1, 3, 1, 4, 1):
        engine.instructions(NOW, [unit])
    assert len(readings) == 4, "the first two are kept, and dropped when a third is asked for"
