"""Sends instructions and takes steps: each is one transaction with its event, the record after it, and its trail."""

from __future__ import annotations

from core.instructions.clocks import Clocks
from core.instructions.events import append, events_of
from core.instructions.fact_rows import KIND, row_of
from core.instructions.model import (
    LONGEST_EVIDENCE,
    LONGEST_LABEL,
    LONGEST_TEXT,
    MOST_FIGURES,
    Actor,
    Deadlines,
    Event,
    Figures,
    InstructionContent,
    InstructionRefused,
    Side,
    Step,
    StepRequest,
)
from core.instructions.states import InstructionState, first_state, next_state, state_of
from core.store.coverage import add_coverage
from core.store.records import apply_records, put_record
from core.store.sources import touch_source
from core.store.store import Store
from core.store.units import unit_label, unit_tree
from core.time.days import day_of_time, to_date

ACTION = "instruction"


def send_instruction(store: Store, content: InstructionContent, actor: Actor, *, now: int) -> str:
    """Send an instruction and return its number. Raises InstructionRefused (Chinese)."""
    _check_content(store, content, actor)
    with store.write(actor.name, ACTION, lambda: _sent_text(store, _next_number(store, now), content), now):
        number = _next_number(store, now)
        deadlines = Clocks.from_catalogue(store.catalogue).deadlines_when_sent(content, now)
        event = Event(1, now, actor, Step.SEND, content.task, content=content, deadlines=deadlines)
        _write(store, number, event, first_state(event), now)
    return number


def take_step(
    store: Store, number: str, request: StepRequest, actor: Actor, *, last_seen: int, now: int
) -> InstructionState:
    """Take a step if nobody has taken another since event `last_seen`, the last that the actor has seen.

    Raises InstructionRefused (Chinese) where it may not be taken, or somebody was first: then nothing is written.
    """
    step, content = request.step, request.content
    text = _stripped(request.text, LONGEST_TEXT)
    _check_figures(request.figures)
    if step is Step.SEND:
        if content is None:
            raise InstructionRefused("重新派发要写明承办单位和任务。")
        _check_content(store, content, actor)
    detail = _sent_text(store, number, content) if step is Step.SEND and content else f"{step.label} {number}"
    with store.write(actor.name, ACTION, detail, now):
        events = events_of(store.conn, [number]).get(number)
        if not events:
            raise InstructionRefused(f"没有指令“{number}”。")
        state, last = state_of(events), events[-1]
        if state.last_event_number != last_seen:
            raise InstructionRefused(f"别人刚刚已“{last.step.label}”，请看过最新情况再办理。")
        at = max(now, last.at)  # clocks of two machines may differ by seconds
        clocks = Clocks.from_catalogue(store.catalogue)
        if step is Step.SEND and content:
            deadlines: Deadlines | None = clocks.deadlines_when_sent(content, at)
        else:
            deadlines = clocks.deadlines_after(state, step, request.day, at)
        event = Event(last_seen + 1, at, actor, step, text, content, deadlines, request.figures, request.day)
        after = next_state(state, event)
        _write(store, number, event, after, now)
    return after


def _sent_text(store: Store, number: str, content: InstructionContent) -> str:
    """Return what the trail says of sending: which instruction, and to whom."""
    return f"{Step.SEND.label} {number} {unit_label(store.conn, content.unit)}"


def _write(store: Store, number: str, event: Event, state: InstructionState, now: int) -> None:
    append(store, [(number, event)])
    row = row_of(list(store.catalogue.facts[KIND].columns), number, state)
    if store.has_own_sums:
        apply_records(store, KIND, [row])
        _update_coverage(store, now)
    else:
        put_record(store, KIND, row)


def _update_coverage(store: Store, now: int) -> None:
    """Mark the records complete from the day of the first instruction to yesterday: they have no other source."""
    first = store.db.execute("SELECT min(at) FROM instruction_event").fetchone()[0]
    start, yesterday = day_of_time(first), day_of_time(now) - 1
    if start <= yesterday:
        add_coverage(store, KIND, unit_tree(store).root.id, start, yesterday)
        touch_source(store, KIND, store.catalogue.facts[KIND].system, yesterday, now)


def _next_number(store: Store, now: int) -> str:
    """Return a number such as ZL20261031-0001: the day in China, counted up."""
    prefix = f"ZL{to_date(day_of_time(now)):%Y%m%d}-"
    sent_that_day = store.db.execute(
        "SELECT count(DISTINCT instruction) FROM instruction_event WHERE instruction GLOB ?", [prefix + "*"]
    ).fetchone()[0]
    return f"{prefix}{sent_that_day + 1:04d}"


def _check_content(store: Store, content: InstructionContent, actor: Actor) -> None:
    tree = unit_tree(store)
    if content.unit not in tree.units or actor.unit not in tree.units:
        raise InstructionRefused("没有这个单位。")
    if actor.side is not Side.ISSUER or actor.unit not in {unit.id for unit in tree.ancestors(content.unit)}:
        raise InstructionRefused("指令只能由上级单位派给下级单位。")
    if not content.task.strip():
        raise InstructionRefused("要写明任务。")
    _stripped(content.task, LONGEST_TEXT)
    if content.kpi is not None and content.kpi not in store.catalogue.kpis:
        raise InstructionRefused(f"没有指标“{content.kpi}”。")
    for evidence in content.evidence:
        _stripped(evidence, LONGEST_EVIDENCE)


def _stripped(text: str, longest: int) -> str:
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
