"""Who sends and answers in the tests of instructions, what is sent, and when."""

from __future__ import annotations

from datetime import datetime

from core.instructions.model import Actor, InstructionContent, Side
from core.time.days import CHINA

CHIEF, STATION, OTHER = (
    Actor("chief", 1, Side.ISSUER),
    Actor("station", 3, Side.RECEIVER),
    Actor("other", 4, Side.RECEIVER),
)
ORDER = InstructionContent(3, "核实辖区纠纷警情", "dispute_alerts", "2026-09", "40 起", "52 起", "确有上升")
DAY = 86_400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp())


NOW = at("2026-09-18 10:00")  # a Friday
