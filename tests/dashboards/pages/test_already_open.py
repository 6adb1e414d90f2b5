"""Before another instruction about the same matter is sent, the form names those that are open."""

from __future__ import annotations

from dataclasses import replace

from core.instructions.model import Deadlines, Event, InstructionContent, Step
from core.instructions.read import Instruction
from core.instructions.states import state_of
from dashboards.pages.instructions.already_open import open_about
from tests.support.instruction_world import CHIEF, ORDER, at

CONTENT = replace(ORDER, kpi="alerts_valid", signal="")


def _instruction(number: str, content: InstructionContent, *steps: Step) -> Instruction:
    events = [Event(1, at("2026-09-14 09:00"), CHIEF, Step.SEND, content=content, deadlines=Deadlines(1, 1, 1))]
    for place, step in enumerate(steps, 2):
        events.append(Event(place, at("2026-09-15 09:00"), CHIEF, step, text="说明"))
    return Instruction(number, state_of(events), tuple(events), ())


def test_the_same_figure_of_the_same_station_named_or_that_of_a_signal_is_the_same_matter() -> None:
    sent = [
        _instruction("kpi", CONTENT),
        _instruction("signal", replace(CONTENT, kpi=None, signal="rise:3:alerts_valid")),
        _instruction("station", replace(CONTENT, unit=CONTENT.unit + 1)),
        _instruction("other", replace(CONTENT, kpi="alerts_criminal")),
        _instruction("over", CONTENT, Step.CANCEL),
    ]
    assert [instruction.number for instruction in open_about(CONTENT, sent)] == ["kpi", "signal"]


def test_an_instruction_about_no_figure_is_never_taken_for_another() -> None:
    plain = replace(CONTENT, kpi=None, signal="")
    assert open_about(plain, [_instruction("plain", plain)]) == []
