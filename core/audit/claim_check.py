"""The check of a row by itself, as its kind calls for."""

from __future__ import annotations

from core.audit.claim import Claim, ClaimKind
from core.audit.finding import AuditVerdict, Finding, Solutions
from core.audit.intervals import integers_in
from core.audit.number_text import integers_text
from core.audit.printed_figure import SCALES, PrintedFigure
from core.audit.quotient import Quotient
from core.catalogue.model import Catalogue

MEASURED = ("元", "小时", "分钟", "秒", "天", "年", "公里", "千米", "米", "亩", "公顷", "吨", "公斤", "千克")
RATE_SUFFIXES = ("_rate", "_share", "率", "占比")  # of the names that files give to KPIs


def is_rate(kpi: str, catalogue: Catalogue) -> bool:
    """Return True if a KPI is itself a rate: by the catalogue, or by its name where the catalogue lacks it."""
    declared = catalogue.kpis.get(kpi)
    return declared.kind in ("rate", "ratio") if declared else kpi.endswith(RATE_SUFFIXES)


def ratio_scale(claim: Claim, catalogue: Catalogue) -> int | None:
    """Return what a ratio of the catalogue, printed in the ratio's own unit, is multiplied by; None of another row."""
    declared = catalogue.kpis.get(claim.kpi)
    is_ratio = declared is not None and declared.kind == "ratio" and declared.unit == claim.unit
    return declared.scale if declared is not None and is_ratio and claim.kind is ClaimKind.RATE else None


def check_claim(claim: Claim, catalogue: Catalogue) -> Finding:
    """Return the verdict on one row, by its own counts."""
    if claim.kind is ClaimKind.TARGET:
        return Finding(claim, AuditVerdict.NOT_CHECKABLE, "这是目标或标准，不是统计结果，不作核验")
    if claim.figure is None:
        return Finding(claim, AuditVerdict.NOT_CHECKABLE, f"“{claim.reported}”不是一个可核验的数")
    if claim.kind is ClaimKind.COUNT:
        return check_count(claim, claim.figure)
    per = claim.figure.per or ratio_scale(claim, catalogue)
    if per is None:
        return Finding(claim, AuditVerdict.NOT_CHECKABLE, f"单位是“{claim.unit}”，不是 % 或 ‰，无从核验")
    quotient = quotient_of(claim, claim.figure, per, catalogue)
    if claim.kind is ClaimKind.YOY and is_rate(claim.kpi, catalogue):
        by_figure_alone = quotient.check(None, None)
        if by_figure_alone.verdict is AuditVerdict.IMPOSSIBLE:
            return by_figure_alone
        ambiguity = f"比率的同比 {claim.printed} 有歧义：是相对变化（%），还是相差的百分点，原文没有说明"
        return Finding(claim, AuditVerdict.NOT_CHECKABLE, ambiguity)
    return quotient.check(claim.numerator, claim.denominator)


def quotient_of(claim: Claim, figure: PrintedFigure, per: int, catalogue: Catalogue) -> Quotient:
    """Return the division behind a rate or a change. A rate of the catalogue is a part of a whole."""
    if claim.kind is ClaimKind.YOY:
        return Quotient(claim, figure, per, -per, is_fraction=False, numerator_name="本期数", denominator_name="基期数")
    declared = catalogue.kpis.get(claim.kpi)
    is_fraction = declared is not None and declared.kind == "rate"
    return Quotient(claim, figure, per, 0, is_fraction, numerator_name="分子", denominator_name="分母")


def check_count(claim: Claim, figure: PrintedFigure) -> Finding:
    """Check a count against the numerator; the denominator, where given, is the total that it is among."""
    possible, printed = claim.possible_values(figure), claim.printed
    count, total = claim.numerator, claim.denominator
    among = f"，在总数 {total:,} 之内" if total is not None else ""
    if count is not None and total is not None and count > total:
        return Finding(claim, AuditVerdict.CONTRADICTED, f"部分 {count:,} 大于总数 {total:,}")
    if count is not None:
        comparison = f"计数 {count:,}{among}，与所报 {printed} "
        if count in possible:
            return Finding(claim, AuditVerdict.HOLDS, f"{comparison}相符")
        return Finding(claim, AuditVerdict.CONTRADICTED, f"{comparison}不符")
    if not claim.unit.lstrip("".join(SCALES)).startswith(MEASURED) and integers_in(possible) is None:
        return Finding(claim, AuditVerdict.IMPOSSIBLE, f"计数只能是 0 或正整数，所报 {printed} 不可能")
    if total is None:
        return Finding(claim, AuditVerdict.NOT_CHECKABLE, f"没有给出可与 {printed} 对照的计数，无从核验")
    integers = integers_in(possible, 0, total)
    if integers is None:
        return Finding(claim, AuditVerdict.IMPOSSIBLE, f"所报 {printed} 超过总数 {total:,}，不可能")
    reason = f"总数 {total:,}，所报 {printed} 即 {integers_text(integers)}，没有超过"
    return Finding(claim, AuditVerdict.POSSIBLE, reason, Solutions("计数", integers))
