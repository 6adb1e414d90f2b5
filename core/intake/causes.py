"""Refusals by cause: a file whose column is wrong throughout has one thing to mend, not half a million."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.intake.refusal import Refusal

FIRST_ROWS = 3  # shown of each cause


@dataclass(frozen=True, slots=True)
class RefusalCause:
    """One column's rule: how many rows broke it, how to mend it, and the first of them."""

    column: str
    rule: str
    mend: str
    rows: int
    first: tuple[Refusal, ...]


def refusal_causes(refusals: Iterable[Refusal]) -> list[RefusalCause]:
    """Refusals by column and rule, the commonest first."""
    groups: dict[tuple[str, str], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.column, refusal.rule), []).append(refusal)
    causes = [
        RefusalCause(column, rule, group[0].mend, len({refusal.row for refusal in group}), tuple(group[:FIRST_ROWS]))
        for (column, rule), group in groups.items()
    ]
    return sorted(causes, key=lambda cause: -cause.rows)
