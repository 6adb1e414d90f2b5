"""Rules by which figures and changes become words: the first that fits speaks, with slots from a fixed list."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.bulletins.change_state import ChangeState, Facts, FigureState, Zero

FIGURE_SLOTS = ("kpi", "figure", "numerator", "denominator", "reason")
CHANGE_SLOTS = ("label", "base_label", "base", "change", "verdict", "reason", "days", "base_days")


class Condition(BaseModel):
    """Conditions of a rule: each field that is given must hold the fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: list[FigureState | ChangeState] | None = None
    zero: list[Zero] | None = None
    counts: list[bool] | None = None
    unequal: list[bool] | None = None
    same: list[bool] | None = None

    def holds(self, facts: Facts) -> bool:
        """Tell whether the facts are as asked."""
        conditions = ((self.state, facts.state), (self.zero, facts.zero))
        flags = ((self.counts, facts.counts), (self.unequal, facts.unequal), (self.same, facts.same))
        return all(allowed is None or fact in allowed for allowed, fact in (*conditions, *flags))


class SentenceRule(BaseModel):
    """A rule: its condition, and what is said, with slots in braces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: Condition = Condition()
    say: Annotated[str, Field(min_length=1)]

    @field_validator("say")
    @classmethod
    def _plain_slots(cls, say: str) -> str:
        """Refuse all but plain names in braces, and digits: a number is computed, never written into a rule."""
        for text, slot, form, conversion in Formatter().parse(say):
            if any(letter.isdigit() for letter in text):
                raise ValueError("规则里不能写数字：数由系统算出")
            if slot is not None and (not slot.isidentifier() or form or conversion):
                raise ValueError(f"花括号里只能写空位的名称：{slot}")
        return say

    def slots(self) -> set[str]:
        """Return the names of its slots."""
        return {slot for _, slot, _, _ in Formatter().parse(self.say) if slot is not None}


class SentenceRules(BaseModel):
    """The rules of figures and those of changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figure: Annotated[list[SentenceRule], Field(min_length=1)]
    change: Annotated[list[SentenceRule], Field(min_length=1)]

    @field_validator("figure")
    @classmethod
    def _figure_slots(cls, rules: list[SentenceRule]) -> list[SentenceRule]:
        return _with_known_slots(rules, FIGURE_SLOTS)

    @field_validator("change")
    @classmethod
    def _change_slots(cls, rules: list[SentenceRule]) -> list[SentenceRule]:
        return _with_known_slots(rules, CHANGE_SLOTS)


def _with_known_slots(rules: list[SentenceRule], slots: tuple[str, ...]) -> list[SentenceRule]:
    for rule in rules:
        if unknown := sorted(rule.slots() - set(slots)):
            raise ValueError(f"没有空位 {'、'.join(unknown)}，可用：{'、'.join(slots)}")
    return rules


def speaking_rule(rules: list[SentenceRule], facts: Facts) -> SentenceRule | None:
    """Return the first rule that fits; None where a state is left unspoken, which loading refuses."""
    return next((rule for rule in rules if rule.when.holds(facts)), None)


def spoken(rules: list[SentenceRule], facts: Facts, slots: Mapping[str, str]) -> tuple[str, set[str]]:
    """Return the words for the facts, and the slots that they use."""
    rule = speaking_rule(rules, facts)
    assert rule is not None  # loading refuses rules that leave a state unspoken
    return rule.say.format(**slots), rule.slots()
