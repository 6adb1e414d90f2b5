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
from core.access.domain_scope import domain_page, is_bound, own_kpis, require_unbound
from core.access.name_visibility import NameVisibility, actor_names
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.features.domains.concerned_kpis import kpis_of_instruction
from core.features.follow_up.pooled.types import PooledFollowUp
from core.features.follow_up.progress import LATEST_ENDED, Progress, progress_of
from core.features.follow_up.tally import tally
from core.features.follow_up.types import FollowUpResult
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Actor, InstructionContent, Side, Step, StepRequest, WatchVerdict
from core.instructions.read import Instruction
from core.instructions.states import InstructionState, allowed_steps
from core.store.store import Store

ISSUERS = (Role.CHIEF, Role.INSPECTOR, Role.DEPARTMENT)
HANDLERS = (*ISSUERS, Role.STATION)
_NOT_YOURS = "指令由局长、督察和业务部门派发，由派出所所长承办。"
_NOT_YOUR_WORK = "只能就本业务的指标或预警派发指令。"
_NOT_SENT = "这条指令不是您派发的：业务部门只办理自己派发的。"
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
        return self.may_handle and self._request.scope.role in ISSUERS

    @property
    def may_handle(self) -> bool:
        """True where the viewer has anything to do with single instructions; of a department, if it has a page."""
        scope = self._request.scope
        return scope.role in HANDLERS and (
            not is_bound(scope) or domain_page(self._engine.catalogue, scope) is not None
        )

    @property
    def may_pool(self) -> bool:
        """True where the viewer may see what became of all instructions taken together: they are of all fields."""
        return self.may_send and not is_bound(self._request.scope)

    @property
    def kpis_to_send(self) -> list[str]:
        """The KPIs that the viewer may send instructions about, in the catalogue's order."""
        own = own_kpis(self._engine.catalogue, self._request.scope)
        return [name for name in self._engine.catalogue.kpis if name in own]

    def actor(self) -> Actor:
        """Returns the viewer as an actor. Raises AccessRefused."""
        if not self.may_handle:
            raise AccessRefused(_NOT_YOURS)
        side = Side.ISSUER if self.may_send else Side.RECEIVER
        return Actor(self._request.viewer.actor, self._request.scope.unit, side)

    def list_visible(self, now: int, ended: int | None = None) -> list[Instruction]:
        """Returns the instructions to the units in the viewer's scope, the latest sent first; `ended` of the ended."""
        self.actor()
        return self._with_visible_names(self._own(self._engine.instructions(now, self._request.units.units, ended)))

    def progress(self) -> Progress:
        """Returns the stages of the instructions in the viewer's scope. A kiosk may see them. Raises AccessRefused."""
        self._check_wall()
        if is_bound(self._request.scope):
            listed = self._own(self._engine.instructions(0, self._request.units.units, LATEST_ENDED))
            return progress_of(listed)
        return self._engine.progress(self._request.units.units)

    def moved_count(self, now: int) -> int:
        """Returns of how many of the latest filed the figure has moved, as the list of them says it.

        A kiosk may see it. Raises AccessRefused.
        """
        self._check_wall()
        listed = self._own(self._engine.instructions(now, self._request.units.units, LATEST_ENDED))
        ended = [instruction for instruction in listed if instruction.state.is_over]
        sealed = [outcome for instruction in ended if (outcome := instruction.state.outcome) is not None]
        unsealed = [instruction for instruction in ended if instruction.state.outcome is None]  # what is sealed stays
        moved_total = sum(outcome.verdict is WatchVerdict.MOVED for outcome in sealed)
        return moved_total + tally(self._engine.follow_up(unsealed, now).values()).moved

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
            for instruction in self._own(self._engine.overdue(now, self._request.units.units))
        ]

    def find(self, number: str, now: int) -> Instruction:
        """Returns one instruction with its history. Raises AccessRefused."""
        self.actor()
        instruction = self._engine.instruction(number, now)
        if instruction is None or instruction.state.content.unit not in self._request.units.units:
            raise AccessRefused(_NOT_SEEN)
        if not self._own([instruction]):
            raise AccessRefused(_NOT_SEEN)
        return self._with_visible_names([instruction])[0]

    def follow_up(self, instructions: Sequence[Instruction], now: int) -> dict[str, FollowUpResult]:
        """Returns by number whether the figures of visible instructions have moved since they were filed."""
        self.actor()
        units = self._request.units.units
        visible = [instruction for instruction in instructions if instruction.state.content.unit in units]
        return self._engine.follow_up(self._own(visible), now)

    def pooled_follow_up(self, now: int) -> PooledFollowUp:
        """Returns what became of the figures of all finished instructions in the viewer's scope, taken together.

        It is for those who send. Raises AccessRefused.
        """
        if not self.may_send:
            raise AccessRefused(_NOT_YOURS)
        require_unbound(self._request.scope)
        return self._engine.pooled_follow_up(now, self._request.units.units)

    def _own(self, instructions: Sequence[Instruction]) -> list[Instruction]:
        """Returns of some instructions those that a department may see: those about its own field of work."""
        if not is_bound(self._request.scope):
            return list(instructions)
        return [instruction for instruction in instructions if self._is_own_work(instruction.state.content)]

    def _is_own_work(self, content: InstructionContent) -> bool:
        """Returns True of an instruction about an own KPI; without a KPI the signal that it came from decides."""
        catalogue = self._engine.catalogue
        signal = "" if content.kpi else content.signal
        return not own_kpis(catalogue, self._request.scope).isdisjoint(
            kpis_of_instruction(catalogue, content.kpi, signal)
        )

    def _has_sent(self, instruction: Instruction) -> bool:
        return instruction.events[0].actor.name == self._request.viewer.actor

    def _with_visible_names(self, instructions: Sequence[Instruction]) -> list[Instruction]:
        """Adds the names of those who took the steps, or removes them where they are not the viewer's to see."""
        actors = {event.actor.name for instruction in instructions for event in instruction.events}
        with self._engine.reading():
            names = actor_names(self._engine.store.conn, actors)
            visibility = NameVisibility(self._request.scope, self._engine.units)
        return [self._name_actors(instruction, names, visibility) for instruction in instructions]

    def _name_actors(self, instruction: Instruction, names: dict[str, str], visibility: NameVisibility) -> Instruction:
        state = instruction.state
        has_acted = any(event.actor.name == self._request.viewer.actor for event in instruction.events)
        may_see = has_acted or visibility.is_allowed(state.content.unit, issuer=state.issuer)
        events = tuple(
            replace(event, actor=replace(event.actor, name=names[event.actor.name] if may_see else ""))
            for event in instruction.events
        )
        return replace(instruction, events=events)

    def allowed_steps(self, instruction: Instruction, now: int) -> list[Step]:
        """Returns the steps that the viewer may take on an instruction now."""
        actor = self.actor()
        if is_bound(self._request.scope) and not self._has_sent_number(instruction.number, now):
            return []
        return allowed_steps(instruction.state, actor, now)

    def _has_sent_number(self, number: str, now: int) -> bool:
        """Returns True where the viewer sent an instruction: as it is written, whoever may see the name."""
        written = self._engine.instruction(number, now)
        return written is not None and self._has_sent(written)

    def send(self, store: Store, content: InstructionContent, now: int) -> str:
        """Sends an instruction and returns its number. Raises AccessRefused, InstructionRefused (Chinese)."""
        if is_bound(self._request.scope) and not self._is_own_work(content):
            raise AccessRefused(_NOT_YOUR_WORK)
        return send_instruction(store, content, self.actor(), now=now)

    def take_step(self, store: Store, instruction: Instruction, request: StepRequest, now: int) -> InstructionState:
        """Takes a step on an instruction as the viewer saw it. Raises AccessRefused, InstructionRefused (Chinese)."""
        self.find(instruction.number, now)
        if is_bound(self._request.scope):
            if not self._has_sent_number(instruction.number, now):
                raise AccessRefused(_NOT_SENT)
            if request.content is not None and not self._is_own_work(request.content):
                raise AccessRefused(_NOT_YOUR_WORK)
        last_seen = instruction.state.last_event_number
        return take_step(store, instruction.number, request, self.actor(), last_seen=last_seen, now=now)
