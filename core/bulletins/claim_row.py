"""Claims of a bulletin: each printed figure with the counts that it was worked out from, as the audit reads them."""

from __future__ import annotations

from typing import NamedTuple

from core.board.change_text import ChangeText
from core.catalogue.kpi_model import Kpi
from core.metrics.display import number_text, rounded
from core.metrics.types import Change, ChangeUnit, Figure, Window

DAILY = "_daily"  # ends the name of an amount per day
POINTS = "points"  # the kind of a claim on the difference of two rates; all others are kinds of the audit


class PlaceAndDays(NamedTuple):
    """The unit that a claim is about, and its days."""

    place: str
    window: Window

    @property
    def period(self) -> str:
        """The days as the audit's rows write them."""
        return f"{self.window.start}..{self.window.end}"


class ClaimRow(NamedTuple):
    """A printed figure. A difference of rates has the base's counts besides; in all else these are None."""

    claim: str
    place: str
    period: str
    kpi: str
    kind: str
    numerator: int
    denominator: int | None
    reported: str
    unit: str
    base_numerator: int | None = None
    base_denominator: int | None = None


def figure_claims(kpi_id: str, kpi: Kpi, figure: Figure, where: PlaceAndDays) -> tuple[ClaimRow, ...]:
    """Return the claim that a printed figure makes; none where nothing is printed."""
    if figure.exact is None or figure.numerator is None:
        return ()
    if kpi.kind != "rate":
        reported = number_text(kpi, figure.exact)
        row = ClaimRow(kpi.zh, where.place, where.period, kpi_id, "count", figure.numerator, None, reported, kpi.unit)
        return (row,)
    reported, counts = number_text(kpi, figure.exact), (figure.numerator, figure.denominator)
    return (ClaimRow(kpi.zh, where.place, where.period, kpi_id, "rate", *counts, reported, "%"),)


def change_claims(
    kpi_id: str, kpi: Kpi, figure: Figure, change: Change, text: ChangeText, where: PlaceAndDays
) -> tuple[ClaimRow, ...]:
    """Return the claim that a printed change makes; none where none is printed, or none in digits."""
    now, base = figure.numerator, change.base_figure.numerator
    if text.amount.absence or not (text.amount.sign or text.amount.is_daily) or now is None or base is None:
        return ()
    sign = {"−": "-"}.get(text.amount.sign, text.amount.sign)
    reported = sign + text.amount.amount.removesuffix(text.unit).strip()
    if text.unit is ChangeUnit.POINTS:
        counts, base_counts = (now, figure.denominator), (base, change.base_figure.denominator)
        name = f"{kpi.zh}{text.label}"
        return (ClaimRow(name, where.place, where.period, kpi_id, POINTS, *counts, reported, text.unit, *base_counts),)
    if change.per_day is not None:  # (n₁ ÷ d₁) against (n₀ ÷ d₀) is n₁·d₀ against n₀·d₁
        name, kpi_id = f"{kpi.zh}日均{text.label}（各乘以对方的天数）", f"{kpi_id}{DAILY}"
        now, base = now * change.base.days, base * where.window.days
    else:
        name = f"{kpi.zh}{text.label}"
    return (ClaimRow(name, where.place, where.period, kpi_id, "yoy", now, base, reported, "%"),)


def printed(claim: ClaimRow) -> tuple[str, ...]:
    """Return the numbers that a claim puts on paper, without sign and unit; a rate's counts may stand beside it."""
    counts = (claim.numerator, claim.denominator) if claim.kind == "rate" else ()
    return (claim.reported.lstrip("+-"), *(rounded(count, 0) for count in counts if count is not None))
