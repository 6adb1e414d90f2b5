"""The months just before a window, left out of φ where they stray: there what is judged has mostly begun.

A level that moved two months ago makes the months since then stray from season and year as the window itself does.
Taken for wildness they hide the very move: a true −40% that began two months before a month was told in 0 to 4% of
histories, and one that began with it in 53 to 82%. So the RECENT_MONTHS are compared with the months before them:
where their squares are so large, beside φ of the others, that chance makes it once in a hundred (Fisher's F), φ is that
of the others. At that limit the false verdicts of quiet histories stay as they were, and so does the power for what
begins with the window; leaving these months out always would cost up to a third of it where the history is short
(`python -m benchmarks.steps`, docs/decisions/0012).
"""

from __future__ import annotations

import numpy as np
from scipy.special import fdtrc

from core.judgement.season_layout import ENOUGH_MONTHS
from core.metrics.arrays import Flags, Floats

STRAYS = 0.01  # the chance at which the months just before are left out


def leaves_enough(cells: Flags, recent: Flags) -> bool:
    """Tell whether enough months (season, period) are left without the recent ones, none of them the window's own."""
    left = cells & ~recent
    months = left.sum() + left[0].sum()  # January and February are one cell
    return bool(not cells[:, 0].any() and months >= ENOUGH_MONTHS)


def recent_stray(phi: tuple[Floats, Floats], df: tuple[Floats, Floats]) -> Flags:
    """Return where the recent months stray, by φ and its degrees of freedom of all months and of the others."""
    more = np.maximum(df[0] - df[1], 1)
    ratio = np.maximum((phi[0] * df[0] - phi[1] * df[1]) / more / phi[1], 0)
    stray: Flags = fdtrc(more, df[1], ratio) < STRAYS
    return stray
