"""The audit's answer on a row: a verdict and its arithmetic."""

from __future__ import annotations

from typing import NamedTuple

from core.audit.claim import Claim
from core.audit.intervals import IntegerRange
from core.labelled_enum import LabelledEnum


class AuditVerdict(LabelledEnum):
    """The verdict on a row, the gravest first: of several findings on a row, the first speaks."""

    IMPOSSIBLE = "impossible", "不可能"
    CONTRADICTED = "contradicted", "对不上"
    HOLDS = "holds", "相符"
    POSSIBLE = "possible", "有可能"
    NOT_CHECKABLE = "not_checkable", "无从核验"


class Solutions(NamedTuple):
    """All the whole numbers that give the figure, and the quantity that they would be the number of."""

    quantity: str
    integers: IntegerRange


class Finding(NamedTuple):
    """A verdict on a row with its arithmetic in one Chinese sentence."""

    claim: Claim
    verdict: AuditVerdict
    reason: str
    solutions: Solutions | None = None


def merge_findings(findings: list[Finding]) -> Finding:
    """Merge several findings on the same row: the gravest verdict, and every reason of that verdict."""
    severity = list(AuditVerdict)
    gravest = min(findings, key=lambda finding: severity.index(finding.verdict))
    reasons = dict.fromkeys(finding.reason for finding in findings if finding.verdict is gravest.verdict)
    return gravest._replace(reason="；".join(reasons))
