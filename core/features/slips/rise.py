"""Which communities of a station may be said to have had more alerts of a class, and when it may not be said.

Said is a word, never a number: 确有上升. It says that the four weeks have more than the weeks before. Half of SHARE is
divided among the classes of the station as a whole, half among the classes of all its communities (Bonferroni), so
that in an issue in which nothing changed, the chance that a station's slips say any rise at all is about SHARE at most.
φ is that of the station's own issues, and of those of its communities together (core/judgement/dispersion.py).

Words tell of numbers too. A reader who knows the station's own counts, which are no secret, and all the slips there
ever were, must not be able to place a community's count of 1 to least − 1 in less than `least` neighbouring values.
Hence: a rise needs `least` alerts or more; the others of the station must still be able to share `least` − 1 among
them; and where the station has just so many that silence would tell of a community (each must then have nearly as many
as are no rise), none is named. Whether that is so follows from the station's counts alone. What is not said is not
denied.

Not met: whoever sees a community's quarter on the boards as well learns of a told rise that `least` of it or more lie
in those weeks. A slip leaves the bureau; the boards do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.judgement.counts import p_value
from core.judgement.dispersion import Dispersion

SHARE = 0.05
Counts = NDArray[np.int64]


def levels(communities: int, classes: int) -> tuple[float, float]:
    """The p below which a class rose in a community, and in the station as a whole."""
    return SHARE / 2 / (communities * classes), SHARE / 2 / classes


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of a rise: the days now and before, the station's dispersion, the p, the least number told."""

    days: int
    days_before: int
    spread: Dispersion
    level: float
    least: int

    def needed(self, before: Sequence[int] | Counts, most: int) -> Counts:
        """The fewest alerts now that are a rise over so many before; most + 1 where no number up to `most` is."""
        now = np.arange(most + 1)
        base = np.asarray(before, np.int64)[:, None]
        p = p_value((now, base), (self.days, self.days_before), self.spread)
        up = now * self.days_before > base * self.days
        rises = up & (p <= self.level) & (now >= max(self.least, 1))
        return np.where(rises.any(axis=1), rises.argmax(axis=1), most + 1)

    def rose(self, now: int, before: int) -> bool:
        """Whether a count that is no secret rose."""
        return bool(now >= self.needed([before], now)[0])


def told(rule: Rule, now: Counts, before: Counts, whole: int, whole_before: int) -> NDArray[np.bool_]:
    """Which communities' rise may be told; `whole` has the station's own counts, which the communities' are part of."""
    most = max(int(now.max(initial=0)), whole)
    rises = now >= rule.needed(before, most)
    count, spare = int(rises.sum()), rule.least - 1
    nobody = np.zeros(len(now), bool)
    if not count or _silence_tells(rule, len(now), whole, whole_before):
        return nobody
    hardest = int(rule.needed([spare], most)[0])  # a base that small must stay possible too
    return rises if whole >= count * hardest + spare else nobody


def _silence_tells(rule: Rule, communities: int, whole: int, whole_before: int) -> bool:
    """Whether so many alerts could just be shared among the communities without a rise in any, and hardly otherwise."""
    if communities == 1:  # there is nobody to share them among: the station's count says it all
        return False
    quiet = int(rule.needed([whole_before // communities], whole)[0]) - 1
    return communities * quiet - (rule.least - 1) < whole <= communities * quiet
