"""Eight stations with a hundred contacts a month each, and one of them with an instruction about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Actor, InstructionContent, Side, Step, StepRequest
from core.instructions.read import instruction
from core.store.create import create_store
from core.store.ledger import LedgerRow, apply_ledger
from core.store.store import Store
from core.store.units import NewUnit, add_units, unit_tree
from core.time.days import day_number, month_days, month_number
from tests.support.instruction_world import at
from tests.support.worlds import ALL_SHOWN

KPI, USUAL = "publicity_contacts", 100
FIRST, LAST = month_number(date(2023, 1, 1)), month_number(date(2026, 7, 1))
STATIONS = [f"{name}所" for name in "子丑寅卯辰巳午未"]
CHIEF = Actor("user:chief", 1, Side.ISSUER)
EVIDENCE = "2026-03"
NOW = at("2026-08-03 09:00")


def month(text: str) -> int:
    return month_number(date.fromisoformat(f"{text}-01"))


def bureau(path: Path, own: Mapping[str, int], usual: int = USUAL) -> Store:
    """A bureau whose first station has other amounts in some months; `own` by month, such as 2026-03."""
    store = create_store(path, bureau="甲局", demo=False, now=0, overlays=ALL_SHOWN)
    with store.write("test", "units", "", 0):
        add_units(store, [NewUnit(f"S{place}", name, "station", "甲局") for place, name in enumerate(STATIONS)])
    report(store, {(unit.id, one): usual for unit in unit_tree(store).stations(1) for one in range(FIRST, LAST + 1)})
    report(store, {(first_station(store), month(text)): amount for text, amount in own.items()})
    return store


def report(store: Store, amounts: Mapping[tuple[int, int], int]) -> None:
    """Monthly reports by unit and month."""
    with store.write("test", "ledger", "", 0):
        apply_ledger(
            store, [LedgerRow(unit, KPI, *month_days(one), amount, "月报") for (unit, one), amount in amounts.items()]
        )


def first_station(store: Store) -> int:
    return unit_tree(store).stations(1)[0].id


def filed(store: Store, period: str = EVIDENCE, kpi: str | None = KPI, day: str = "2026-04-20") -> str:
    """An instruction to the first station, filed on a day."""
    unit = first_station(store)
    number = send_instruction(
        store, InstructionContent(unit, "请核实宣传情况", kpi, period), CHIEF, now=at("2026-04-07 09:00")
    )
    receiver = Actor("user:station", unit, Side.RECEIVER)
    go(store, number, Step.SIGN, receiver, "2026-04-08")
    go(store, number, Step.REPORT, receiver, "2026-04-09")
    go(store, number, Step.ACCEPT, CHIEF, "2026-04-10")
    go(store, number, Step.FILE, CHIEF, day)
    return number


def go(store: Store, number: str, step: Step, actor: Actor, day: str) -> None:
    now = at(f"{day} 09:00")
    due = day_number(date.fromisoformat(day)) + 20 if step is Step.REOPEN else None
    last = instruction(store, number, now).state.last_event_number
    take_step(store, number, StepRequest(step, "好", day=due), actor, last_seen=last, now=now)
