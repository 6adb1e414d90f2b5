"""Turns the evidence on one change into its judgement."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from core.judgement import verdict_text
from core.judgement.case import Case, Evidence
from core.judgement.detectable import smallest_detectable
from core.judgement.families import FamilyKind
from core.judgement.inertia import KEPT_REASON
from core.metrics.types import ChangeKind, Judgement, Verdict


class FamilyResult(NamedTuple):
    """Hold what the family of tests says of a change: whether it holds it up, and the p that a first change must reach.

    `kind` is which family that is; `is_kept` says that it is held up because it stood the day before (inertia.py).
    """

    is_significant: bool
    needed_p: float
    kind: FamilyKind
    is_kept: bool = False


def judgement_of(case: Case, evidence: Evidence | None, kind: ChangeKind, family: FamilyResult) -> Judgement:
    """Return the judgement of a change within its family."""
    verdict = verdict_of(case, evidence, family.is_significant)
    interval = None
    if evidence is not None and case.judged_change is not None:
        has_ends = math.isfinite(case.judged_change) and verdict is not Verdict.TOO_FEW  # those of few run to millions
        interval = (evidence.low, evidence.high) if has_ends else None
    judged = Judgement(
        verdict=verdict,
        n0=case.base.figure.numerator,
        n1=case.now.figure.numerator,
        v0=case.base.figure.exact,
        v1=case.now.figure.exact,
        low=None if interval is None else interval[0],
        high=None if interval is None or math.isinf(interval[1]) else interval[1],
        phi=None if evidence is None else float(case.dispersion.phi),
        tone=verdict_text.verdict_tone(case.kpi, verdict),
        reason=KEPT_REASON if family.is_kept else verdict_text.reason_of(case, verdict, evidence, family.kind),
        sentence="",
        detectable=smallest_detectable(case, evidence, family.needed_p),
        counted_label=verdict_text.counted_label(case, verdict),
    )
    return replace(judged, sentence=verdict_text.sentence_of(case, kind, judged))


def verdict_of(case: Case, evidence: Evidence | None, is_significant: bool) -> Verdict:
    """Return the verdict: a change is firm by its family, by its own 95% interval, and by its size.

    It is flat where the whole interval is smaller than what is worth saying; between the two there is no telling.
    """
    change = case.judged_change
    if case.obstacle or change is None:
        return Verdict.NOT_COMPARABLE
    is_sure = evidence is None or (is_significant and (evidence.low > 0 or evidence.high < 0))
    if is_sure and change and abs(change) >= case.smallest:
        return Verdict.RISE if change > 0 else Verdict.FALL
    if evidence is None or (-case.smallest < evidence.low and evidence.high < case.smallest):
        return Verdict.FLAT
    if evidence.is_too_wide:
        return Verdict.TOO_FEW if evidence.is_too_few else Verdict.TOO_WIDE
    return Verdict.UNCLEAR
