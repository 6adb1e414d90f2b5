"""Steps taken: each is one transaction with its event, the record that follows from it, and its audit line."""

from __future__ import annotations

from core.instructions.clocks import Clocks
from core.instructions.events import append, events_of
from core.instructions.fact_rows import KIND, row_of
from core.instructions.model import (
    LONGEST_EVIDENCE,
    LONGEST_LABEL,
    LONGEST_TEXT,
    MOST_FIGURES,
    STEP_NAMES,
    Actor,
    Event,
    InstructionContent,
    InstructionRefused,
    Side,
    Step,
)
from core.instructions.states import InstructionState, first_state, next_state, state_of
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.sources import touch_source
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_of_time, to_date

ACTION = "instruction"
Figures = tuple[tuple[str, int], ...]


def send_instruction(store: Store, content: InstructionContent, actor: Actor, *, now: int) -> str:
    """Sends an instruction and returns its number. Raises InstructionRefused (Chinese)."""
    _check_order(store, content, actor)
    with store.write(actor.name, ACTION, f"{STEP_NAMES[Step.SEND]} {content.unit}", now):
        number = _next_number(store, now)
        deadlines = Clocks.from_catalogue(store.catalogue).deadlines_when_sent(content, now)
        event = Event(1, now, actor, Step.SEND, content.task, content=content, deadlines=deadlines)
        _keep(store, number, event, first_state(event), now)
    return number


def take_step(
    store: Store, number: str, step: Step, actor: Actor, *, expected: int, now: int, text: str = "",
    figures: Figures = (), day: int | None = None, order: InstructionContent | None = None,
) -> InstructionState:  # fmt: skip
    """Takes a step if nobody has taken another since event `expected`, which the actor has seen.

    Raises InstructionRefused (Chinese) where it may not be taken, or somebody was first: then nothing is written.
    """
    text = _tidy(text, LONGEST_TEXT)
    _check_figures(figures)
    if step is Step.SEND:
        if order is None:
            raise InstructionRefused("重新派发要写明承办单位和任务。")
        _check_order(store, order, actor)
    with store.write(actor.name, ACTION, f"{STEP_NAMES[step]} {number}", now):
        events = events_of(store.conn, [number]).get(number)
        if not events:
            raise InstructionRefused(f"没有指令“{number}”。")
        state = state_of(events)
        if state.last_event_number != expected:
            last = events[-1]
            raise InstructionRefused(f"别人刚刚已“{STEP_NAMES[last.step]}”，请看过最新情况再办理。")
        at = max(now, events[-1].at)  # clocks of two machines may differ by seconds
        clocks = Clocks.from_catalogue(store.catalogue)
        due = (
            clocks.deadlines_when_sent(order, at)
            if step is Step.SEND and order
            else clocks.deadlines_after(state, step, day, at)
        )
        event = Event(expected + 1, at, actor, step, text, order, due, figures, day)
        after = next_state(state, event)
        _keep(store, number, event, after, now)
    return after


def _keep(store: Store, number: str, event: Event, state: InstructionState, now: int) -> None:
    append(store, [(number, event)])
    apply_records(store, KIND, [row_of(list(store.catalogue.facts[KIND].columns), number, state)])
    _cover(store, now)


def _cover(store: Store, now: int) -> None:
    """From the day of the first instruction to yesterday the records are complete: there is no other source of them."""
    first = store.db.execute("SELECT min(at) FROM instruction_event").fetchone()[0]
    start, yesterday = day_of_time(first), day_of_time(now) - 1
    if start <= yesterday:
        add_coverage(store, KIND, unit_tree(store).root.id, start, yesterday)
        touch_source(store, KIND, store.catalogue.facts[KIND].system, yesterday, now)


def _next_number(store: Store, now: int) -> str:
    """Such as ZL20261031-0001: of the day in China, counted up."""
    prefix = f"ZL{to_date(day_of_time(now)):%Y%m%d}-"
    found = store.db.execute(
        "SELECT count(DISTINCT instruction) FROM instruction_event WHERE instruction GLOB ?", [prefix + "*"]
    ).fetchone()[0]
    return f"{prefix}{found + 1:04d}"


def _check_order(store: Store, order: InstructionContent, actor: Actor) -> None:
    tree = unit_tree(store)
    if order.unit not in tree.units or actor.unit not in tree.units:
        raise InstructionRefused("没有这个单位。")
    if actor.side is not Side.ISSUER or actor.unit not in {unit.id for unit in tree.ancestors(order.unit)}:
        raise InstructionRefused("指令只能由上级单位派给下级单位。")
    if not order.task.strip():
        raise InstructionRefused("要写明任务。")
    _tidy(order.task, LONGEST_TEXT)
    if order.kpi is not None and order.kpi not in store.catalogue.kpis:
        raise InstructionRefused(f"没有指标“{order.kpi}”。")
    for line in (order.period or "", order.before, order.after, order.verdict):
        _tidy(line, LONGEST_EVIDENCE)


def _tidy(text: str, longest: int) -> str:
    text = text.strip()
    if len(text) > longest:
        raise InstructionRefused(f"文字超过 {longest} 字，请写短些。")
    return text


def _check_figures(figures: Figures) -> None:
    if len(figures) > MOST_FIGURES:
        raise InstructionRefused(f"数字最多 {MOST_FIGURES} 项。")
    for label, value in figures:
        if not 1 <= len(label.strip()) <= LONGEST_LABEL or not 0 <= value < 10**9:
            raise InstructionRefused(f"每项数字要有 1 到 {LONGEST_LABEL} 字的名称和不小于 0 的整数。")
