"""The audit of a file's figures: every row by itself, then the rows of each bulletin together."""

from __future__ import annotations

from collections.abc import Sequence

from core.audit.claim import Claim
from core.audit.finding import Finding, merged
from core.audit.single import check
from core.audit.together import check_together
from core.catalogue.model import Catalogue


def audit(claims: Sequence[Claim], catalogue: Catalogue) -> list[Finding]:
    """A finding for every claim, in their order."""
    found = {claim.row: [check(claim, catalogue)] for claim in claims}
    for finding in check_together(claims, catalogue):
        found[finding.claim.row].append(finding)
    return [merged(found[claim.row]) for claim in claims]
