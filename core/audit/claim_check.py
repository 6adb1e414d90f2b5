"""A row by itself: the check that its kind calls for."""

from __future__ import annotations

from core.audit.claim import Claim
from core.audit.finding import Finding, Solutions
from core.audit.intervals import integers_in
from core.audit.number_text import integers_text
from core.audit.printed_figure import PrintedFigure
from core.audit.quotient import Quotient
from core.catalogue.model import Catalogue

MEASURED = ("元", "小时", "分钟", "秒", "天", "年", "公里", "千米", "米", "亩", "公顷", "吨", "公斤", "千克")


def is_rate(kpi: str, catalogue: Catalogue) -> bool:
    """Whether a KPI is itself a rate: by the catalogue, or by its name where the catalogue does not know it."""
    known = catalogue.kpis.get(kpi)
    return known.kind in ("rate", "ratio") if known else kpi.endswith(("_rate", "_share", "率", "占比"))


def check_claim(claim: Claim, catalogue: Catalogue) -> Finding:
    """The verdict on one row, by its own counts."""
    if claim.kind == "target":
        return Finding(claim, "not_checkable", "这是目标或标准，不是统计结果，不作核验")
    if claim.figure is None:
        return Finding(claim, "not_checkable", f"“{claim.reported}”不是一个可核验的数")
    if claim.kind == "count":
        return check_count(claim, claim.figure)
    if claim.figure.per is None:
        return Finding(claim, "not_checkable", f"单位是“{claim.unit}”，不是 % 或 ‰，无从核验")
    quotient = quotient_of(claim, claim.figure, claim.figure.per, catalogue)
    if claim.kind == "yoy" and is_rate(claim.kpi, catalogue):
        beyond = quotient.check(None, None)
        ambiguous = f"比率的同比 {claim.printed} 有歧义：是相对变化（%），还是相差的百分点，原文没有说明"
        return beyond if beyond.verdict == "impossible" else Finding(claim, "not_checkable", ambiguous)
    return quotient.check(claim.numerator, claim.denominator)


def quotient_of(claim: Claim, stated: PrintedFigure, per: int, catalogue: Catalogue) -> Quotient:
    """The division behind a rate or a change. What the catalogue calls a rate is a part of a whole."""
    if claim.kind == "yoy":
        return Quotient(claim, stated, per, -per, is_fraction=False, numerator_name="本期数", denominator_name="基期数")
    known = catalogue.kpis.get(claim.kpi)
    return Quotient(
        claim,
        stated,
        per,
        0,
        is_fraction=known is not None and known.kind == "rate",
        numerator_name="分子",
        denominator_name="分母",
    )


def check_count(claim: Claim, stated: PrintedFigure) -> Finding:
    """A count against the numerator; the denominator, where given, is the whole that it is among."""
    span, printed = claim.possible_values(stated), claim.printed
    part, whole = claim.numerator, claim.denominator
    among = f"，在总数 {whole:,} 之内" if whole is not None else ""
    if part is not None and whole is not None and part > whole:
        return Finding(claim, "contradicted", f"部分 {part:,} 大于总数 {whole:,}")
    if part is not None:
        told = f"计数 {part:,}{among}，与所报 {printed} "
        return Finding(claim, "holds", told + "相符") if part in span else Finding(claim, "contradicted", told + "不符")
    if not claim.unit.lstrip("万亿萬億").startswith(MEASURED) and integers_in(span) is None:
        return Finding(claim, "impossible", f"计数只能是 0 或正整数，所报 {printed} 不可能")
    if whole is None:
        return Finding(claim, "not_checkable", f"没有给出可与 {printed} 对照的计数，无从核验")
    wholes = integers_in(span, 0, whole)
    if wholes is None:
        return Finding(claim, "impossible", f"所报 {printed} 超过总数 {whole:,}，不可能")
    reason = f"总数 {whole:,}，所报 {printed} 即 {integers_text(wholes)}，没有超过"
    return Finding(claim, "possible", reason, Solutions("计数", wholes))
