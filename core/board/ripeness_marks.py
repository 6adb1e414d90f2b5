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

from core.board.lazy_mapping import LazyMapping, OverlaidMapping
from core.board.unripe_standards import ripened_answer
from core.catalogue.model import Catalogue
from core.metrics.cohort_maturity import CohortMaturity, ripeness_of, unripe_note
from core.metrics.types import Board, Figure, Ripeness, StandardAnswer, StandardStatus

ALL_SETTLED = Ripeness(0.0, is_ripe=True)  # 8 of 8: nothing can come any more, whatever came to earlier months


def with_ripeness(
    catalogue: Catalogue,
    board: Board,
    maturity: Callable[[str], CohortMaturity | None],
    lock: AbstractContextManager[object],
) -> Board:
    """Return the board whose figures of cohorts say how ripe they are; `maturity` is asked of those looked at."""
    cohorts = frozenset(kpi for kpi in board.kpis if catalogue.kpis[kpi].basis == "cohort")
    if not cohorts:
        return board
    calendar = board.calendar
    is_one_month = calendar.month_of(board.period.first) == calendar.month_of(board.period.last)

    @cache
    def ripeness(kpi: str, as_of: date) -> Ripeness | None:
        cohort = maturity(kpi)
        return None if cohort is None else cohort.ripeness(board.period, as_of, calendar)

    def is_of_cohort(key: tuple[str, int]) -> bool:
        return key[0] in cohorts

    def marked(key: tuple[str, int], figure: Figure) -> Figure:
        # Of a unit that lies behind its cohort is younger by that.
        cohort_ripeness = ripeness(key[0], figure.outcomes_until or board.as_of)
        if cohort_ripeness is None:
            return figure
        own_ripeness = ripeness_of(catalogue.kpis[key[0]], figure, cohort_ripeness)
        if catalogue.kpis[key[0]].kind == "rate" and figure.exact == 1:
            own_ripeness = ALL_SETTLED
        if figure.exact is None or own_ripeness.is_ripe:
            return replace(figure, ripeness=own_ripeness)
        note = unripe_note(catalogue.kpis[key[0]], own_ripeness, is_one_month=is_one_month)
        return replace(figure, ripeness=own_ripeness, note="；".join(filter(None, (note, figure.note))))

    marked_figures = OverlaidMapping(board.figures, is_of_cohort, marked, lock)

    def ripened(key: tuple[str, int], answer: StandardAnswer) -> StandardAnswer:
        declared = catalogue.kpis[key[0]].with_standard_of(board.period.last)
        return ripened_answer(declared, marked_figures[key], answer)

    def is_still_missed(key: tuple[str, int]) -> bool:
        answer = board.missed_standards[key]
        return (ripened(key, answer) if is_of_cohort(key) else answer).status is not StandardStatus.UNDECIDED

    def still_missed() -> Iterator[tuple[str, int]]:
        return filter(is_still_missed, board.missed_standards)

    return replace(
        board,
        figures=marked_figures,
        standards=OverlaidMapping(board.standards, is_of_cohort, ripened, lock),
        missed_standards=LazyMapping(still_missed, board.missed_standards.__getitem__, lock),
    )
