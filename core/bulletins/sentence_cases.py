"""Every sentence shown with evidence just on either side of its condition, worked out by the judgement itself.

A walk holds a base and lets this period's count go up; where another rule begins to speak, the last case of the one and
the first of the other stand side by side. Each is tested alone by chance (φ = 1), so that the numbers can be followed;
on a board the unit's own dispersion and the whole family of tests make the same words need more.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.board.change_text import render
from core.bulletins.answers import ComparisonAnswer, FigureAnswer
from core.bulletins.change_state import change_facts, figure_facts
from core.bulletins.sentence_rules import SentenceRule, SentenceRules, speaking_rule
from core.bulletins.wording import figure_paragraph
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.judgement.case import KNOWN, Case, ComparedFigure, gather_evidence
from core.judgement.dispersion import Dispersion
from core.judgement.families import FamilyKind
from core.judgement.verdict import FamilyResult, judgement_of
from core.metrics.types import Change, ChangeUnit, Figure, UnitRef, Window

ALPHA = 0.05
GRID = 48  # points of a walk between which a change of rule is sought
COUNT_KPI, RATE_KPI = "criminal_alerts", "dispute_resolution_rate"
UNIT = UnitRef(0, "0", "某局", "bureau", None)


class Walk(NamedTuple):
    """A base, and the counts of this period from the least to the most; `of` is the denominator of a rate."""

    base: int
    least: int
    most: int
    days: int = 30
    base_days: int = 30
    of: int | None = None


WALKS = (
    Walk(0, 0, 40),
    Walk(4, 0, 60),
    Walk(400, 0, 900),
    Walk(400, 300, 560, 31, 30),
    Walk(40_000, 36_000, 44_000),
    Walk(40_000, 37_000, 45_500, 31, 30),
    Walk(16, 0, 20, of=20),
    Walk(3_600, 3_400, 3_800, of=4_000),
)


class SentenceCase(NamedTuple):
    """A case: its numbers in words, the rule that speaks of the change, and the whole sentence."""

    numbers: str
    rule: SentenceRule | None
    sentence: str


class Boundary(NamedTuple):
    """The last case of one rule and the first of the next."""

    below: SentenceCase
    above: SentenceCase


def boundaries(rules: SentenceRules, catalogue: Catalogue) -> Iterator[Boundary]:
    """Yield every change of rule along the walks."""
    for walk in WALKS:
        grid = sorted({*np.linspace(walk.least, walk.most, GRID).astype(int).tolist(), walk.base})
        for first, second in pairwise(grid):
            yield from _between(rules, catalogue, walk, first, second)


def _between(rules: SentenceRules, catalogue: Catalogue, walk: Walk, first: int, second: int) -> Iterator[Boundary]:
    """Halve the stretch between two counts until every change of rule in it stands between neighbours."""
    below, above = (case_of(rules, catalogue, walk, now) for now in (first, second))
    if below.rule is above.rule:
        return
    if second - first == 1:
        yield Boundary(below, above)
        return
    middle = (first + second) // 2
    yield from _between(rules, catalogue, walk, first, middle)
    yield from _between(rules, catalogue, walk, middle, second)


def case_of(rules: SentenceRules, catalogue: Catalogue, walk: Walk, now: int, obstacle: str = "") -> SentenceCase:
    """Return the case of a walk at one count."""
    kpi_id = COUNT_KPI if walk.of is None else RATE_KPI
    kpi = catalogue.kpis[kpi_id]
    this, base = Window(100, 99 + walk.days), Window(100 - walk.base_days, 99)
    figure, base_figure = (_figure(count, walk.of) for count in (now, walk.base))
    change = _change(kpi, figure, base_figure, this, base, obstacle)
    dispersion = Dispersion(np.float64(1) * np.ones(()), np.float64(KNOWN) * np.ones(()))
    smallest = catalogue.smallest_change(kpi)
    case = Case(
        kpi,
        ComparedFigure(this, figure),
        ComparedFigure(base, base_figure),
        change,
        smallest,
        dispersion,
        obstacle=obstacle,
    )
    evidence = None if obstacle else gather_evidence([case])[0]
    is_significant = evidence is not None and evidence.p <= ALPHA
    judged = judgement_of(case, evidence, "mom", FamilyResult(is_significant, ALPHA, FamilyKind.UNITS))
    text = render(kpi, change, judged)
    compared = ComparisonAnswer(change, text, "上月", change_facts(kpi, figure, change, text), "", (), ())
    answer = FigureAnswer(kpi_id, kpi, UNIT, this, figure, figure_facts(kpi, figure), (), (compared,))
    sentence = figure_paragraph(rules, answer).text
    share = "" if walk.of is None else f"/{walk.of:,}"
    days = "" if walk.days == walk.base_days else f"（本期 {walk.days} 天，上月 {walk.base_days} 天）"
    numbers = f"本期 {now:,}{share}，上月 {walk.base:,}{share}{days}"
    return SentenceCase(numbers, speaking_rule(rules.change, compared.facts), sentence)


def _figure(count: int, of: int | None) -> Figure:
    return Figure(count, of, Fraction(count, 1 if of is None else of))


def _change(kpi: Kpi, now: Figure, base: Figure, this: Window, before: Window, obstacle: str) -> Change:
    assert now.exact is not None
    assert base.exact is not None
    if obstacle:
        return Change("mom", before, base, None, ChangeUnit.PERCENT, obstacle)
    if kpi.kind == "rate":
        return Change("mom", before, base, (now.exact - base.exact) * 100, ChangeUnit.POINTS)
    if not base.exact:
        reason = f"新增 {now.numerator} {kpi.unit}" if now.numerator else "持平"
        return Change("mom", before, base, None, ChangeUnit.PERCENT, reason)
    plain = now.exact / base.exact * 100 - 100
    daily = now.exact * before.days / (base.exact * this.days) * 100 - 100 if this.days != before.days else None
    return Change("mom", before, base, plain, ChangeUnit.PERCENT, per_day=daily)


def figure_cases(rules: SentenceRules, catalogue: Catalogue) -> list[SentenceCase]:
    """Return a case of every state of a figure alone."""
    count, rate = catalogue.kpis[COUNT_KPI], catalogue.kpis[RATE_KPI]
    figures = (
        ("数据还没有到", COUNT_KPI, count, Figure(None, None, None, "数据未到")),
        ("案件还没有到办结的时候", RATE_KPI, rate, Figure(None, None, None, "未到期", is_unripe=True)),
        ("本期 0", COUNT_KPI, count, _figure(0, None)),
        ("本期 1", COUNT_KPI, count, _figure(1, None)),
        ("本期 0/20", RATE_KPI, rate, _figure(0, 20)),
        ("本期 18/20", RATE_KPI, rate, _figure(18, 20)),
    )
    cases = []
    for numbers, kpi_id, kpi, figure in figures:
        facts = figure_facts(kpi, figure)
        answer = FigureAnswer(kpi_id, kpi, UNIT, Window(100, 129), figure, facts, (), ())
        cases.append(SentenceCase(numbers, speaking_rule(rules.figure, facts), figure_paragraph(rules, answer).text))
    return cases


def incomparable_case(rules: SentenceRules, catalogue: Catalogue) -> SentenceCase:
    """Return a case that cannot be compared at all."""
    case = case_of(rules, catalogue, Walk(40, 30, 40), 44, "统计口径改过")
    return case._replace(numbers="两期口径不同")
