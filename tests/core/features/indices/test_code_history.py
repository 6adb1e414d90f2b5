"""Codes that look at earlier months only where they might matter are those of every month one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.catalogue.index_model import Index, IndexPart
from core.catalogue.load import load_catalogue
from core.features.indices.code_history import CodeHistory
from core.features.indices.codes import MONTHS_BEHIND, code_of
from core.features.indices.scorer import Scorer, UnitSpan
from core.features.indices.types import Code
from core.judgement.dispersion import Dispersion
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValue
from core.metrics.types import UnitRef

CATALOGUE = load_catalogue()
BANDS = CATALOGUE.bands["three_colours"]
RATE, OTHER = "onscene_completion_rate", "satisfaction_rate"
PARTS = {name: IndexPart(weight=weight, floor=0.2, target=0.9) for name, weight in ((RATE, 3), (OTHER, 1))}
INDEX = Index(zh="试", en="t", remark="测试口径", units=["station"], parts=PARTS, known=0.5, override={})
NEWEST_FIRST = [AsOfSpan(day, day + 29, day + 29) for day in range(20_090, 19_999, -30)]
UNITS = [UnitRef(at, str(at), f"村{at}", "community", 100 + at % 2, None) for at in range(8)]
BUREAU = -1


class Figures:
    """Stand-in for values, history and the rules on small numbers: tops and bottoms by (measure, month, unit)."""

    def __init__(self, rng: np.random.Generator) -> None:
        shape = (len(NEWEST_FIRST), len(UNITS))
        self._amounts: dict[str, NDArray[np.int64]] = {}
        for kpi in PARTS:
            declared = CATALOGUE.kpis[kpi]
            assert declared.denominator is not None
            bottom = rng.integers(5, 300, shape)
            share = np.clip(
                rng.choice([0.5, 0.55, 0.6, 0.7, 0.75, 0.85], len(UNITS)) + rng.normal(0, 0.02, shape), 0, 1
            )
            self._amounts[declared.denominator] = bottom
            self._amounts[declared.numerator] = rng.binomial(bottom, share)
        self._is_known = rng.random((len(PARTS), *shape)) > 0.1

    def get(self, measure: str, unit: int, span: AsOfSpan) -> MeasureValue:
        if unit == BUREAU:
            return MeasureValue((int(self._amounts[measure][NEWEST_FIRST.index(span)].sum()),), span.last)
        amounts, has_figure = self.amounts_over(measure, [unit], span)
        return MeasureValue((int(amounts[0]),), span.last) if has_figure[0] else MeasureValue((), reason="没有数据")

    def amounts_over(self, measure: str, units: Sequence[int], span: AsOfSpan) -> tuple[Any, Any]:
        place = next(place for place, kpi in enumerate(PARTS) if measure in CATALOGUE.kpis[kpi].measures())
        row, columns = NEWEST_FIRST.index(span), list(units)
        is_known = self._is_known[place, row, columns]
        return np.where(is_known, self._amounts[measure][row, columns], 0), is_known

    def dispersion(self, kpi: str, unit: int, edge: int | None) -> Dispersion:
        return Dispersion(np.float64(1.5) * np.ones(()), np.float64(20) * np.ones(()))

    def protected_kinds(self, kpis: tuple[str, ...], kinds: tuple[str, ...]) -> frozenset[tuple[str, str]]:
        return frozenset()

    @property
    def root(self) -> UnitRef:
        return UnitRef(BUREAU, "B", "局", "bureau", None)


def plainly(scorer: Scorer, spans: Sequence[AsOfSpan]) -> dict[int, Code]:
    """Codes of all the units, month by month from the oldest."""
    codes: dict[int, Code] = {}
    for span in reversed(spans):
        scores, distribution = scorer.score([UnitSpan(unit, span) for unit in UNITS])
        sizes = Counter(score.unit.parent for score in scores if score.value is not None)
        codes = {
            score.unit.id: code_of(score, distribution, row, BANDS, sizes[score.unit.parent], codes.get(score.unit.id))
            for row, score in enumerate(scores)
        }
    return codes


def test_codes_are_those_of_every_month_one_after_the_other() -> None:
    assert len(NEWEST_FIRST) == MONTHS_BEHIND + 1
    resting = 0
    for seed in range(12):
        stub = cast(Any, Figures(np.random.default_rng(seed)))
        scorer = Scorer(CATALOGUE, "t", INDEX, stub, stub, stub, stub)
        scores = scorer.score([UnitSpan(unit, NEWEST_FIRST[0]) for unit in UNITS])
        codes = CodeHistory(scorer, BANDS, UNITS, NEWEST_FIRST, lambda unit: unit.parent).codes(*scores)
        assert codes == plainly(scorer, NEWEST_FIRST)
        resting += sum(codes[unit] != code for unit, code in plainly(scorer, NEWEST_FIRST[:1]).items())
    assert resting > 1  # codes that stand because they stood the month before


def test_a_code_is_the_same_whether_its_list_is_asked_for_alone_or_with_the_others() -> None:
    """Of a province a list is a county's: its page computes that county alone, a publication all of them."""
    for seed in range(4):
        stub = cast(Any, Figures(np.random.default_rng(seed)))
        scorer = Scorer(CATALOGUE, "t", INDEX, stub, stub, stub, stub)
        alone: dict[int, Code] = {}
        for parent in (100, 101):
            units = [unit for unit in UNITS if unit.parent == parent]
            scores = scorer.score([UnitSpan(unit, NEWEST_FIRST[0]) for unit in units])
            alone |= CodeHistory(scorer, BANDS, units, NEWEST_FIRST, lambda unit: unit.parent).codes(*scores)
        assert alone == plainly(scorer, NEWEST_FIRST)
