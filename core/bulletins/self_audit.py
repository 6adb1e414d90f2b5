"""The audit of a bulletin before it leaves: every digit on paper has a claim, and every claim is true.

Claims go through the product's own audit of printed figures (core/audit), which works each out from its counts and
holds the counts of one unit and period together; differences of rates, which it cannot read, are worked out here.
What people wrote is read sentence by sentence, as anybody's bulletin is (core/features/prose_audit).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from core.audit.audit import audit
from core.audit.claim import COLUMNS, read_claims
from core.audit.finding import AuditVerdict
from core.audit.intervals import rounding_interval
from core.bulletins.claim_row import POINTS, ClaimRow, printed
from core.bulletins.document import BulletinDocument, BulletinTable, Chart, Paragraph
from core.catalogue.model import Catalogue
from core.features.prose_audit.audit_content import GRAVE, audit_text
from core.features.prose_audit.types import TextBlock

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class DocumentFault(NamedTuple):
    """Something on paper that does not stand: where, what, and why (Chinese); `is_written` in a person's own words."""

    place: str
    printed: str
    reason: str
    is_written: bool = False


class AuditResult(NamedTuple):
    """The faults, and how many figures were found to hold."""

    faults: tuple[DocumentFault, ...]
    holding: int

    @property
    def line(self) -> str:
        """One sentence on it (Chinese)."""
        if self.faults:
            return f"勾稽核验：{len(self.faults)} 处不能成立，{self.holding} 个数成立。"
        return f"勾稽核验：{self.holding} 个数全部由所据计数重算成立。"


def audit_document(document: BulletinDocument, catalogue: Catalogue) -> AuditResult:
    """Audit all that a bulletin prints."""
    claims = document.claims()
    points = [claim for claim in claims if claim.kind == POINTS]
    others = [claim for claim in claims if claim.kind != POINTS]
    faults = [*_unclaimed(document), *_false_points(points), *_false_claims(document.title, others, catalogue)]
    faults += _false_words(document, catalogue)
    false_claims = sum(not fault.is_written for fault in faults)
    return AuditResult(tuple(faults), max(0, len(claims) - false_claims))


def audit_rows(document: BulletinDocument) -> list[tuple[object, ...]]:
    """Return the claims in the columns that `fengjing audit` reads; differences of rates are not among them."""
    return [_audit_row(document.title, claim) for claim in document.claims() if claim.kind != POINTS]


def _audit_row(source: str, claim: ClaimRow) -> tuple[object, ...]:
    counts = (claim.numerator, "" if claim.denominator is None else claim.denominator)
    reported = claim.reported.removeprefix("+").replace("-", "−")  # a cell that begins with + or - might be run
    return (
        *(claim.claim, source, claim.place, claim.period, claim.kpi, claim.kind),
        *(*counts, "等于", reported, claim.unit),
    )


def _false_claims(title: str, claims: Sequence[ClaimRow], catalogue: Catalogue) -> Iterator[DocumentFault]:
    rows = [(number, [str(cell) for cell in _audit_row(title, claim)]) for number, claim in enumerate(claims, 2)]
    read, unreadable = read_claims(COLUMNS, rows)
    for fault in unreadable:
        yield DocumentFault(claims[fault.row - 2].place, fault.value, f"{fault.rule}：{fault.mend}")
    for finding in audit(read, catalogue):
        if finding.verdict is not AuditVerdict.HOLDS:
            claim = finding.claim
            yield DocumentFault(f"{claim.place} {claim.period} {claim.claim}", claim.printed, finding.reason)


def _false_points(claims: Iterable[ClaimRow]) -> Iterator[DocumentFault]:
    for claim in claims:
        place = f"{claim.place} {claim.period} {claim.claim}"
        if not claim.denominator or not claim.base_denominator or claim.base_numerator is None:
            yield DocumentFault(place, claim.reported, "两期比率的分子、分母不全，无从核验")
            continue
        now = Fraction(claim.numerator * 100, claim.denominator)
        difference = now - Fraction(claim.base_numerator * 100, claim.base_denominator)
        decimals = len(claim.reported.partition(".")[2])
        if difference not in rounding_interval(Fraction(claim.reported), Fraction(1, 10**decimals)):
            yield DocumentFault(place, claim.reported, f"两期比率相差 {float(difference):+.4f} 个百分点")


def _false_words(document: BulletinDocument, catalogue: Catalogue) -> Iterator[DocumentFault]:
    """Yield what cannot be true in the parts that people wrote, read as anybody's bulletin is."""
    for section in document.sections:
        for paragraph in section.paragraphs:
            if paragraph.written:
                findings, _ = audit_text(TextBlock(section.heading, paragraph.text), catalogue)
                for finding in findings:
                    if finding.verdict in GRAVE:
                        yield DocumentFault(
                            section.heading, finding.printed, f"人工填写：{finding.reason}", is_written=True
                        )


def _unclaimed(document: BulletinDocument) -> Iterator[DocumentFault]:
    for section in document.sections:
        for paragraph in section.paragraphs:
            if paragraph.written:
                continue
            yield from _unclaimed_in(section.heading, (paragraph.text,), paragraph)
        for chart in section.charts:
            texts = (chart.title, chart.alternative, *(point.text for point in chart.points))
            yield from _unclaimed_in(section.heading, texts, chart)
        for table in section.tables:
            yield from _unclaimed_in(section.heading, (cell for row in table.rows for cell in row), table)
    for note in document.notes:
        yield from _unclaimed_in("说明", (note.text,), note)


def _unclaimed_in(
    place: str, texts: Iterable[str], block: Paragraph | BulletinTable | Chart
) -> Iterator[DocumentFault]:
    claimed = {number for claim in block.claims for number in printed(claim)}
    for text in texts:
        unclaimed = text
        for piece in sorted(block.plain, key=len, reverse=True):
            unclaimed = unclaimed.replace(piece, "")
        for number in _NUMBER.findall(unclaimed):
            if number not in claimed:
                yield DocumentFault(place, number, f"“{text}”里的 {number} 没有所据的计数")
