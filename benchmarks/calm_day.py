"""A bureau on a calm day, for the picture of what the wall says then: nothing unusual, in doubt or overdue.

Nothing is planted in it, and its work that drags on comes to an end. Chance alone makes a signal now and then, so the
first seed is taken under which there is none; instructions past their dates are ended as their sender would.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from core.board.attention import attention
from core.engine import Engine
from core.instructions.actions import take_step
from core.instructions.model import Actor, Side, Stage, Step, StepRequest
from core.instructions.read import overdue
from core.store.open import open_store
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number, first_second
from seed.bureau import plan
from seed.make import make

MOST_SEEDS = 40
ENDING = {Stage.REPORTED: Step.ACCEPT, Stage.ACCEPTED: Step.FILE}


def make_calm_bureau(folder: Path, as_of: date, size: str = "small") -> Path:
    """Make bureaus until one is calm, and return its database. Raises RuntimeError if chance is against it."""
    now = first_second(day_number(as_of) + 1) + 60
    for seed in range(1, MOST_SEEDS):
        db = folder / f"calm-{seed}.db"
        make(db, replace(plan(size, seed, as_of), alive=True), now=now, progress=lambda _what, _done: None)
        with closing(open_store(db)) as store:
            _end_late_instructions(store, now)
            if is_calm(store):
                return db
        db.unlink()
    raise RuntimeError(f"none of {MOST_SEEDS - 1} seeds is calm on {as_of}")


def is_calm(store: Store) -> bool:
    """Tell whether the strip of the wall would say 平稳."""
    engine = Engine(store)
    board = engine.board()
    return not (engine.signals().active or attention(board, engine.catalogue) or board.late_kpis)


def _end_late_instructions(store: Store, now: int) -> None:
    """Review and file what was reported, call back what was not done in time."""
    sender = Actor("calm", unit_tree(store).root.id, Side.ISSUER)
    while late := overdue(store, now):
        for instruction in late:
            step = ENDING.get(instruction.state.stage, Step.CANCEL)
            request = StepRequest(step, text="已另行办结")
            take_step(
                store, instruction.number, request, sender, last_seen=instruction.state.last_event_number, now=now
            )
