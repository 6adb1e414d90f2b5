"""Says of a cohort's figure how much is still to come to it, wherever the figure stands.

60.68% of October's disputes are settled by the end of October, as known then: no collapse, but records that are young.
Whoever reads it beside a finished quarter must be told. Changes need no mark: their base is as known at the same age.
A standard does: it is not missed by what is still to come (unripe_standards.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import cache

from core.board.lazy_mapping import LazyMapping
from core.board.unripe_standards import ripened_answer
from core.catalogue.model import Catalogue
from core.metrics.cohort_maturity import CohortMaturity, unripe_note
from core.metrics.types import Board, Figure, Ripeness, StandardAnswer, StandardStatus


def with_ripeness(
    catalogue: Catalogue,
    board: Board,
    maturity: Callable[[str], CohortMaturity | None],
    lock: AbstractContextManager[object],
) -> Board:
    """Return the board whose figures of cohorts say how ripe they are; `maturity` is asked of those looked at."""
    if not any(catalogue.kpis[kpi].basis == "cohort" for kpi in board.kpis):
        return board
    calendar, figures = board.calendar, board.figures
    is_one_month = calendar.month_of(board.period.first) == calendar.month_of(board.period.last)

    @cache
    def ripeness(kpi: str, as_of: date) -> Ripeness | None:
        known = maturity(kpi)
        return None if known is None else known.ripeness(board.period, as_of, calendar)

    def marked(key: tuple[str, int]) -> Figure:
        figure, declared = figures[key], catalogue.kpis[key[0]]
        if declared.basis != "cohort":
            return figure
        known = ripeness(key[0], figure.outcomes_until or board.as_of)  # of a unit that lies behind: younger by that
        if known is None:
            return figure
        if figure.exact is None or known.is_ripe:
            return replace(figure, ripeness=known)
        note = unripe_note(declared, known, is_one_month=is_one_month)
        return replace(figure, ripeness=known, note="；".join(filter(None, (note, figure.note))))

    marked_figures = LazyMapping(figures, marked, lock)

    def ripened(key: tuple[str, int], answer: StandardAnswer) -> StandardAnswer:
        declared = catalogue.kpis[key[0]].with_standard_of(board.period.last)
        return ripened_answer(declared, marked_figures[key], answer) if declared.basis == "cohort" else answer

    def still_missed() -> Iterator[tuple[str, int]]:
        missed = board.missed_standards
        return (key for key in missed if ripened(key, missed[key]).status is not StandardStatus.UNDECIDED)

    return replace(
        board,
        figures=marked_figures,
        standards=LazyMapping(board.standards, lambda key: ripened(key, board.standards[key]), lock),
        missed_standards=LazyMapping(still_missed, board.missed_standards.__getitem__, lock),
    )
