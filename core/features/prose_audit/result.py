"""Findings on one file as rows for scripts, and their tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.audit.finding import AuditVerdict
from core.features.prose_audit.types import ProseFinding


def json_rows(findings: Sequence[ProseFinding]) -> list[dict[str, str]]:
    """Return the findings for scripts."""
    return [
        {
            "place": finding.place,
            "quote": finding.quote,
            "printed": finding.printed,
            "verdict": str(finding.verdict),
            "verdict_zh": finding.verdict.label,
            "reason": finding.reason,
            "question": finding.question,
        }
        for finding in findings
    ]


def tally_text(findings: Sequence[ProseFinding]) -> str:
    """Return such as 共 12 处：对不上 1，相符 11."""
    counts = Counter(finding.verdict for finding in findings)
    phrases = [f"{verdict.label} {counts[verdict]}" for verdict in AuditVerdict if counts[verdict]]
    question_count = sum(bool(finding.question) for finding in findings)
    return (
        f"共 {len(findings)} 处："
        + "，".join(phrases)
        + (f"；其中 {question_count} 处要请人核对" if question_count else "")
    )
