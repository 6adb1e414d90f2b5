"""Codes of a month that rest on those of the months before, looked at only where they might matter.

A code that stands by itself is the same whatever it was last month. Of a thousand units few are near enough to a bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from core.catalogue.index_model import Bands
from core.features.indices.codes import code_of, rests_on_month_before
from core.features.indices.score_distribution import ScoreDistribution
from core.features.indices.scorer import Scorer, UnitSpan
from core.features.indices.types import Code, Score
from core.metrics.as_of_span import AsOfSpan
from core.metrics.types import UnitRef


class CodeHistory:
    """Gives units that are looked at together their codes; `spans` are the month's and those before it.

    `list_of` names the list that a unit stands on; all units of a list have to be among them.
    """

    def __init__(
        self,
        scorer: Scorer,
        bands: Bands,
        units: Sequence[UnitRef],
        spans: Sequence[AsOfSpan],
        list_of: Callable[[UnitRef], Hashable],
    ) -> None:
        self._scorer, self._bands, self._units, self._spans = scorer, bands, units, spans
        self._list_of = list_of

    def codes(self, scores: Sequence[Score], distribution: ScoreDistribution) -> dict[int, Code]:
        """Return the codes of all the units, whose scores of the month these are."""
        sizes = Counter(self._list_of(score.unit) for score in scores if score.value is not None)
        return self._codes(0, scores, distribution, sizes)

    def _codes(
        self, behind: int, scores: Sequence[Score], distribution: ScoreDistribution, sizes: Counter[Hashable]
    ) -> dict[int, Code]:
        """Return the codes of some units, so many months behind."""
        counts = [sizes[self._list_of(score.unit)] for score in scores]
        codes = {
            score.unit.id: code_of(score, distribution, row, self._bands, counts[row])
            for row, score in enumerate(scores)
        }
        resting = [
            row
            for row, score in enumerate(scores)
            if rests_on_month_before(score, codes[score.unit.id], self._bands, counts[row])
        ]
        before = self._codes_behind(behind + 1, [scores[row].unit for row in resting])
        for row in resting:
            unit = scores[row].unit.id
            codes[unit] = code_of(scores[row], distribution, row, self._bands, counts[row], before.get(unit))
        return codes

    def _codes_behind(self, behind: int, units: Sequence[UnitRef]) -> dict[int, Code]:
        if behind >= len(self._spans) or not units:
            return {}
        span, lists = self._spans[behind], {self._list_of(unit) for unit in units}
        listed = [unit for unit in self._units if self._list_of(unit) in lists]
        has_score = self._scorer.have_scores(listed, span)
        sizes = Counter(self._list_of(unit) for unit, has in zip(listed, has_score, strict=True) if has)
        scores, distribution = self._scorer.score([UnitSpan(unit, span) for unit in units])
        return self._codes(behind, scores, distribution, sizes)
