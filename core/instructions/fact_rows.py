"""An instruction as a record like any other, from which the measures are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.instructions.model import Stage
from core.instructions.states import InstructionState
from core.time.days import day_of_time

KIND = "instruction"


def record_of(number: str, state: InstructionState) -> dict[str, Any]:
    """Return the record of an instruction by column.

    Where it was cancelled or handed back before a deadline came, that deadline asks nothing of anybody and is left out.
    """
    sign, finish = state.deadlines.sign, state.deadlines.finish
    answered = state.signed_at or state.handed_back_at
    ended = state.ended_at if state.stage is Stage.CANCELLED else None
    waived = ended if ended is not None else state.handed_back_at
    if ended is not None and answered is None and sign is not None and day_of_time(ended) <= sign:
        sign = None
    if waived is not None and finish is not None and day_of_time(waived) <= finish:
        finish = None
    return {
        "id": number,
        "unit": state.content.unit,
        "occurred_at": state.first_sent_at,
        "signed_at": state.signed_at,
        "finished_at": state.finished_at,
        "reviewed_at": state.first_reviewed_at,
        "filed_at": state.first_filed_at,
        "outcome_at": state.ended_at,
        "recorded_at": state.first_sent_at,
        "sign_due_day": sign,
        "due_day": finish,
        "signed_on_time": None if sign is None else int(answered is not None and day_of_time(answered) <= sign),
        "finished_on_time": None
        if finish is None
        else int(state.finished_at is not None and day_of_time(state.finished_at) <= finish),
        "sent_back": int(state.sent_back > 0),
        "reopened": int(state.reopened > 0),
    }


def row_of(columns: Sequence[str], number: str, state: InstructionState) -> tuple[Any, ...]:
    """Return the record as a row, in the declared order of columns."""
    record = record_of(number, state)
    return tuple(record[column] for column in columns)
