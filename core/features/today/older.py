"""Older matters: begun before the day that news begin with, and still standing, by class as the wall has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from core.features.signals.digest import SentSignal, SignalDigest, SignalGroup, digests
from core.features.today.instruction_lines import PAGE as INSTRUCTIONS
from core.features.today.instruction_lines import Days, running_clocks
from core.features.today.signal_lines import PAGE, place_and_text
from core.features.today.work_lines import DatedWork
from core.instructions.read import Instruction


class OlderMatters(NamedTuple):
    """All older matters of a class: the unit and the text of the first, how many they are, and where they stand."""

    group: SignalGroup
    unit: int | None
    text: str
    total: str
    pieces: int
    page: str


def older_signals(standing: Iterable[SentSignal], since: date) -> list[OlderMatters]:
    """Return by class the signals that began before a day; those that began since are news."""
    return [_of_digest(digest) for digest in digests(sent for sent in standing if sent.signal.since < since)]


def older_work(name: str, work: Iterable[DatedWork], days: Days, page: str) -> list[OlderMatters]:
    """Return the overdue work of whoever answers for it that ran out before the news begin; nothing where none did."""
    overdue = [piece for piece in work if days.is_long_past(piece.due)]
    if not overdue:
        return []
    first = min(overdue, key=lambda piece: piece.due or 0)
    text = f"{name} {first.number}（{first.kind}）"
    return [OlderMatters(SignalGroup.OVERDUE, first.station, text, f"共 {len(overdue)} 件", len(overdue), page)]


def older_instructions(instructions: Iterable[Instruction], days: Days) -> list[OlderMatters]:
    """Return the instructions overdue since before the news begin, for whom no signal tells of them."""
    overdue = []
    for instruction in instructions:
        past = [(due, name) for name, due in running_clocks(instruction) if due is not None and days.is_long_past(due)]
        if past:
            overdue.append((min(past)[0], instruction, "、".join(name for _, name in past)))
    if not overdue:
        return []
    _, first, clocks = min(overdue, key=lambda late: late[0])
    text = f"指令 {first.number}：{clocks}逾期"
    total = f"共 {len(overdue)} 件"
    return [OlderMatters(SignalGroup.OVERDUE, first.state.content.unit, text, total, len(overdue), INSTRUCTIONS)]


def _of_digest(digest: SignalDigest) -> OlderMatters:
    place, text = place_and_text(digest.lead)
    sent = f"，已派指令 {digest.sent} 条" if digest.sent else ""
    return OlderMatters(digest.group, place, text, f"共 {digest.total} 条{sent}", digest.total, PAGE)
