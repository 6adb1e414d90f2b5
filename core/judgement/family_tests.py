"""Tests of families of changes, kept for the next data version where all that they rest on is the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from core.judgement import multiple_testing
from core.judgement.comparison_rows import TestResults
from core.judgement.evidence_book import EvidenceBook
from core.judgement.families import FamilyKind
from core.judgement.inertia import hold_alpha
from core.judgement.scope import ChangeKey, KpiUnit
from core.metrics.arrays import Flags
from core.metrics.result_cache import KpiKey, get_or_compute
from core.metrics.types import ChangeKind


class Family(NamedTuple):
    """Changes that are tested together, at one α; or each item alone, at an α of its own."""

    items: tuple[KpiUnit, ...]
    kind: FamilyKind
    alpha: float | tuple[float, ...]

    def significant(self, results: TestResults) -> tuple[Flags, Flags]:
        """Return by (item, comparison) what is significant at the family's α, and at that at which it would stay."""
        test = multiple_testing.hierarchical_fdr if isinstance(self.alpha, float) else multiple_testing.each_alone
        alphas = np.stack([np.asarray(self.alpha, float), hold_alpha(self.alpha)])
        flags, stays = test(results.p, results.joint_p, results.min_attainable_p, alphas)
        return flags, stays

    def needed_p(self, results: TestResults) -> Sequence[float]:
        """Return by item the p that a first change must reach."""
        if isinstance(self.alpha, float):
            return [multiple_testing.first_step(results.min_attainable_p, self.alpha)] * len(self.items)
        return self.alpha


class ChangeTest(NamedTuple):
    """Test of a change: whether its family holds it up, and whether it would if it had stood the day before."""

    is_significant: bool
    would_stay: bool
    needed_p: float
    kind: FamilyKind


FamilyTests = dict[ChangeKey, ChangeTest]


def test_family(
    book: EvidenceBook, family: Family, questions: Sequence[tuple[ChangeKind, ...]], *, is_running: bool
) -> FamilyTests:
    """Return the tests of a family, question by question; only in a running period may what stood stay."""
    entry = book.joint_entry(tuple(dict.fromkeys(item.kpi for item in family.items)))
    key = KpiKey("family tests", (family, is_running))
    return get_or_compute(entry, key, partial(_compute_tests, book, family, questions, is_running=is_running))


def _compute_tests(
    book: EvidenceBook, family: Family, questions: Sequence[tuple[ChangeKind, ...]], *, is_running: bool
) -> FamilyTests:
    tests: FamilyTests = {}
    for kinds in questions:
        results = book.test_cases(family.items, kinds)
        flags, stays = family.significant(results)
        if not is_running:
            stays = np.zeros_like(flags)
        rows = zip(family.items, flags.tolist(), stays.tolist(), family.needed_p(results), strict=True)
        for item, flags_of_item, stays_of_item, needed_p in rows:
            for kind, is_significant, would_stay in zip(kinds, flags_of_item, stays_of_item, strict=True):
                tests[ChangeKey(*item, kind)] = ChangeTest(is_significant, would_stay, needed_p, family.kind)
    return tests
