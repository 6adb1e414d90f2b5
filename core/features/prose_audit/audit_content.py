"""The audit of a bulletin's content: every sentence, every table, and what is printed of the bureau's own figures."""

from __future__ import annotations

from typing import NamedTuple

from core.audit.finding import AuditVerdict
from core.catalogue.model import Catalogue
from core.features.prose_audit.claims import Checker
from core.features.prose_audit.plain_text import plain, sentences
from core.features.prose_audit.sentence import SentenceReader
from core.features.prose_audit.tables import check_table
from core.features.prose_audit.types import FileContent, PrintedCount, ProseFinding, TextBlock

LONGEST_SENTENCE = 1000  # characters; a long one of a bulletin has two hundred
_QUOTED = 20
TOO_LONG = "一句超过 1,000 字，读不出哪些数在一起，没有核验：请分成几句"
GRAVE = (AuditVerdict.IMPOSSIBLE, AuditVerdict.CONTRADICTED)


class AuditedContent(NamedTuple):
    """The findings in the order of the file, the figures printed by name, and remarks on the file itself."""

    findings: list[ProseFinding]
    printed: list[PrintedCount]
    remarks: tuple[str, ...]


def audit_content(content: FileContent, catalogue: Catalogue) -> AuditedContent:
    """Audit all that a file says."""
    findings: list[ProseFinding] = []
    printed: list[PrintedCount] = []
    for block in content.blocks:
        if isinstance(block, TextBlock):
            findings_of_block, named = audit_text(block, catalogue)
        else:
            findings_of_block, named = check_table(Checker(catalogue, block.place, ""), block)
        findings += findings_of_block
        printed += named
    return AuditedContent(findings, printed, content.remarks)


def audit_text(block: TextBlock, catalogue: Catalogue) -> tuple[list[ProseFinding], list[PrintedCount]]:
    """Audit a paragraph, sentence by sentence."""
    findings: list[ProseFinding] = []
    printed: list[PrintedCount] = []
    for sentence in sentences(block.text):
        if len(sentence) > LONGEST_SENTENCE:  # reading takes the square of it
            quote = f"{sentence.strip()[:_QUOTED]}…"
            findings.append(ProseFinding(block.place, quote, "", AuditVerdict.NOT_CHECKABLE, TOO_LONG))
            continue
        reader = SentenceReader(Checker(catalogue, block.place, sentence.strip()))
        reader.read(plain(sentence))
        findings += reader.findings
        printed += reader.printed
    return findings, printed
