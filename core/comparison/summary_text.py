"""A comparison in one sentence: who surely lies above or below the mean, and who is unusual among the units."""

from __future__ import annotations

from collections.abc import Sequence

from core.comparison.types import AgainstGroup, Comparison, Position, RankedUnit

MAX_NAMES = 3  # units that stand in a sentence by name; more are only counted


def summary(comparison: Comparison) -> str:
    """Returns the answers to both questions in Chinese; empty where nothing is tested.

    It begins with what is compared, and says what high and low mean where that is not plain.
    """
    units = comparison.ranked_units
    if not comparison.kind.is_tested or not units or comparison.level is None:
        return ""
    by_answer = {answer: [ranked for ranked in units if ranked.against_group is answer] for answer in AgainstGroup}
    above, below = by_answer[AgainstGroup.ABOVE], by_answer[AgainstGroup.BELOW]
    kind, unclear = comparison.unit_kind, len(by_answer[AgainstGroup.UNCLEAR])
    doubted = sum(ranked.is_doubted for ranked in units)
    doubted_text = f"，{doubted} 个数据存疑" if doubted else ""
    if not above and not below:
        level = f"{len(units)} 个{kind}{doubted_text}，没有一个能确定高于或低于全组平均"
    else:
        clauses = [
            f"{len(listed)} 个确定{word}全组平均{comparison.reading.of(answer)}{_names(listed)}"
            for word, answer, listed in (("高于", AgainstGroup.ABOVE, above), ("低于", AgainstGroup.BELOW, below))
            if listed
        ]
        unclear_text = f"，{unclear} 个看不出" if unclear else ""
        level = f"{len(units)} 个{kind}里，{'，'.join(clauses)}{unclear_text}{doubted_text}"
    return f"{comparison.quantity_zh}：{level}；{_unusual(comparison)}。"


def _unusual(comparison: Comparison) -> str:
    """Returns who lies beyond what units usually differ by, and who on the edge of it; or that they are not alike."""
    kind = comparison.unit_kind
    if comparison.spread is None:
        return f"不到三个{kind}，说不出通常差多少"
    outside, on_edge = (
        [ranked for ranked in comparison.ranked_units if ranked.position is position]
        for position in (Position.OUTSIDE_998, Position.OUTSIDE_95)
    )
    edge = f"{len(on_edge)} 个到了边上{_names(on_edge)}" if on_edge else ""
    if outside:
        beyond = f"{len(outside)} 个超出各{kind}之间通常的差别{_names(outside)}"
        sentence = f"{beyond}，另有 {edge}" if edge else beyond
    elif comparison.mixed_groups:
        sentence = f"{edge}，其余都在界内" if edge else "界限宽到谁也没有超出"
    else:
        judged = "能判断的都" if any(ranked.is_doubted for ranked in comparison.ranked_units) else "都"
        sentence = f"没有超出各{kind}之间通常的差别的，{edge}" if edge else f"{judged}未超出各{kind}之间通常的差别"
    if comparison.mixed_groups:
        sentence += f"：{'、'.join(comparison.mixed_groups)}混在一组，条件不同，请从这几个同类组里选一组再比"
    return sentence


def _names(units: Sequence[RankedUnit]) -> str:
    """Returns a few units by name, in brackets; of many nothing, since the table has them."""
    return f"（{'、'.join(ranked.unit.name for ranked in units)}）" if len(units) <= MAX_NAMES else ""
