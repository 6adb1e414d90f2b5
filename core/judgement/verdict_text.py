"""Verdicts and their reasons as people read them."""

from __future__ import annotations

import math
from fractions import Fraction

from core.catalogue.kpi_model import Kpi
from core.judgement.case import Case, Evidence, TestKind
from core.judgement.rates import MAX_HALF_WIDTH
from core.metrics import display
from core.metrics.display import NO_DATA, change_digits, signed, signed_estimate, standard_text
from core.metrics.types import ChangeKind, ChangeUnit, StandardStatus, Tone, Verdict

KIND_NAMES: dict[ChangeKind, str] = {"yoy": "同比", "mom": "环比", "month": "月环比", "lunar": "春节对齐"}
COUNTED_IN_FULL = "全数清点，没有抽样误差，直接比较"
OWN_VARIATION = "本单位历史波动（离散系数 "
IN_HAND_VARIATION = "在办数随进随出的自然起伏（离散系数 "
NO_UPPER_END = "无上限"
TOO_FEW: dict[TestKind, str] = {
    "count": "件数太少，即使翻倍或减半也看不出来",
    "rate": f"笔数太少，变化的区间宽过 ±{MAX_HALF_WIDTH * 100:.0f} 个百分点",
    "percentile": "笔数太少，即使翻倍或减半也看不出来",
}
STANDARD_TONES: dict[StandardStatus, Tone] = {
    StandardStatus.MET: "better",
    StandardStatus.MISSED: "worse",
    StandardStatus.UNDECIDED: "none",
}


def verdict_tone(kpi: Kpi, verdict: Verdict) -> Tone:
    """Return better or worse, by the verdict and the KPI's better direction."""
    if not verdict.is_firm or kpi.direction == "none":
        return "none"
    return "better" if (verdict is Verdict.RISE) == (kpi.direction == "up") else "worse"


def ends_text(interval: tuple[float, float | None], unit: str, digits: int) -> str:
    """Return an interval such as −8.2% 至 +4.3%, or −0.3 至 +1.2 个百分点."""
    low, high = interval
    if high is None or math.isinf(high):
        return f"{signed_estimate(low, unit, digits)} 至 {NO_UPPER_END}"
    lower = signed_estimate(low, "" if unit == ChangeUnit.POINTS else unit, digits)
    return f"{lower} 至 {signed_estimate(high, unit, digits)}"


def reason_of(case: Case, verdict: Verdict, evidence: Evidence | None) -> str:
    """Say why this verdict."""
    if case.obstacle:
        return case.obstacle
    smallest = f"值得一说的幅度 {case.smallest:g}{case.change.unit}（内部默认口径）"
    if evidence is None:
        reached = "不到" if verdict is Verdict.FLAT else "达到"
        return f"{COUNTED_IN_FULL}；变化{reached}{smallest}"
    variation = f"{IN_HAND_VARIATION if case.kpi.in_hand else OWN_VARIATION}{float(case.dispersion.phi):.1f}）"
    if verdict.is_firm:
        return f"超出{variation}，与同屏各项一并检验后仍成立"
    if verdict is Verdict.TOO_FEW:
        return TOO_FEW[case.test_kind]
    if verdict is Verdict.FLAT:
        return f"整个 95% 区间不到{smallest}"
    change = case.judged_change
    if evidence.low > 0 or evidence.high < 0:
        if change is not None and abs(change) < case.smallest:
            return f"变化不到{smallest}"
        return f"单看此项超出{variation}，与同屏各项一并检验后不足以认定"
    return f"未超出{variation}"


def detectable_amount(detectable: float, unit: str) -> str:
    """Return a smallest change such as ±25% or ±1.3 个百分点, rounded up."""
    if unit == ChangeUnit.POINTS:
        return f"±{math.ceil(detectable * 10) / 10:.1f} {unit}"
    return f"±{math.ceil(detectable)}{unit}"


def detectable_sentence(detectable: float, unit: str) -> str:
    """Return such as 本期能看出 ±25% 以上."""
    return f"本期能看出 {detectable_amount(detectable, unit)} 以上"


def sentence_of(
    case: Case,
    kind: ChangeKind,
    verdict: Verdict,
    reason: str,
    interval: tuple[float, float] | None,
    detectable: float | None = None,
) -> str:
    """Say all of a judgement: from, to, change, interval, verdict, reason; what could be told where nothing was."""
    name = KIND_NAMES[kind]
    if case.obstacle:
        return f"{name}不可比：{reason}。"
    base, now = (amount_text(case.kpi, compared.figure.exact) for compared in (case.base, case.now))
    sentence = f"{name}由 {base} 到 {now}"
    change = case.exact_change
    if change is None and case.judged_change == 0:
        change = Fraction(0)  # from none to none
    if change is not None:
        days, base_days = case.now.window.days, case.base.window.days
        is_daily = case.test_kind == "count" and case.kpi.basis != "stock" and days != base_days
        unit = case.change.unit
        digits = change_digits(unit, None if interval is None else interval[1] - interval[0])
        sentence += f"，{'按日均 ' if is_daily else ''}{signed(change, unit, digits)}"
        if interval is not None:
            sentence += f"（95% 区间 {ends_text(interval, unit, digits)}）"
        if is_daily:
            sentence += f"，本期 {days} 天、基期 {base_days} 天"
    if verdict is Verdict.UNCLEAR and detectable is not None:
        reason = f"{reason}；{detectable_sentence(detectable, case.change.unit)}"
    return f"{sentence}，{verdict.phrase}：{reason}。"


def amount_text(kpi: Kpi, exact: Fraction | None) -> str:
    """Return a KPI's value with its unit, or — where there is none."""
    return NO_DATA if exact is None else display.amount_text(kpi, exact)


def standard_sentence(kpi: Kpi, exact: Fraction, status: StandardStatus, interval: tuple[float, float] | None) -> str:
    """Say the figure, its interval, the standard, and whether it is met."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    figure = display.amount_text(kpi, exact)
    if interval is not None:
        low, high = (display.amount_estimate_text(kpi, end) for end in interval)
        figure += f"（95% 区间 {low} 至 {high}）"
    return f"{figure}，标准 {standard_text(kpi, kpi.standard)}，{status}。"
