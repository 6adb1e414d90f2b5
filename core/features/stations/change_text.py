"""A decomposed change in words: nothing is called a cause, and what may be chance is said to be."""

from __future__ import annotations

from fractions import Fraction

from core.board.change_text import MARKS, headline_of, render
from core.catalogue.kpi_model import Kpi
from core.features.stations.types import ChangeComponent, ChangeDecomposition
from core.metrics.display import figure_text, rounded, signed
from core.metrics.types import ChangeUnit, Figure

ONLY_SUMS = "总的{verdict}：下面只是把差数分到各部分，不说明原因。"
SIGNIFICANT = "各部分一并判断，站得住的是：{components}。"
NONE_SIGNIFICANT = "各部分一并判断，没有哪一部分单独站得住：说不出是哪一部分带动的。"
TWO_EFFECTS = "差 {total}，其中各部分自身的率 {rate}，各部分占比的变动 {mix}。"
REVERSED = "注意：总的率{direction}，可每一部分的率都{opposite}。占比变了（辛普森悖论），总的升降不能当作工作的升降。"
ROUNDED = "各数按末位四舍五入，显示的数相加可能差末位 1。"


def sentences(kpi: Kpi, decomposition: ChangeDecomposition) -> list[str]:
    """The change and its components in words, or why there is no decomposition."""
    texts = [headline_of(kpi, render(kpi, decomposition.change, decomposition.judgement))]
    if not decomposition.components:
        return [*texts, decomposition.reason]
    if kpi.kind == "rate":
        total, mix = decomposition.contribution, decomposition.mix_effect
        effects = {"total": total, "rate": total - mix, "mix": mix}
        texts.append(TWO_EFFECTS.format(**{name: contribution_text(kpi, effect) for name, effect in effects.items()}))
    is_firm = decomposition.judgement.verdict.is_firm
    if not is_firm:
        texts.append(ONLY_SUMS.format(verdict=decomposition.judgement.phrase))
    significant = [
        f"{component.zh} {verdict_text(component)}"
        for component in decomposition.components
        if component.judgement is not None and component.judgement.verdict.is_firm
    ]
    if significant:
        texts.append(SIGNIFICANT.format(components="、".join(significant)))
    elif is_firm:
        texts.append(NONE_SIGNIFICANT)
    if decomposition.is_reversed:
        rises = decomposition.contribution > 0
        texts.append(REVERSED.format(direction="升" if rises else "降", opposite="降" if rises else "升"))
    return texts


def verdict_text(component: ChangeComponent) -> str:
    """A component's verdict with its shape; empty of the remainder."""
    if component.judgement is None:
        return ""
    return f"{MARKS[component.judgement.verdict]} {component.judgement.label}"


def contribution_text(kpi: Kpi, contribution: Fraction, *, unit: bool = True) -> str:
    """A contribution with its sign: events as they are counted, of a rate 个百分点 to the second decimal."""
    if kpi.kind == "rate":
        number, unit_text = signed(contribution * 100, "", 2), str(ChangeUnit.POINTS)
    else:
        number, unit_text = signed(contribution, "", 0), kpi.unit
    return f"{number} {unit_text}" if unit else number


def rounding_note(kpi: Kpi, decomposition: ChangeDecomposition) -> str:
    """Note that the numbers shown do not add up to the last digit; empty where they do."""
    if kpi.kind != "rate":
        return ""
    contributions = [_hundredths(component.contribution) for component in decomposition.components]
    summed_effects = [
        _hundredths(component.contribution - component.mix_effect) + _hundredths(component.mix_effect)
        for component in decomposition.components
    ]
    adds_up = sum(contributions) == _hundredths(decomposition.contribution) and contributions == summed_effects
    return "" if adds_up else ROUNDED


def _hundredths(contribution: Fraction) -> Fraction:
    return Fraction(rounded(contribution * 100, 2).replace(",", ""))


def span_text(kpi: Kpi, base_figure: Figure, figure: Figure) -> str:
    """Both figures, such as 50 → 43 起, or 91.18%（31/34） → 89.29%（25/28）."""
    before = counts_text(kpi, base_figure)
    return f"{before if kpi.kind == 'rate' else before.removesuffix(f' {kpi.unit}')} → {counts_text(kpi, figure)}"


def counts_text(kpi: Kpi, figure: Figure) -> str:
    """A component's figure: a count, or a rate with both of its counts."""
    if kpi.kind != "rate" or figure.denominator is None:
        return figure_text(kpi, figure)
    return f"{figure_text(kpi, figure)}（{rounded(figure.numerator or 0, 0)}/{rounded(figure.denominator, 0)}）"
