"""Refusals grouped by cause: a steward mends a cause, not a thousand rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.intake.refusal import Refusal

EXAMPLES = 3  # rows shown of a cause


class RefusalCause(NamedTuple):
    """A rule that some rows break in one column, how to mend them, how many they are, and the first of them."""

    column: str
    rule: str
    mend: str
    rows: int
    examples: tuple[Refusal, ...]


def refusal_causes(refusals: Iterable[Refusal]) -> list[RefusalCause]:
    """Return the causes, the commonest first; of equal ones the one that comes first in the file."""
    groups: dict[tuple[str, str, str], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.column, refusal.rule, refusal.mend), []).append(refusal)
    causes = [
        RefusalCause(*cause, len({refusal.row for refusal in group}), tuple(group[:EXAMPLES]))
        for cause, group in groups.items()
    ]
    return sorted(causes, key=lambda cause: -cause.rows)
