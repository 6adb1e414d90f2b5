"""Inertia of verdicts: a colour enters on strong evidence and leaves only when the evidence is clearly gone.

On the edge of α a few new records a day would let a verdict come and go. So a verdict on a running period that stood
the day before stays while it would stand at HOLD_TIMES the family's α, is large enough to be worth saying, has its 95%
interval to one side, and says the same. Whether it stood is reckoned from the data as of that day, LOOK_BACK_DAYS back
at most: it does not depend on who looked when. A period that began in between (a new month) starts anew; what is over
shows the same figures whenever it is looked at and needs none of this.

benchmarks/inertia.py measures what this spares: three days do most of what looking back for ever would. A day looked
back costs about a quarter of a warm board's own time, and is asked for only where a change lies between the two α.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from core.metrics.arrays import Floats
from core.metrics.reporting_period import Period
from core.metrics.types import Window

HOLD_TIMES = 10
LOOK_BACK_DAYS = 3
MAX_ALPHA = 0.5
KEPT_REASON = "前几天已经认定，证据虽减弱，尚未消失，结论暂不撤"


def hold_alpha(alpha: ArrayLike) -> Floats:
    """Return the α at which a verdict that stood stays."""
    eased: Floats = np.minimum(HOLD_TIMES * np.asarray(alpha, float), MAX_ALPHA)
    return eased


def day_before(period: Period) -> Period | None:
    """Return the same period a day earlier; None of one that is over, or that began on its last day."""
    if not period.is_running:
        return None
    window = period.window
    if period.is_rolling and period.shape == "range":
        earlier = Window(window.first - 1, window.last - 1)
        return replace(period, window=earlier, full_window=earlier)
    if window.first == window.last:
        return None
    return replace(period, window=Window(window.first, window.last - 1))
