"""States of a figure and of a change, which the rules of sentences are conditions on."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.board.change_text import ChangeText
from core.catalogue.kpi_model import Kpi
from core.metrics.types import Change, Figure, Verdict


class FigureState(StrEnum):
    """The state of a figure."""

    VALUE = "value"
    NO_FIGURE = "no_figure"
    UNRIPE = "unripe"


class ChangeState(StrEnum):
    """The state of a change, by which sentences are chosen."""

    RISE = "rise"
    FALL = "fall"
    FLAT = "flat"
    UNCLEAR = "unclear"
    SMALL_BASE = "small_base"
    INCOMPARABLE = "incomparable"


class Zero(StrEnum):
    """The amounts of a count that are zero; of a rate there are none such."""

    NONE = "none"
    NOW = "now"
    BASE = "base"
    BOTH = "both"


class Facts(NamedTuple):
    """All that a rule may ask.

    `unequal`: the windows differ in days, and the change per day is judged. `same`: there is no change.
    `counts`: numerator and denominator stand beside the figure. Of a figure alone the first two are False.
    """

    state: FigureState | ChangeState
    zero: Zero
    counts: bool
    unequal: bool = False
    same: bool = False


CHANGE_STATES = {
    Verdict.RISE: ChangeState.RISE,
    Verdict.FALL: ChangeState.FALL,
    Verdict.FLAT: ChangeState.FLAT,
    Verdict.UNCLEAR: ChangeState.UNCLEAR,
    Verdict.TOO_FEW: ChangeState.SMALL_BASE,
    Verdict.TOO_WIDE: ChangeState.SMALL_BASE,
    Verdict.NOT_COMPARABLE: ChangeState.INCOMPARABLE,
}


def figure_facts(kpi: Kpi, figure: Figure) -> Facts:
    """Return what a rule may ask of a figure."""
    if figure.is_unripe:
        state = FigureState.UNRIPE
    else:
        state = FigureState.NO_FIGURE if figure.exact is None else FigureState.VALUE
    return Facts(state, _zero(kpi, figure, None), kpi.kind == "rate")


def change_facts(kpi: Kpi, figure: Figure, change: Change, text: ChangeText) -> Facts:
    """Return what a rule may ask of a change that has been rendered."""
    zero, amount = _zero(kpi, figure, change.base_figure), text.amount
    is_same = not amount.sign and not amount.absence
    return Facts(CHANGE_STATES[text.verdict], zero, kpi.kind == "rate", change.per_day is not None, is_same)


def _zero(kpi: Kpi, figure: Figure, base: Figure | None) -> Zero:
    is_now, is_base = (kpi.kind != "rate" and side is not None and side.exact == 0 for side in (figure, base))
    if is_now and is_base:
        return Zero.BOTH
    return Zero.NOW if is_now else Zero.BASE if is_base else Zero.NONE
