"""What the audit says of a row."""

from __future__ import annotations

from typing import Literal, NamedTuple

from core.audit.claim import Claim
from core.audit.intervals import IntegerRange

AuditVerdict = Literal["holds", "contradicted", "impossible", "possible", "not_checkable"]
VERDICTS: dict[AuditVerdict, str] = {  # the gravest first: of several findings on a row, the first speaks
    "impossible": "不可能",
    "contradicted": "对不上",
    "holds": "相符",
    "possible": "有可能",
    "not_checkable": "无从核验",
}


class Solutions(NamedTuple):
    """Whole numbers that give the figure, all of them, and what they would be the number of."""

    quantity: str
    integers: IntegerRange


class Finding(NamedTuple):
    """A verdict on a row with its arithmetic in one Chinese sentence."""

    claim: Claim
    verdict: AuditVerdict
    reason: str
    solutions: Solutions | None = None


def merge_findings(findings: list[Finding]) -> Finding:
    """One finding of several on the same row: the gravest verdict, and every reason of that verdict."""
    order = list(VERDICTS)
    gravest = min(findings, key=lambda finding: order.index(finding.verdict))
    reasons = dict.fromkeys(finding.reason for finding in findings if finding.verdict == gravest.verdict)
    return gravest._replace(reason="；".join(reasons))
