"""Verdicts and their reasons as people read them."""

from __future__ import annotations

import math

from core.catalogue.model import Kpi
from core.judgement.case import Case, Evidence
from core.judgement.rates import MAX_HALF_WIDTH
from core.metrics.display import change_digits, rounded, rounded_rate, signed, standard_text
from core.metrics.types import ChangeKind, StandardStatus, Tone, Verdict

KIND_NAMES: dict[ChangeKind, str] = {"yoy": "同比", "mom": "环比", "month": "月环比", "lunar": "春节对齐"}
COUNTED = "全数清点，没有抽样误差，直接比较"
OWN = "本单位历史波动（离散系数 "
IN_HAND = "在办数随进随出的自然起伏（离散系数 "


def verdict_tone(kpi: Kpi, verdict: Verdict) -> Tone:
    """Better or worse, by the verdict and the way that is better."""
    way = {Verdict.RISE: "up", Verdict.FALL: "down"}.get(verdict)
    if way is None or kpi.direction == "none":
        return "none"
    return "better" if way == kpi.direction else "worse"


def standard_tone(status: StandardStatus) -> Tone:
    """Met is better, missed is worse."""
    tones: dict[StandardStatus, Tone] = {
        StandardStatus.MET: "better",
        StandardStatus.MISSED: "worse",
        StandardStatus.UNDECIDED: "none",
    }
    return tones[status]


def ends_text(ends: tuple[float, float | None], unit: str, digits: int) -> str:
    """Such as −8.2% 至 +4.3%, or −0.3 至 +1.2 个百分点."""
    low, high = ends
    upper = "无上限" if high is None or math.isinf(high) else signed(high, unit, digits)
    lower = signed(low, unit, digits)
    return f"{lower.removesuffix(f' {unit}') if upper.endswith(f' {unit}') else lower} 至 {upper}"


def reason_of(case: Case, verdict: Verdict, evidence: Evidence | None) -> str:
    """Why this verdict."""
    if case.obstacle:
        return case.obstacle
    smallest = f"{case.smallest:g}{case.change.unit}"
    if evidence is None:
        over = verdict is not Verdict.NORMAL
        return f"{COUNTED}；变化{'达到' if over else '不到'}值得一说的幅度 {smallest}（内部默认口径）"
    wild = f"{IN_HAND if case.kpi.in_hand else OWN}{float(case.dispersion.phi):.1f}）"
    if verdict.is_firm:
        return f"超出{wild}，与同屏各项一并检验后仍成立"
    if verdict is Verdict.TOO_FEW:
        return {
            "count": "件数太少，即使翻倍或减半也看不出来",
            "rate": f"笔数太少，变化的区间宽过 ±{MAX_HALF_WIDTH * 100:.0f} 个百分点",
        }.get(case.test_kind, "笔数太少，即使翻倍或减半也看不出来")
    moved = case.judged_change
    if moved is not None and abs(moved) < case.smallest:
        return f"变化不到值得一说的幅度 {smallest}（内部默认口径）"
    if evidence.low > 0 or evidence.high < 0:
        return f"单看此项超出{wild}，与同屏各项一并检验后不足以认定"
    return f"未超出{wild}"


def sentence_of(case: Case, kind: ChangeKind, verdict: Verdict, reason: str, ends: tuple[float, float] | None) -> str:
    """The whole of it: from, to, change, interval, verdict, reason."""
    name = KIND_NAMES[kind]
    if case.obstacle:
        return f"{name}不可比：{reason}。"
    told = f"{name}由 {amount_text(case.kpi, case.base.figure.value)} 到 {amount_text(case.kpi, case.now.figure.value)}"
    moved = case.judged_change
    if moved is not None and not math.isinf(moved):
        days, base_days = case.now.window.days, case.base.window.days
        daily = "按日均 " if case.test_kind == "count" and case.kpi.basis != "stock" and days != base_days else ""
        unit = case.change.unit
        digits = change_digits(unit, None if ends is None else ends[1] - ends[0])
        told += f"，{daily}{signed(moved, unit, digits)}"
        if ends is not None:
            told += f"（95% 区间 {ends_text(ends, unit, digits)}）"
        told += f"，本期 {days} 天、基期 {base_days} 天" if daily else ""
    return f"{told}，{verdict}：{reason}。"


def amount_text(kpi: Kpi, value: float | None) -> str:
    """A KPI's value with its unit."""
    if value is None:
        return "—"
    return f"{rounded_rate(value, kpi.digits)}%" if kpi.kind == "rate" else f"{rounded(value, kpi.digits)} {kpi.unit}"


def standard_sentence(kpi: Kpi, value: float, status: StandardStatus, ends: tuple[float, float] | None) -> str:
    """The figure, its interval, the standard, the verdict."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    told = amount_text(kpi, value)
    if ends is not None:
        told += f"（95% 区间 {amount_text(kpi, ends[0])} 至 {amount_text(kpi, ends[1])}）"
    return f"{told}，标准 {standard_text(kpi, kpi.standard)}，{status}。"
