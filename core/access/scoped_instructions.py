"""Instructions as one viewer may see and handle them.

A chief or an inspector sends to the units below their own and reviews what their own unit sent; a station's chief
signs and reports for the station. Each sees the instructions to the units in their scope, and nobody else's; who took
a step is named to those on the task and the chain above alone (core/access/names.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from core.access.name_visibility import actor_names, may_see_names
from core.access.roles import Role
from core.access.scoped_engine import subtree
from core.access.viewer import AccessRefused, Viewer
from core.engine import Engine
from core.features.follow_up.types import FollowUpResult
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Actor, InstructionContent, Side, Step, StepRequest
from core.instructions.read import Instruction
from core.instructions.states import InstructionState, allowed_steps
from core.store.store import Store
from core.store.units import UnitTree

ISSUERS = (Role.CHIEF, Role.INSPECTOR)
HANDLERS = (*ISSUERS, Role.STATION)
_NOT_YOURS = "指令由局长、督察派发，由派出所所长承办。"
_NOT_SEEN = "没有这条指令，或不在您的查看范围内。"


class OverdueInstruction(NamedTuple):
    """A late instruction by its number, to which unit, and which clocks have run out; nobody's name is in it."""

    number: str
    unit: int
    clocks: tuple[str, ...]


class ScopedInstructions:
    """What one viewer may ask of instructions, and do with them."""

    def __init__(self, engine: Engine, viewer: Viewer) -> None:
        self._engine, self.viewer = engine, viewer

    @property
    def may_send(self) -> bool:
        """Whether the viewer may send instructions."""
        return self.viewer.scope.role in ISSUERS

    @property
    def may_handle(self) -> bool:
        """Whether the viewer has anything to do with single instructions."""
        return self.viewer.scope.role in HANDLERS

    def actor(self) -> Actor:
        """Who the viewer is when acting. Raises AccessRefused."""
        scope = self.viewer.scope
        if not self.may_handle:
            raise AccessRefused(_NOT_YOURS)
        return Actor(self.viewer.actor, scope.unit, Side.ISSUER if self.may_send else Side.RECEIVER)

    def list_visible(self, now: int, ended: int | None = None) -> list[Instruction]:
        """The instructions to the units in the viewer's scope, the latest sent first; of those ended so many."""
        self.actor()
        tree = subtree(self._engine.units, self.viewer.scope.unit)
        return self._named(self._engine.instructions(now, tree.units, ended))

    def overdue(self, now: int) -> list[OverdueInstruction]:
        """Those that are late, the soonest due first. A kiosk may know them too. Raises AccessRefused."""
        if self.viewer.scope.role is not Role.KIOSK:
            self.actor()
        found = self._engine.overdue(now, subtree(self._engine.units, self.viewer.scope.unit).units)
        return [OverdueInstruction(one.number, one.state.content.unit, one.expired_clocks) for one in found]

    def find(self, number: str, now: int) -> Instruction:
        """One of them with its history. Raises AccessRefused."""
        self.actor()
        found = self._engine.instruction(number, now)
        if found is None or found.state.content.unit not in subtree(self._engine.units, self.viewer.scope.unit).units:
            raise AccessRefused(_NOT_SEEN)
        return self._named([found])[0]

    def follow_up(self, found: Sequence[Instruction], now: int) -> dict[str, FollowUpResult]:
        """By number, whether the figures of instructions that the viewer sees have moved since they were filed."""
        self.actor()
        inside = subtree(self._engine.units, self.viewer.scope.unit).units
        return self._engine.follow_up([one for one in found if one.state.content.unit in inside], now)

    def _named(self, found: Sequence[Instruction]) -> list[Instruction]:
        """With the names of those who took the steps, or without where they are not the viewer's to see."""
        actors = {event.actor.name for one in found for event in one.events}
        with self._engine.reading():
            names, tree = actor_names(self._engine.store.conn, actors), self._engine.units
        return [self._told(one, names, tree) for one in found]

    def _told(self, one: Instruction, names: dict[str, str], tree: UnitTree) -> Instruction:
        scope, state = self.viewer.scope, one.state
        acted = any(event.actor.name == self.viewer.actor for event in one.events)
        shown = acted or may_see_names(scope, tree, state.content.unit, issuer=state.issuer)
        events = tuple(
            replace(event, actor=replace(event.actor, name=names[event.actor.name] if shown else ""))
            for event in one.events
        )
        return replace(one, events=events)

    def allowed_steps(self, one: Instruction, now: int) -> list[Step]:
        """What the viewer may do with it now."""
        return allowed_steps(one.state, self.actor(), now)

    def send(self, store: Store, order: InstructionContent, now: int) -> str:
        """Sends an instruction and returns its number. Raises AccessRefused, InstructionRefused (Chinese)."""
        return send_instruction(store, order, self.actor(), now=now)

    def take_step(self, store: Store, one: Instruction, request: StepRequest, now: int) -> InstructionState:
        """Take a step on an instruction as the viewer saw it. Raises AccessRefused, InstructionRefused (Chinese)."""
        self.find(one.number, now)
        return take_step(store, one.number, request, self.actor(), last_seen=one.state.last_event_number, now=now)
