"""Notices of what needs the chief: at most three, each with its evidence and its unit.

A notice is a standard that is not met, or a significant change for the worse. Of the whole bureau they are those of
its tiles. Stations are searched, all of them by all KPIs, and a search finds something in any noise: their changes
are one family at half the share of a tile's, and standards are tested all at once (core/judgement/judge.py,
`worse` and `missed`). Only errors for the worse can appear, half of them all: so of bureaus in which nothing happens
at most one in forty has a false change of its own, one in eighty of a station, one in eighty a false standard.
benchmarks/attention.py measures it.

The order is fixed: first the bureau, then stations; standards before changes; then the order of the tiles; then that
of the stations. New data move a notice only by adding or taking one away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from core.board.change_text import STANDARD_MARKS, render, standard_interval_text
from core.catalogue.model import Catalogue
from core.judgement.standard import BUREAU_KINDS
from core.metrics.display import figure_text, standard_text
from core.metrics.types import Board, ChangeKind, Judgement
from core.store.unit_words import whole_word

MAX_NOTICES = 3
ALL_NOTICES = 1_000  # more than anybody reads
KINDS: tuple[ChangeKind, ...] = ("yoy", "mom", "lunar", "month")  # in the order in which a board compares
Key = tuple[str, int, ChangeKind]


class Notice(NamedTuple):
    """Notice of one figure: the unit, the KPI, the verdict with its shape, and the evidence (Chinese)."""

    kind: Literal["missed", "worse"]
    kpi: str
    unit: int
    unit_name: str
    kpi_label: str
    marked_verdict: str
    evidence: str
    sentence: str


def attention(board: Board, catalogue: Catalogue, limit: int = MAX_NOTICES) -> tuple[Notice, ...]:
    """Returns a board's notices, the gravest first; none on a calm day. One KPI of one unit is named once."""
    notices: dict[tuple[str, int], Notice] = {}
    for notice in _by_gravity(board, catalogue):
        notices.setdefault((notice.kpi, notice.unit), notice)
        if len(notices) == limit:
            break
    return tuple(notices.values())


def _by_gravity(board: Board, catalogue: Catalogue) -> Iterator[Notice]:
    focus, *stations = (unit.id for unit in board.units)
    missed = set(board.missed_standards)
    yield from (_missed(board, catalogue, kpi, focus) for kpi in board.kpis if (kpi, focus) in missed)
    for kpi in board.kpis:
        for kind in KINDS:
            judgement = board.judgements.get((kpi, focus, kind))
            if judgement is not None and judgement.tone == "worse":
                yield _worse(board, catalogue, (kpi, focus, kind), judgement)
    yield from (
        _missed(board, catalogue, kpi, unit) for kpi in board.kpis for unit in stations if (kpi, unit) in missed
    )
    for key in sorted(board.deteriorations, key=_sort_key(board)):
        yield _worse(board, catalogue, key, board.deteriorations[key])


def _sort_key(board: Board) -> Callable[[Key], tuple[int, int, int]]:
    """Returns a key that sorts by tile, then by station, then by comparison."""
    kpis = {kpi: index for index, kpi in enumerate(board.kpis)}
    units = {unit.id: index for index, unit in enumerate(board.units)}
    return lambda key: (kpis[key[0]], units[key[1]], KINDS.index(key[2]))


def _worse(board: Board, catalogue: Catalogue, key: Key, judgement: Judgement) -> Notice:
    kpi_id, unit, _ = key
    kpi = catalogue.kpis[kpi_id]
    text = render(kpi, board.changes[key], judgement)
    return Notice(
        kind="worse",
        kpi=kpi_id,
        unit=unit,
        unit_name=_unit_name(board, unit),
        kpi_label=kpi.label,
        marked_verdict=f"{text.mark} {text.label}{text.verdict_label}",
        evidence=f"{text.span}，{text.change}{_bracketed(text.interval)}",
        sentence=judgement.sentence,
    )


def _missed(board: Board, catalogue: Catalogue, kpi_id: str, unit: int) -> Notice:
    answer = board.missed_standards[kpi_id, unit]
    kpi = catalogue.kpis[kpi_id].with_standard_of(board.board_of(kpi_id).period.last)
    assert kpi.standard is not None  # only a KPI that has one can miss it
    figure, interval = figure_text(kpi, board.figures[kpi_id, unit]), standard_interval_text(kpi, answer)
    return Notice(
        kind="missed",
        kpi=kpi_id,
        unit=unit,
        unit_name=_unit_name(board, unit),
        kpi_label=kpi.label,
        marked_verdict=f"{STANDARD_MARKS[answer.status]} {answer.status}",
        evidence=f"{figure}，标准 {standard_text(kpi, kpi.standard)}{_bracketed(interval)}",
        sentence=answer.sentence,
    )


def _bracketed(interval: str) -> str:
    return f"（{interval}）" if interval else ""


def _unit_name(board: Board, unit: int) -> str:
    """Returns the unit's name; 全局 (or 全省) for the bureau, whose name is on the screen already."""
    ref = next(candidate for candidate in board.units if candidate.id == unit)
    return whole_word(ref) if unit == board.units[0].id and ref.kind in BUREAU_KINDS else ref.name
