"""Words of a comparison: what high and low mean, who is on the edge, and groups that mix unlike units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue
from core.comparison.case_mix import compare_pair
from core.comparison.doubts import with_doubts
from core.comparison.groups import mixed_settings
from core.comparison.summary_text import summary
from core.comparison.types import AgainstGroup, Comparison, Position, RankedUnit
from core.comparison.words import against_text, reason_text
from core.engine import Engine
from core.store.open import open_store
from tests.support.demo import DEMO_AS_OF

AS_OF = date.fromisoformat(DEMO_AS_OF)
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def placed(comparison: Comparison, positions: Sequence[Position]) -> Comparison:
    """The same comparison of alike units that lie at these places."""
    units = zip(comparison.ranked_units, positions, strict=True)
    ranked_units = tuple(
        replace(ranked, position=position, against_group=AgainstGroup.UNCLEAR) for ranked, position in units
    )
    return replace(comparison, ranked_units=ranked_units, mixed_groups=(), spread=0.1)


def against(comparison: Comparison, answer: AgainstGroup) -> list[RankedUnit]:
    return [ranked for ranked in comparison.ranked_units if ranked.against_group is answer]


def test_a_low_share_in_time_is_said_to_be_slow(engine: Engine) -> None:
    comparison = engine.comparison("response_time_p90", "ytd", AS_OF)
    assert comparison.quantity_zh.endswith("分钟内到场的比例") and ".0 分钟" not in comparison.quantity_zh
    assert against_text(AgainstGroup.BELOW, comparison.reading) == "↓ 低于全组平均（确定），即到场偏慢"
    assert against_text(AgainstGroup.ABOVE, comparison.reading) == "↑ 高于全组平均（确定），即到场偏快"
    slow = replace(
        comparison,
        ranked_units=tuple(replace(ranked, against_group=AgainstGroup.BELOW) for ranked in comparison.ranked_units),
    )
    assert f"{len(slow.ranked_units)} 个确定低于全组平均即到场偏慢" in summary(slow)
    first, *_, last = comparison.ranked_units
    pair = compare_pair(comparison, first.unit.code, last.unit.code)
    assert pair and pair.low > 0, "the quickest and the slowest of the demo differ beyond doubt"
    assert f"{first.unit.name}高于{last.unit.name}，即到场偏快" in pair.sentence


def test_what_is_plain_is_not_explained(engine: Engine) -> None:
    comparison = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    assert against_text(AgainstGroup.BELOW, comparison.reading) == "↓ 低于全组平均（确定）"
    assert "即" not in summary(comparison)


def test_who_lies_on_the_edge_is_named_in_the_sentence(engine: Engine) -> None:
    comparison = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    names = [ranked.unit.name for ranked in comparison.ranked_units]
    inside, edge, outside = Position.INSIDE, Position.OUTSIDE_95, Position.OUTSIDE_998
    assert summary(placed(comparison, [inside] * 3)).endswith("；都未超出各派出所之间通常的差别。")
    on_edge = summary(placed(comparison, [inside, inside, edge]))
    assert names[2] in on_edge and "都未超出" not in on_edge
    both = summary(placed(comparison, [outside, inside, edge]))
    assert "1 个超出" in both and names[0] in both and f"1 个到了边上（{names[2]}）" in both


def test_a_group_of_unlike_units_says_which_groups_are_alike(engine: Engine) -> None:
    comparison = engine.comparison("response_time_p90", "ytd", AS_OF)
    settings = mixed_settings([ranked.unit for ranked in comparison.ranked_units])
    assert len(settings) > 1 and comparison.mixed_groups == settings
    sentence = summary(comparison)
    assert all(setting in sentence for setting in settings) and "选一组再比" in sentence
    assert comparison.no_verdicts and {ranked.verdict for ranked in comparison.ranked_units} == {None}
    alike = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    assert not alike.mixed_groups and "混在一组" not in summary(alike)
    setting = comparison.ranked_units[0].unit.setting
    own = engine.comparison("response_time_p90", "ytd", AS_OF, str(setting))
    assert not own.mixed_groups and not own.no_verdicts


def test_nothing_is_said_of_a_unit_whose_data_are_in_doubt(engine: Engine) -> None:
    comparison = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    first = comparison.ranked_units[0].unit
    doubted = with_doubts(comparison, {first.id: "化解存疑"})
    last = doubted.ranked_units[-1]
    assert (last.unit, last.is_doubted, last.exact) == (first, True, comparison.ranked_units[0].exact)
    assert (last.verdict, last.position, last.against_group) == (None, None, None)
    assert f"{first.name}（化解存疑）" in doubted.notes[-1]
    assert [ranked.unit for ranked in doubted.ranked_units[:-1]] == [one.unit for one in comparison.ranked_units[1:]]
    assert with_doubts(comparison, {}) is comparison


def test_a_reason_that_repeats_the_position_is_left_out(engine: Engine) -> None:
    for kpi in ("satisfaction_rate", "alerts_valid", "cameras_connected"):
        for ranked in engine.comparison(kpi, "ytd", AS_OF).ranked_units:
            if ranked.verdict is None or (ranked.position is Position.INSIDE and "未超出" in ranked.reason):
                assert reason_text(ranked) == ""


def test_arrival_times_are_declared_alike_within_a_setting_alone() -> None:
    within = {name for name, kpi in CATALOGUE.kpis.items() if kpi.alike_within}
    assert within == {name for name, kpi in CATALOGUE.kpis.items() if kpi.kind == "percentile"}
