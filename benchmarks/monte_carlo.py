"""Tells how far a simulated share may lie from the true one."""

from __future__ import annotations

import math

SHARES = (0.01, 0.05, 0.5)


def standard_error(share: float, runs: int) -> float:
    """Return the standard error of a share of independent runs."""
    return math.sqrt(share * (1 - share) / runs)


def standard_errors(runs: int, unit_text: str = "runs") -> str:
    """Return a line for below a table: how unsure shares of so many runs are."""
    errors_text = ", ".join(f"{share:.0%} ± {100 * standard_error(share, runs):.1f}" for share in SHARES)
    return f"\nMonte Carlo standard errors, of {runs:,} {unit_text}: {errors_text} points (99% and 95% as 1% and 5%).\n"
