"""Verdicts and their reasons as people read them."""

from __future__ import annotations

import math
from fractions import Fraction

from core.catalogue.kpi_model import Kpi
from core.judgement.case import Case, Evidence, TestKind
from core.judgement.families import FamilyKind
from core.judgement.rates import MAX_HALF_WIDTH
from core.metrics import display
from core.metrics.display import NO_DATA, change_digits, sign_and_amount, signed, signed_estimate, standard_text
from core.metrics.types import ChangeKind, ChangeUnit, Detectable, Judgement, StandardStatus, Tone, Verdict

KIND_NAMES: dict[ChangeKind, str] = {"yoy": "同比", "mom": "环比", "month": "月环比", "lunar": "春节对齐"}
COUNTED_IN_FULL = "全数清点，没有抽样误差，直接比较"
OWN_VARIATION = "本单位历史波动（离散系数 "
IN_HAND_VARIATION = "在办数随进随出的自然起伏（离散系数 "
NO_UPPER_END = "无上限"
NOT_EVEN_TENFOLD = "十倍也看不出"
TOO_FEW: dict[TestKind, str] = {
    "count": "件数太少，即使翻倍或减半也看不出来",
    "rate": f"笔数太少，变化的区间宽过 ±{MAX_HALF_WIDTH * 100:.0f} 个百分点",
    "percentile": "笔数太少，即使翻倍或减半也看不出来",
}
TOO_WIDE: dict[TestKind, str] = {
    "count": "大，即使翻倍或减半也看不出来",
    "rate": f"大，变化的区间宽过 ±{MAX_HALF_WIDTH * 100:.0f} 个百分点",
    "percentile": "大，即使翻倍或减半也看不出来",
}
STANDARD_TONES: dict[StandardStatus, Tone] = {
    StandardStatus.MET: "better",
    StandardStatus.MISSED: "worse",
    StandardStatus.UNDECIDED: "none",
}


def counted_label(case: Case, verdict: Verdict) -> str:
    """Return what has become of a figure that is counted in full, as it is printed; empty of any other."""
    if case.test_kind != "census" or verdict is Verdict.NOT_COMPARABLE:
        return ""
    if verdict.is_firm:
        return "上升" if verdict is Verdict.RISE else "下降"
    sign, _ = sign_and_amount(case.exact_change or 0, case.change.unit, change_digits(case.change.unit))
    return {"+": "略升", "−": "略降"}.get(sign, "未变")


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


def reason_of(case: Case, verdict: Verdict, evidence: Evidence | None, family: FamilyKind) -> str:
    """Say why this verdict, and with what it was tested."""
    if case.obstacle:
        return case.obstacle
    gap = " " if case.change.unit is ChangeUnit.POINTS else ""
    smallest = f"值得一说的幅度 {case.smallest:g}{gap}{case.change.unit}（内部默认口径）"
    if evidence is None:
        reached = "不到" if verdict is Verdict.FLAT else "达到"
        return f"{COUNTED_IN_FULL}；变化{reached}{smallest}"
    variation = f"{IN_HAND_VARIATION if case.kpi.in_hand else OWN_VARIATION}{float(case.dispersion.phi):.1f}）"
    if verdict.is_firm:
        return f"超出{variation}，与{family}一并检验后仍成立"
    if verdict is Verdict.TOO_FEW:
        return TOO_FEW[case.test_kind]
    if verdict is Verdict.TOO_WIDE:
        return f"{variation}{TOO_WIDE[case.test_kind]}"
    if verdict is Verdict.FLAT:
        return f"整个 95% 区间不到{smallest}"
    change = case.judged_change
    if evidence.low > 0 or evidence.high < 0:
        if change is not None and abs(change) < case.smallest:
            return f"变化不到{smallest}"
        return f"单看此项超出{variation}，与{family}一并检验后不足以认定"
    return f"未超出{variation}"


def detectable_amount(detectable: Detectable, unit: str) -> str:
    """Return smallest changes such as −20%/+25% or −1.3/+1.3 个百分点, rounded up; empty where there are none.

    An end that there cannot be is left out: no count falls by more than all of it.
    """
    points = unit == ChangeUnit.POINTS
    digits = 1 if points else 0
    ends = [
        f"{sign}{_rounded_up(size, digits)}" for sign, size in zip("−+", detectable, strict=True) if size is not None
    ]
    if not ends:
        return ""
    return f"{'/'.join(ends)} {unit}" if points else "/".join(f"{end}{unit}" for end in ends)


def _rounded_up(size: float, digits: int) -> str:
    return f"{math.ceil(size * 10**digits) / 10**digits:,.{digits}f}"


def detectable_or_tenfold(detectable: Detectable, unit: str) -> str:
    """Return the smallest changes, or that not even a tenfold could be told, for a column that must say something."""
    return detectable_amount(detectable, unit) or NOT_EVEN_TENFOLD


def detectable_sentence(detectable: Detectable, unit: str) -> str:
    """Return such as 本期能看出 −20%/+25% 以上; empty where there is nothing."""
    amount = detectable_amount(detectable, unit)
    gap = " " if amount.endswith("%") else ""
    return amount and f"本期能看出 {amount}{gap}以上"


def sentence_of(case: Case, kind: ChangeKind, judged: Judgement) -> str:
    """Say all of a judgement: from, to, change, interval, verdict, reason; what could be told where nothing was."""
    name = KIND_NAMES[kind]
    if case.obstacle:
        return f"{name}不可比：{judged.reason}。"
    then, now = (amount_text(case.kpi, amount) for amount in (judged.v0, judged.v1))
    sentence = f"{name}由 {then} 到 {now}"
    change = case.exact_change
    if change is None and case.judged_change == 0:
        change = Fraction(0)  # from none to none
    if change is not None:
        sentence += f"，{_change_with_interval(case, judged, change)}"
    reason = judged.reason
    if judged.verdict is Verdict.UNCLEAR:
        reason = "；".join(filter(None, (reason, detectable_sentence(judged.detectable, case.change.unit))))
    return f"{sentence}，{judged.phrase}：{reason}。"


def _change_with_interval(case: Case, judged: Judgement, change: Fraction) -> str:
    """Return a change with its interval; of windows that differ in days the raw one, and then the one per day."""
    unit, digits = case.change.unit, judged_digits(judged, case.change.unit)
    text = signed(change, unit, digits)
    is_daily = case.change.per_day is not None
    if is_daily and case.change.change is not None:
        text = f"{signed(case.change.change, unit, digits)}，按日均 {text}"
    if judged.low is not None:
        text += f"（95% 区间 {ends_text((judged.low, judged.high), unit, digits)}）"
    return f"{text}，本期 {case.now.window.days} 天、基期 {case.base.window.days} 天" if is_daily else text


def interval_width(judged: Judgement) -> float | None:
    """Return the width of a change's interval; None where there is none, or no end to it."""
    return None if judged.low is None or judged.high is None else judged.high - judged.low


def judged_digits(judged: Judgement, unit: str) -> int:
    """Return the decimals of a judged change, of its raw change and of its interval; none of a small base."""
    return 0 if judged.verdict is Verdict.TOO_FEW else change_digits(unit, interval_width(judged))


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
