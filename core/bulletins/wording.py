"""Sentences of figures and changes, made by the rules, each with the claims of what it prints."""

from __future__ import annotations

from core.bulletins.answers import ComparisonAnswer, FigureAnswer, text_with_counts
from core.bulletins.change_state import FigureState
from core.bulletins.claim_row import ClaimRow
from core.bulletins.document import Paragraph
from core.bulletins.sentence_rules import SentenceRules, spoken
from core.metrics.display import rounded


def figure_paragraph(rules: SentenceRules, answer: FigureAnswer) -> Paragraph:
    """Return the sentence of a figure and its comparisons."""
    text, claims, plain = _figure_words(rules, answer)
    clauses = [text]
    if answer.facts.state is FigureState.VALUE:
        for comparison in answer.comparisons:
            clause, clause_claims, clause_plain = _change_words(rules, answer, comparison)
            clauses.append(clause)
            claims += clause_claims
            plain += clause_plain
    return Paragraph("；".join(clauses) + "。", tuple(dict.fromkeys(claims)), tuple(filter(None, plain)))


def _figure_words(rules: SentenceRules, answer: FigureAnswer) -> tuple[str, list[ClaimRow], list[str]]:
    figure = answer.figure
    slots = {
        "kpi": answer.kpi.zh,
        "figure": answer.text,
        "numerator": _count_text(figure.numerator),
        "denominator": _count_text(figure.denominator),
        "reason": figure.reason or "",
    }
    text, used = spoken(rules.figure, answer.facts, slots)
    claims = list(answer.claims) if "figure" in used else []
    return text, claims, [answer.kpi.zh, slots["reason"]]


def _count_text(count: int | None) -> str:
    return "" if count is None else rounded(count, 0)


def _change_words(
    rules: SentenceRules, answer: FigureAnswer, comparison: ComparisonAnswer
) -> tuple[str, list[ClaimRow], list[str]]:
    change, text = comparison.change, comparison.text
    slots = {
        "label": text.label,
        "base_label": comparison.base_label,
        "base": text_with_counts(answer.kpi, change.base_figure),
        "change": _change_slot(comparison),
        "verdict": text.phrase or text.verdict_label,
        "reason": text.reason,
        "days": f"{answer.window.days} 天",
        "base_days": f"{change.base.days} 天",
    }
    words, used = spoken(rules.change, comparison.facts, slots)
    claims = [
        *(comparison.base_claims if "base" in used else ()),
        *(comparison.claims if "change" in used else ()),
    ]
    return words, claims, [slots["days"], slots["base_days"], slots["reason"]]


def _change_slot(comparison: ComparisonAnswer) -> str:
    """Return the change behind its label: digits stand off by a blank, words do not."""
    amount = comparison.text.amount
    return f" {amount}" if amount.sign and not amount.is_daily else str(amount)
