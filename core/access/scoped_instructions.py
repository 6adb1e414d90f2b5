"""Instructions as one viewer may see and handle them.

A chief or an inspector sends to the units below their own and reviews what their own unit sent; a station's chief
signs and reports for the station. Each sees the instructions to the units in their scope, and nobody else's; whoever
took a step is named to those on the task and the chain above alone (core/access/name_visibility.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from core.access.context import ScopedInterface
from core.access.name_visibility import actor_names, may_see_names
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.features.follow_up.pooled.types import PooledFollowUp
from core.features.follow_up.progress import LATEST_ENDED, Progress
from core.features.follow_up.tally import tally
from core.features.follow_up.types import FollowUpResult
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Actor, InstructionContent, Side, Step, StepRequest, WatchVerdict
from core.instructions.read import Instruction
from core.instructions.states import InstructionState, allowed_steps
from core.store.store import Store
from core.store.units import UnitTree

ISSUERS = (Role.CHIEF, Role.INSPECTOR)
HANDLERS = (*ISSUERS, Role.STATION)
_NOT_YOURS = "指令由局长、督察派发，由派出所所长承办。"
_NOT_SEEN = "没有这条指令，或不在您的查看范围内。"


class OverdueInstruction(NamedTuple):
    """Overdue instruction by its number, to which unit, and which clocks have run out; nobody's name is in it.

    `kpi` and `signal` (its key) say what it is about, where it names them.
    """

    number: str
    unit: int
    clocks: tuple[str, ...]
    kpi: str | None = None
    signal: str = ""


class ScopedInstructions(ScopedInterface):
    """Instructions that one viewer may see, and the steps that the viewer may take."""

    @property
    def may_send(self) -> bool:
        """True where the viewer may send instructions."""
        return self._request.scope.role in ISSUERS

    @property
    def may_handle(self) -> bool:
        """True where the viewer has anything to do with single instructions."""
        return self._request.scope.role in HANDLERS

    def actor(self) -> Actor:
        """Returns the viewer as an actor. Raises AccessRefused."""
        if not self.may_handle:
            raise AccessRefused(_NOT_YOURS)
        side = Side.ISSUER if self.may_send else Side.RECEIVER
        return Actor(self._request.viewer.actor, self._request.scope.unit, side)

    def list_visible(self, now: int, ended: int | None = None) -> list[Instruction]:
        """Returns the instructions to the units in the viewer's scope, the latest sent first; `ended` of the ended."""
        self.actor()
        return self._with_visible_names(self._engine.instructions(now, self._request.units.units, ended))

    def progress(self) -> Progress:
        """Returns the stages of the instructions in the viewer's scope. A kiosk may see them. Raises AccessRefused."""
        self._check_wall()
        return self._engine.progress(self._request.units.units)

    def moved_count(self, now: int) -> int:
        """Returns of how many of the latest filed the figure has moved, as the list of them says it.

        A kiosk may see it. Raises AccessRefused.
        """
        self._check_wall()
        listed = self._engine.instructions(now, self._request.units.units, LATEST_ENDED)
        ended = [instruction for instruction in listed if instruction.state.is_over]
        sealed = [outcome for instruction in ended if (outcome := instruction.state.outcome) is not None]
        unsealed = [instruction for instruction in ended if instruction.state.outcome is None]  # what is sealed stays
        moved = sum(outcome.verdict is WatchVerdict.MOVED for outcome in sealed)
        return moved + tally(self._engine.follow_up(unsealed, now).values()).moved

    def _check_wall(self) -> None:
        if self._request.scope.role is not Role.KIOSK:
            self.actor()

    def overdue(self, now: int) -> list[OverdueInstruction]:
        """Returns the overdue instructions, the soonest due first. A kiosk may see them too. Raises AccessRefused."""
        self._check_wall()
        return [
            OverdueInstruction(
                instruction.number,
                instruction.state.content.unit,
                instruction.expired_clocks,
                instruction.state.content.kpi,
                instruction.state.content.signal,
            )
            for instruction in self._engine.overdue(now, self._request.units.units)
        ]

    def find(self, number: str, now: int) -> Instruction:
        """Returns one instruction with its history. Raises AccessRefused."""
        self.actor()
        instruction = self._engine.instruction(number, now)
        if instruction is None or instruction.state.content.unit not in self._request.units.units:
            raise AccessRefused(_NOT_SEEN)
        return self._with_visible_names([instruction])[0]

    def follow_up(self, instructions: Sequence[Instruction], now: int) -> dict[str, FollowUpResult]:
        """Returns by number whether the figures of visible instructions have moved since they were filed."""
        self.actor()
        units = self._request.units.units
        visible = [instruction for instruction in instructions if instruction.state.content.unit in units]
        return self._engine.follow_up(visible, now)

    def pooled_follow_up(self, now: int) -> PooledFollowUp:
        """Returns what became of the figures of all finished instructions in the viewer's scope, taken together.

        It is for those who send. Raises AccessRefused.
        """
        if not self.may_send:
            raise AccessRefused(_NOT_YOURS)
        return self._engine.pooled_follow_up(now, self._request.units.units)

    def _with_visible_names(self, instructions: Sequence[Instruction]) -> list[Instruction]:
        """Adds the names of those who took the steps, or removes them where they are not the viewer's to see."""
        actors = {event.actor.name for instruction in instructions for event in instruction.events}
        with self._engine.reading():
            names, tree = actor_names(self._engine.store.conn, actors), self._engine.units
        return [self._name_actors(instruction, names, tree) for instruction in instructions]

    def _name_actors(self, instruction: Instruction, names: dict[str, str], tree: UnitTree) -> Instruction:
        scope, state = self._request.scope, instruction.state
        has_acted = any(event.actor.name == self._request.viewer.actor for event in instruction.events)
        may_see = has_acted or may_see_names(scope, tree, state.content.unit, issuer=state.issuer)
        events = tuple(
            replace(event, actor=replace(event.actor, name=names[event.actor.name] if may_see else ""))
            for event in instruction.events
        )
        return replace(instruction, events=events)

    def allowed_steps(self, instruction: Instruction, now: int) -> list[Step]:
        """Returns the steps that the viewer may take on an instruction now."""
        return allowed_steps(instruction.state, self.actor(), now)

    def send(self, store: Store, content: InstructionContent, now: int) -> str:
        """Sends an instruction and returns its number. Raises AccessRefused, InstructionRefused (Chinese)."""
        return send_instruction(store, content, self.actor(), now=now)

    def take_step(self, store: Store, instruction: Instruction, request: StepRequest, now: int) -> InstructionState:
        """Takes a step on an instruction as the viewer saw it. Raises AccessRefused, InstructionRefused (Chinese)."""
        self.find(instruction.number, now)
        last_seen = instruction.state.last_event_number
        return take_step(store, instruction.number, request, self.actor(), last_seen=last_seen, now=now)
