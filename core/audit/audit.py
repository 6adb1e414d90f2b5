"""The audit of a file's figures: every row by itself, then the rows of each bulletin together."""

from __future__ import annotations

from collections.abc import Sequence

from core.audit.claim import Claim
from core.audit.claim_check import check_claim
from core.audit.cross_check import cross_check
from core.audit.finding import Finding, merge_findings
from core.catalogue.model import Catalogue


def audit(claims: Sequence[Claim], catalogue: Catalogue) -> list[Finding]:
    """Return a finding for every claim, in their order."""
    findings = {claim.row: [check_claim(claim, catalogue)] for claim in claims}
    for finding in cross_check(claims, catalogue):
        findings[finding.claim.row].append(finding)
    return [merge_findings(findings[claim.row]) for claim in claims]
