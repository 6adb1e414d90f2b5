"""Did a figure move? Three gaps between a unit's changes and the others', and what may be said of them.

An instruction is sent because a figure stood out, and what stands out by chance falls back by itself. So the verdict
rests on the watch against an earlier year, which had no part in the choice (`yearly`); and because a unit may have
differed from that year already, the figure must have moved since the evidence, too (`since`). Where `since` alone is
beyond doubt it suffices if it is so among all the figures that the choice could have fallen on (Bonferroni). All gaps
are to the other units over the same days, so that what all share (season, weather, a campaign) does not count.

With no effect at all, and the unit chosen for being extreme, at most SHARE of the verdicts say that something moved:
tests/core/features/follow_up/test_follow_up.py measures it.
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
    """A unit's change less the others': the watch against its base, the evidence against its own, watch to evidence."""

    yearly: EffectGap
    at_evidence: EffectGap
    since: EffectGap


class FollowUpVerdict(NamedTuple):
    """The verdict, its reason (Chinese), and the way of a figure that moved (+1 up, −1 down, 0)."""

    verdict: WatchVerdict
    reason: str
    direction: int = 0


def judge_gaps(gaps: Gaps, smallest: float, seen: float, candidates: int) -> FollowUpVerdict:
    """The verdict. `smallest` is the least worth saying, `seen` the size that must not escape notice.

    `candidates` is the number of figures that the choice could have fallen on.
    """
    yearly, since = _firm(gaps.yearly, ALPHA, smallest), _firm(gaps.since, ALPHA, smallest)
    if yearly and yearly == since:
        return FollowUpVerdict(WatchVerdict.MOVED, "与往年同期比、与派发时比，都超出其他同类单位同期变化的范围", yearly)
    beyond = _firm(gaps.since, ALPHA / candidates, smallest)
    if beyond and beyond * (gaps.yearly.size - gaps.at_evidence.size) > smallest:
        many = f"与派发时比超出其他同类单位同期变化的范围，按 {candidates} 项里挑出一项从严检验后仍成立"
        return FollowUpVerdict(WatchVerdict.MOVED, many, beyond)
    if gaps.yearly.min_detectable(ALPHA) > seen:
        return FollowUpVerdict(WatchVerdict.UNCLEAR, "数太少，或同类单位之间变化相差太大，即使有成倍的变化也看不出来")
    if yearly and since:
        return FollowUpVerdict(WatchVerdict.UNCLEAR, "与往年同期比和与派发时比，方向相反")
    if yearly:
        return _already(gaps, yearly)
    if since and since * gaps.at_evidence.size < 0:
        return FollowUpVerdict(
            WatchVerdict.UNCLEAR, "比派发时有回落，但当时是因为数字突出才派发的，会自己回落多少分不清"
        )
    if since:
        return FollowUpVerdict(WatchVerdict.UNCLEAR, "与派发时比有变化，与往年同期比没有，两种比法不一致")
    return FollowUpVerdict(WatchVerdict.STILL, "与往年同期比、与派发时比，都没有超出其他同类单位同期变化的范围")


def _already(gaps: Gaps, way: int) -> FollowUpVerdict:
    if way * gaps.at_evidence.size > 0:
        return FollowUpVerdict(WatchVerdict.STILL, "与往年同期不同，但派发时就已如此，派发后没有再变")
    return FollowUpVerdict(WatchVerdict.UNCLEAR, "与往年同期不同，与派发时比却看不出变化，两种比法不一致")


def _firm(gap: EffectGap, share: float, smallest: float) -> int:
    """+1 or −1 where a gap is beyond chance and large enough, otherwise 0."""
    return (1 if gap.size > 0 else -1) if gap.p_value() < share and abs(gap.size) >= smallest else 0
