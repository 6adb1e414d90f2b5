"""What needs the chief: at most three sentences, each with its evidence and its unit.

A sentence is a standard that is not met, or a change for the worse that stands. Of the whole bureau they are those of
its tiles. Stations are searched, all of them by all KPIs, and a search finds something in any noise: their changes
are one family at half the share of a tile's, and standards are asked all at once (core/judgement/judge.py,
`worse` and `missed`). Only errors for the worse can be told, half of them all: so of bureaus in which nothing happens
at most one in forty has a false change of its own, one in eighty of a station, one in eighty a false standard.
benchmarks/attention.py measures it.

The order is fixed: first the bureau, then stations; standards before changes; then as the tiles stand; then as the
stations do. New data move a sentence only by adding or taking one away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from core.board.change_text import STANDARD_MARKS, ChangeText, render
from core.catalogue.model import Catalogue
from core.judgement.standard import WHOLE
from core.judgement.words import amount_text
from core.metrics.display import figure_text, standard_text
from core.metrics.types import Board, ChangeKind, Judgement, StandardAnswer

MAX_NOTICES = 3
KINDS: tuple[ChangeKind, ...] = ("yoy", "mom", "lunar", "month")  # in the order in which a board compares
Key = tuple[str, int, ChangeKind]


class Notice(NamedTuple):
    """One sentence: the unit, the KPI, the verdict with its shape, and the evidence (Chinese)."""

    kind: Literal["missed", "worse"]
    kpi: str
    unit: int
    unit_name: str
    kpi_label: str
    marked_verdict: str
    evidence: str
    sentence: str


def attention(board: Board, catalogue: Catalogue, limit: int = MAX_NOTICES) -> tuple[Notice, ...]:
    """The sentences of a board, the gravest first; none on a calm day. One KPI of one unit is told once."""
    found: dict[tuple[str, int], Notice] = {}
    for notice in _all(board, catalogue):
        found.setdefault((notice.kpi, notice.unit), notice)
        if len(found) == limit:
            break
    return tuple(found.values())


def _all(board: Board, catalogue: Catalogue) -> Iterator[Notice]:
    whole, *stations = (unit.id for unit in board.units)
    missed = set(board.missed_standards)
    yield from (_missed(board, catalogue, kpi, whole) for kpi in board.kpis if (kpi, whole) in missed)
    for kpi in board.kpis:
        for kind in KINDS:
            judged = board.judgements.get((kpi, whole, kind))
            if judged is not None and judged.tone == "worse":
                yield _worse(board, catalogue, (kpi, whole, kind), judged)
    yield from (
        _missed(board, catalogue, kpi, unit) for kpi in board.kpis for unit in stations if (kpi, unit) in missed
    )
    for key in sorted(board.deteriorations, key=_order(board)):
        yield _worse(board, catalogue, key, board.deteriorations[key])


def _order(board: Board) -> Callable[[Key], tuple[int, int, int]]:
    """As the tiles stand, then the stations, then the comparisons."""
    kpis = {kpi: place for place, kpi in enumerate(board.kpis)}
    units = {unit.id: place for place, unit in enumerate(board.units)}
    return lambda key: (kpis[key[0]], units[key[1]], KINDS.index(key[2]))


def _worse(board: Board, catalogue: Catalogue, key: Key, judged: Judgement) -> Notice:
    kpi_id, unit, _ = key
    one = render(catalogue.kpis[kpi_id], board.changes[key], judged)
    return Notice("worse", kpi_id, unit, _name(board, unit), _what(catalogue, kpi_id), _judged(one),
                  _evidence(one), judged.sentence)  # fmt: skip


def _judged(one: ChangeText) -> str:
    return f"{one.mark} {one.label}{one.verdict}"


def _evidence(one: ChangeText) -> str:
    interval = f"（{one.interval}）" if one.interval else ""
    return f"{one.span}，{one.change}{interval}"


def _missed(board: Board, catalogue: Catalogue, kpi_id: str, unit: int) -> Notice:
    kpi, answer = catalogue.kpis[kpi_id], board.missed_standards[kpi_id, unit]
    assert kpi.standard is not None  # only a KPI that has one can miss it
    figure = figure_text(kpi, board.figures[kpi_id, unit])
    interval = _ends(kpi_id, catalogue, answer)
    return Notice(
        "missed", kpi_id, unit, _name(board, unit), _what(catalogue, kpi_id),
        f"{STANDARD_MARKS[answer.status]} {answer.status}",
        f"{figure}，标准 {standard_text(kpi, kpi.standard)}{interval}", answer.sentence,
    )  # fmt: skip


def _ends(kpi_id: str, catalogue: Catalogue, answer: StandardAnswer) -> str:
    if answer.low is None or answer.high is None:
        return ""
    kpi = catalogue.kpis[kpi_id]
    return f"（95% 区间 {amount_text(kpi, answer.low)} 至 {amount_text(kpi, answer.high)}）"


def _what(catalogue: Catalogue, kpi: str) -> str:
    return catalogue.kpis[kpi].label


def _name(board: Board, unit: int) -> str:
    """The bureau has its name on the screen already."""
    here = next(one for one in board.units if one.id == unit)
    return "全局" if unit == board.units[0].id and here.kind in WHOLE else here.name
