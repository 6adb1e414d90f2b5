"""Every sentence with the evidence just on either side of its condition, and the page that shows them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from click.testing import CliRunner
from scipy import stats

from core.bulletins.load import load_rules
from core.bulletins.sentence_cases import Boundary, SentenceCase, boundaries, figure_cases, incomparable_case
from core.bulletins.sentence_page import sentence_page
from core.catalogue.load import load_catalogue
from dashboards.cli.command import cli

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE).sentences
PAGE = Path(__file__).parents[3] / "docs" / "bulletin-sentences.zh-CN.md"


@cache
def pairs() -> tuple[Boundary, ...]:
    """All boundaries: not worked out while tests are collected, which every worker does."""
    return tuple(boundaries(RULES, CATALOGUE))


def test_every_rule_is_shown() -> None:
    shown = [case.rule for pair in pairs() for case in pair]
    shown += [case.rule for case in figure_cases(RULES, CATALOGUE)] + [incomparable_case(RULES, CATALOGUE).rule]
    assert all(any(rule is case for case in shown) for rule in (*RULES.figure, *RULES.change))


def counts(case: SentenceCase) -> tuple[int, int]:
    now, base = re.findall(r"(?:本期|上月) ([0-9,]+)", case.numbers)[:2]
    return int(now.replace(",", "")), int(base.replace(",", ""))


def test_the_two_sides_of_a_condition_are_one_apart_and_read_otherwise() -> None:
    for below, above in pairs():
        assert counts(above)[0] - counts(below)[0] == 1
        assert below.rule is not above.rule
        assert below.sentence != above.sentence


def is_plain_count(pair: Boundary) -> bool:
    return all("天）" not in case.numbers and "/" not in case.numbers for case in pair)


def test_a_firm_change_is_what_an_exact_test_finds() -> None:
    """The conditional binomial test of two counts, with the halved probability of the count itself."""
    firm = 0
    for pair in filter(is_plain_count, pairs()):
        for case in pair:
            now, base = counts(case)
            if "确有" in case.sentence and 0 < base < 1000:
                firm += 1
                tail = stats.binom(now + base, 0.5)
                one_side = tail.cdf(min(now, base) - 1) + tail.pmf(min(now, base)) / 2
                assert 2 * one_side <= 0.05
    assert firm >= 3


def test_nothing_firm_is_said_of_what_is_not_worth_saying() -> None:
    for pair in pairs():
        for case in pair:
            now, base = counts(case)
            if "确有" in case.sentence and base >= 10_000 and "天）" not in case.numbers:
                assert abs(now / base - 1) >= 0.05


def test_the_page_and_the_command_show_them() -> None:
    page = sentence_page(RULES, CATALOGUE)
    assert PAGE.read_text("utf-8") == page
    assert CliRunner().invoke(cli, ["bulletin", "sentences"]).output == page
