"""A change taken apart, in words: nothing is called a cause, and what may be chance is said to be."""

from __future__ import annotations

from fractions import Fraction

from core.board.change_text import MARKS, headline_of, render
from core.catalogue.kpi_model import Kpi
from core.features.stations.types import ChangeComponent, ChangeDecomposition
from core.metrics.display import figure_text, rounded, signed
from core.metrics.types import ChangeUnit, Figure

ONLY_SUMS = "总的{verdict}：下面只是把差数分到各部分，不说明原因。"
STANDS = "各部分一并判断，站得住的是：{parts}。"
NONE_STANDS = "各部分一并判断，没有哪一部分单独站得住：说不出是哪一部分带动的。"
TWO_PARTS = "差 {whole}，其中各部分自身的率 {rate}，各部分占比的变动 {mix}。"
REVERSED = "注意：总的率{way}，可每一部分的率都{other}。占比变了（辛普森悖论），总的升降不能当作工作的升降。"
ROUNDED = "各数按末位四舍五入，显示的数相加可能差末位 1。"


def sentences(kpi: Kpi, moved: ChangeDecomposition) -> list[str]:
    """What may be said of a change and of its parts; why it is not taken apart, if so."""
    found = [headline_of(kpi, render(kpi, moved.change, moved.judgement))]
    if not moved.components:
        return [*found, moved.reason]
    if kpi.kind == "rate":
        told = {"whole": moved.contribution, "rate": moved.contribution - moved.mix_effect, "mix": moved.mix_effect}
        found.append(TWO_PARTS.format(**{name: contribution_text(kpi, value) for name, value in told.items()}))
    firm = [part for part in moved.components if part.judgement is not None and part.judgement.verdict.is_firm]
    whole = moved.judgement.verdict
    if not whole.is_firm:
        found.append(ONLY_SUMS.format(verdict=whole))
    if firm:
        found.append(STANDS.format(parts="、".join(f"{part.zh} {verdict_text(part)}" for part in firm)))
    elif whole.is_firm:
        found.append(NONE_STANDS)
    if moved.is_reversed:
        up = moved.contribution > 0
        found.append(REVERSED.format(way="升" if up else "降", other="降" if up else "升"))
    return found


def verdict_text(part: ChangeComponent) -> str:
    """A part's judgement with its shape; empty of what is left over."""
    if part.judgement is None:
        return ""
    return f"{MARKS[part.judgement.verdict]} {part.judgement.verdict}"


def contribution_text(kpi: Kpi, added: Fraction, *, unit: bool = True) -> str:
    """What a part has added, with its sign: events as they are counted, of a rate 个百分点 to the second decimal."""
    number = signed(float(added * 100), "", 2) if kpi.kind == "rate" else signed(float(added), "", 0)
    return f"{number} {ChangeUnit.POINTS if kpi.kind == 'rate' else kpi.unit}" if unit else number


def rounding_note(kpi: Kpi, moved: ChangeDecomposition) -> str:
    """That the numbers shown do not add up to the last digit, where they do not."""
    if kpi.kind != "rate":
        return ""
    shown = [_hundredths(part.contribution) for part in moved.components]
    both = [
        _hundredths(part.contribution - part.mix_effect) + _hundredths(part.mix_effect) for part in moved.components
    ]
    return "" if sum(shown) == _hundredths(moved.contribution) and shown == both else ROUNDED


def _hundredths(added: Fraction) -> Fraction:
    return Fraction(rounded(float(added * 100), 2).replace(",", ""))


def span_text(kpi: Kpi, then: Figure, now: Figure) -> str:
    """Such as 50 → 43 起, or 91.18%（31/34） → 89.29%（25/28）."""
    before = counts_text(kpi, then)
    return f"{before if kpi.kind == 'rate' else before.removesuffix(f' {kpi.unit}')} → {counts_text(kpi, now)}"


def counts_text(kpi: Kpi, figure: Figure) -> str:
    """A part's figure: a count, or a rate with both of its counts."""
    if kpi.kind != "rate" or figure.denominator is None:
        return figure_text(kpi, figure)
    return f"{figure_text(kpi, figure)}（{rounded(figure.numerator or 0, 0)}/{rounded(figure.denominator, 0)}）"
