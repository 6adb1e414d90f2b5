"""Rises of a class of alerts that may be said of communities of a station, and when they may not be said.

A slip says a word, never a number: 疑似上升. It says that the four weeks have more than the weeks before. Half of
FALSE_ALARM_SHARE is divided among the classes of the station as a whole, half among the classes of all its communities
(Bonferroni), so that in an issue in which nothing changed, the chance that a station's slips say any rise at all is
about FALSE_ALARM_SHARE at most. φ is that of the station's own issues, and of those of its communities together
(core/judgement/dispersion.py).

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

FALSE_ALARM_SHARE = 0.05
Counts = NDArray[np.int64]


def significance_levels(communities: int, classes: int) -> tuple[float, float]:
    """Return the p below which a class rose in a community, and in the station as a whole."""
    return FALSE_ALARM_SHARE / 2 / (communities * classes), FALSE_ALARM_SHARE / 2 / classes


@dataclass(frozen=True, slots=True)
class RiseTest:
    """A test for a rise: the days now and before, the dispersion, the level of p, and the fewest alerts of a rise."""

    days: int
    baseline_days: int
    spread: Dispersion
    level: float
    least: int

    def fewest_of_a_rise(self, before: Sequence[int] | Counts, most: int) -> Counts:
        """Return the fewest alerts now that are a rise over so many before; most + 1 where none up to `most` are."""
        now = np.arange(most + 1)
        base = np.asarray(before, np.int64)[:, None]
        p = p_value((now, base), (self.days, self.baseline_days), self.spread)
        is_more = now * self.baseline_days > base * self.days
        rises = is_more & (p <= self.level) & (now >= max(self.least, 1))
        return np.where(rises.any(axis=1), rises.argmax(axis=1), most + 1)

    def rose(self, now: int, before: int) -> bool:
        """Tell whether a count that is no secret rose."""
        return bool(now >= self.fewest_of_a_rise([before], now)[0])


def tellable_rises(test: RiseTest, now: Counts, before: Counts) -> NDArray[np.bool_]:
    """Tell in which communities a rise may be said; the first of the counts are the whole station's."""
    station, station_before = int(now[0]), int(before[0])
    now, before = now[1:], before[1:]
    most = max(int(now.max(initial=0)), station)
    rises = now >= test.fewest_of_a_rise(before, most)
    count, spare = int(rises.sum()), test.least - 1
    none = np.zeros(len(now), bool)
    if not count or _silence_tells(test, len(now), station, station_before):
        return none
    hardest = int(test.fewest_of_a_rise([spare], most)[0])  # a base that small must stay possible too
    return rises if station >= count * hardest + spare else none


def _silence_tells(test: RiseTest, communities: int, station: int, station_before: int) -> bool:
    """Tell whether the communities could just share so many alerts without a rise in any, and hardly otherwise."""
    if communities == 1:  # there is nobody to share them among: the station's count says it all
        return False
    quiet = int(test.fewest_of_a_rise([station_before // communities], station)[0]) - 1
    return communities * quiet - (test.least - 1) < station <= communities * quiet
