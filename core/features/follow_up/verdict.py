"""Did a figure move? The verdict from three gaps between a unit's changes and the others'.

An instruction is sent because a figure stood out, and what stands out by chance falls back by itself. So the verdict
rests on the watch against an earlier year, which had no part in the choice (`yearly`); and because a unit may have
differed from that year already, the figure must have moved since the evidence, too (`since`). A significant `since`
alone suffices if it stays so among all the figures that the choice could have fallen on (Bonferroni). All gaps are to
the other units over the same days, so that what all share (season, weather, a campaign) does not count.

With no effect at all, and the unit chosen for being extreme, at most a share ALPHA of the verdicts say that something
moved: tests/core/features/follow_up/test_follow_up.py measures it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from core.features.follow_up.effect_gap import EffectGap
from core.instructions.model import WatchVerdict

ALPHA = 0.05
HALVING = math.log(2.0)
TEN_POINTS = 0.10  # of rates: ±10 个百分点


class Gaps(NamedTuple):
    """A unit's changes less the others'.

    `yearly` is the watch against its base, `at_evidence` the evidence against its own, `since` watch against evidence.
    """

    yearly: EffectGap
    at_evidence: EffectGap
    since: EffectGap


class FollowUpVerdict(NamedTuple):
    """The verdict, its reason (Chinese), and the direction of a figure that moved (+1 up, −1 down, otherwise 0)."""

    verdict: WatchVerdict
    reason: str
    direction: int = 0


def judge_gaps(gaps: Gaps, smallest_change: float, widest: float, candidates: int) -> FollowUpVerdict:
    """Judge the gaps.

    `smallest_change` is the smallest worth saying; where the interval reaches further than `widest`, so that not even
    such a change would be told, the reason says so. `candidates` is the number of figures that the choice could have
    fallen on. STILL says that nothing could be told, never that nothing moved: the smallest change that could be told
    goes with it.
    """
    yearly = _significant_direction(gaps.yearly, ALPHA, smallest_change)
    since = _significant_direction(gaps.since, ALPHA, smallest_change)
    if yearly and yearly == since:
        return FollowUpVerdict(WatchVerdict.MOVED, "与往年同期比、与派发时比，都超出其他同类单位同期变化的范围", yearly)
    corrected = _significant_direction(gaps.since, ALPHA / candidates, smallest_change)
    if corrected and corrected * (gaps.yearly.size - gaps.at_evidence.size) > smallest_change:
        reason = f"与派发时比超出其他同类单位同期变化的范围，按 {candidates} 项里挑出一项从严检验后仍成立"
        return FollowUpVerdict(WatchVerdict.MOVED, reason, corrected)
    if gaps.yearly.half_width(ALPHA) > widest:
        reason = "数太少，或同类单位之间变化相差太大，即使有成倍的变化也看不出来"
        return FollowUpVerdict(WatchVerdict.STILL, reason)
    if yearly and since:
        return FollowUpVerdict(WatchVerdict.UNCLEAR, "与往年同期比和与派发时比，方向相反")
    if yearly:
        return _judge_yearly_alone(gaps, yearly)
    if since and since * gaps.at_evidence.size < 0:
        reason = "比派发时有回落，但当时是因为数字突出才派发的，会自己回落多少分不清"
        return FollowUpVerdict(WatchVerdict.UNCLEAR, reason)
    if since:
        return FollowUpVerdict(WatchVerdict.UNCLEAR, "与派发时比有变化，与往年同期比没有，两种比法不一致")
    return FollowUpVerdict(WatchVerdict.STILL, "与往年同期比、与派发时比，都没有超出其他同类单位同期变化的范围")


def _judge_yearly_alone(gaps: Gaps, direction: int) -> FollowUpVerdict:
    if direction * gaps.at_evidence.size > 0:
        return FollowUpVerdict(WatchVerdict.STILL, "与往年同期不同，但派发时就已如此，派发后没有再变")
    return FollowUpVerdict(WatchVerdict.UNCLEAR, "与往年同期不同，与派发时比却看不出变化，两种比法不一致")


def _significant_direction(gap: EffectGap, alpha: float, smallest_change: float) -> int:
    """+1 or −1 where a gap is significant and large enough, otherwise 0."""
    if gap.p_value() >= alpha or abs(gap.size) < smallest_change:
        return 0
    return 1 if gap.size > 0 else -1
