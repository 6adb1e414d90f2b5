"""Queries and acts of the page of instructions, for the viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

from core.access.scoped_instructions import OverdueInstruction, ScopedInstructions
from core.features.follow_up.pooled.types import PooledFollowUp
from core.features.follow_up.progress import Progress
from core.features.follow_up.types import FollowUpResult
from core.instructions.model import Figures, InstructionContent, InstructionRefused, StepRequest
from core.instructions.read import Instruction
from core.metrics.types import Board
from core.store.open import open_store
from core.store.store import Store
from core.time.days import day_number, day_of_time, second_after, to_date
from dashboards.auth.session_store import session_store
from dashboards.background.questions import MovedCount
from dashboards.i18n.words import instructions as words
from dashboards.queries import boards, database, periods, session
from dashboards.queries.background import PendingResult, in_background
from dashboards.queries.cache import cached_query
from dashboards.server.shown_database import current_database, once_while_pinned

_FIGURE = re.compile(r"(\D{1,20}?)\s*(\d{1,9})")


def scoped() -> ScopedInstructions:
    """Return instructions as the viewer may see and handle them."""
    return ScopedInstructions(session.request())


def now() -> int:
    """Return the time; in a demonstration the same time of day on the day after its data end."""
    clock = session_store().now()
    if not database.is_demo():
        return clock
    return second_after(day_number(boards.as_of()), clock)


def today() -> date:
    """Return the day of `now`."""
    return to_date(day_of_time(now()))


@contextmanager
def _writing() -> Iterator[Store]:
    with closing(open_store(database.shown_path())) as store:
        yield store


def send(order: InstructionContent) -> str:
    """Send in the name of the viewer; return the number. Raises AccessRefused, InstructionRefused, StoreError."""
    with _writing() as store:
        return scoped().send(store, order, now())


def take_step(instruction: Instruction, request: StepRequest) -> None:
    """Take a step in the name of the viewer, on the instruction as the page showed it. Raises as `send` does."""
    with _writing() as store:
        scoped().take_step(store, instruction, request, now())


def parse_figures(text: str) -> Figures:
    """Read figures from a line such as 走访 32；化解 5. Raises InstructionRefused (Chinese)."""
    figures = []
    for phrase in filter(None, (phrase.strip() for phrase in re.split("[;；,，、]", text))):
        match = _FIGURE.fullmatch(phrase)
        if match is None:
            raise InstructionRefused(words.BAD_FIGURES.format(text=phrase))
        figures.append((match[1].strip(), int(match[2])))
    return tuple(figures)


def unit_figure(period: str, kpi: str, unit: int) -> Board:
    """Return a figure of a unit, with its change."""
    if period == periods.LAST_MONTH:
        month = boards.board(period, (kpi,), bureau_only=True).period
        return _unit_figure(f"{month.start}..{month.end}", kpi, unit)
    return _unit_figure(period, kpi, unit)


@cached_query
def _unit_figure(period: str, kpi: str, unit: int) -> Board:
    return session.engine().board(unit, period, kpis=(kpi,), units=[], months=1)


def overdue() -> list[OverdueInstruction]:
    """Return the late instructions, the soonest due first; read once a day and data version."""
    return _overdue_on(day_of_time(now()))


@cached_query
def _overdue_on(_day: int) -> list[OverdueInstruction]:
    return scoped().overdue(now())


@cached_query
def progress() -> Progress:
    """Return the stages of the viewer's instructions; they are read anew only after another step."""
    return scoped().progress()


def moved_count() -> PendingResult[int] | None:
    """Return of how many of the latest filed instructions the figure has moved; None while it is computed."""
    time = now()
    return in_background(MovedCount(session.scope(), day_of_time(time), time))


def follow_ups(instructions: list[Instruction]) -> dict[str, FollowUpResult]:
    """Return how figures have developed since instructions, by number; computed once a day and data version."""
    ended = tuple(instruction for instruction in instructions if instruction.state.is_over)
    return _follow_ups_on(day_of_time(now()), ended)


@cached_query
def _follow_ups_on(_day: int, ended: tuple[Instruction, ...]) -> dict[str, FollowUpResult]:
    return scoped().follow_up(list(ended), now())


def pooled_follow_up() -> PooledFollowUp:
    """Return what became of the figures of all finished instructions; computed once a day and data version."""
    return _pooled_on(day_of_time(now()))


@cached_query
def _pooled_on(_day: int) -> PooledFollowUp:
    return scoped().pooled_follow_up(now())


def unit_name(unit: int | None) -> str:
    """Return the name of any unit, for the sender of an instruction sees to whom it went. Empty if there is none."""
    if unit is None:
        return ""
    known_unit = once_while_pinned("units", lambda: current_database().engine.units).units.get(unit)
    return known_unit.name if known_unit else ""
