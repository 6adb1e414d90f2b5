"""The engine's answers on one figure, put into words: its text, its comparisons, its claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.board.change_text import ChangeText, change_text_of
from core.bulletins.change_state import CHANGE_STATES, ChangeState, Facts, change_facts, figure_facts
from core.bulletins.claim_row import ClaimRow, PlaceAndDays, change_claims, figure_claims
from core.bulletins.kind_model import BulletinKind
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.display import NO_DATA, figure_text, rounded
from core.metrics.types import Board, Change, ChangeKind, Figure, UnitRef, Window

LUNAR_BASE = "去年春节同期"
WITHOUT_CHANGE = (ChangeState.SMALL_BASE, ChangeState.INCOMPARABLE)  # of which no change is printed


class ComparisonAnswer(NamedTuple):
    """A change, as it was rendered, with what its base is called and the claims of the base and of the change.

    `caution` (Chinese) is what a reader must know beside it, such as that the lunar new year misleads.
    """

    change: Change
    text: ChangeText
    base_label: str
    facts: Facts
    caution: str
    base_claims: tuple[ClaimRow, ...]
    claims: tuple[ClaimRow, ...]

    @property
    def state(self) -> ChangeState:
        """The state of the change, which says what may be written of it."""
        return CHANGE_STATES[self.text.verdict]

    @property
    def printed_change(self) -> str:
        """The change as a table prints it; a dash where the judgement does not carry one."""
        return NO_DATA if self.state in WITHOUT_CHANGE or self.text.amount.absence else self.text.change

    @property
    def table_claims(self) -> tuple[ClaimRow, ...]:
        """The claims of the base and of the change, where a change is printed."""
        return self.base_claims if self.printed_change == NO_DATA else self.base_claims + self.claims


class FigureAnswer(NamedTuple):
    """A figure of a unit with its comparisons."""

    kpi_id: str
    kpi: Kpi
    unit: UnitRef
    window: Window
    figure: Figure
    facts: Facts
    claims: tuple[ClaimRow, ...]
    comparisons: tuple[ComparisonAnswer, ...]

    @property
    def text(self) -> str:
        """The figure with its unit, or a dash."""
        return figure_text(self.kpi, self.figure)


def text_with_counts(kpi: Kpi, figure: Figure) -> str:
    """Return a figure as it is printed; a rate with its counts, such as 90.91%（10/11）."""
    text = figure_text(kpi, figure)
    if kpi.kind != "rate" or figure.numerator is None or figure.denominator is None or figure.exact is None:
        return text
    return f"{text}（{rounded(figure.numerator, 0)}/{rounded(figure.denominator, 0)}）"


def figure_answer(catalogue: Catalogue, kind: BulletinKind, board: Board, kpi_id: str, unit: UnitRef) -> FigureAnswer:
    """Read a figure and its comparisons off a board."""
    own, kpi = board.board_of(kpi_id), catalogue.kpis[kpi_id]
    figure, place = own.figures[kpi_id, unit.id], PlaceAndDays(unit.name, own.period)
    comparisons: tuple[ComparisonAnswer | None, ...] = ()
    if figure.exact is not None:
        kinds = _kinds_of(kind, own, kpi_id, unit)
        comparisons = tuple(_comparison(kind, own, kpi_id, kpi, unit, compared) for compared in kinds)
    claims = figure_claims(kpi_id, kpi, figure, place)
    return FigureAnswer(
        kpi_id, kpi, unit, own.period, figure, figure_facts(kpi, figure), claims, tuple(filter(None, comparisons))
    )


def _kinds_of(kind: BulletinKind, board: Board, kpi_id: str, unit: UnitRef) -> Sequence[ChangeKind]:
    """Return the comparisons that a kind makes; around the lunar new year the aligned one besides."""
    is_aligned = "yoy" in kind.comparisons and (kpi_id, unit.id, "lunar") in board.changes
    return (*kind.comparisons, *(("lunar",) if is_aligned else ()))


def _comparison(
    kind: BulletinKind, board: Board, kpi_id: str, kpi: Kpi, unit: UnitRef, compared: ChangeKind
) -> ComparisonAnswer | None:
    text = change_text_of(board, kpi_id, kpi, unit.id, compared)
    if text is None:
        return None
    change, figure = board.changes[kpi_id, unit.id, compared], board.figures[kpi_id, unit.id]
    base_label = LUNAR_BASE if compared == "lunar" else kind.base_labels[compared]
    place = PlaceAndDays(unit.name, board.period)
    return ComparisonAnswer(
        change,
        text,
        base_label,
        change_facts(kpi, figure, change, text),
        board.judgements[kpi_id, unit.id, compared].note,
        figure_claims(kpi_id, kpi, change.base_figure, PlaceAndDays(unit.name, change.base)),
        change_claims(kpi_id, kpi, figure, change, text, place),
    )
