"""Keys of stations: which one, in what order, who comes back and who stays, and the parts against the whole."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from core.comparison.types import AgainstGroup, ComparisonKind
from core.labelled_enum import LabelledEnum
from core.metrics.display import figure_text, number_text, rounded, rounded_rate
from core.metrics.types import Figure
from core.store.units import UnitRef
from seed.choices import shipped
from seed.lessons.classroom import Classroom, kpi_of
from seed.lessons.figure_keys import counts_text
from seed.lessons.key_line import KeyLine
from seed.lessons.lesson_model import LessonError
from seed.lessons.question import Pick, Question

NOBODY = "哪个所也不能说"
UP, DOWN, EQUAL = "高于全局的数", "低于全局的数", "印出来一样"


class Ways(LabelledEnum):
    """Ways in which the stations and the whole bureau go."""

    UP_UP = "up_up", "各所都升，全局也升"
    UP_DOWN = "up_down", "各所都升，全局却降"
    MIXED = "mixed", "各所有升有降"
    STILL = "still", "各所同向，全局不动"
    DOWN_UP = "down_up", "各所都降，全局却升"
    DOWN_DOWN = "down_down", "各所都降，全局也降"


def station(question: Question, room: Classroom) -> KeyLine:
    """Ask which station is highest or lowest; or which can be told from the mean of its like, if any."""
    if question.pick in (Pick.ABOVE, Pick.BELOW, Pick.HIGHEST_RATE):
        return _compared(question, room)
    figures = _some(question, room)
    values = [_exact(value) for value in figures.values()]
    best = max(values) if question.pick is Pick.HIGHEST else min(values)
    right = [unit for unit, value in figures.items() if value.exact == best]
    return KeyLine(
        question, "、".join(u.name for u in right), _list_text(question, figures), _names(room), _names_of(right)
    )


def _compared(question: Question, room: Classroom) -> KeyLine:
    """Ask which station differs from its like, by the product's comparison."""
    comparison = room.engine.comparison(kpi_of(question), question.period or "", room.as_of)
    ranked = sorted(comparison.ranked_units, key=lambda row: row.unit.code)
    if not ranked:
        raise LessonError(f"“{question.text}”在这个演示库里比不了：{comparison.no_verdicts or '没有可比的所'}")
    write = rounded_rate if comparison.kind is ComparisonKind.RATE else rounded
    values = "；".join(f"{row.unit.name} {write(row.exact, comparison.digits)}" for row in ranked)
    values_text = f"{comparison.quantity_zh}（{comparison.unit}）：{values}。"
    if question.pick is Pick.HIGHEST_RATE:
        best = max(row.exact for row in ranked)
        right = [row.unit for row in ranked if row.exact == best]
        return KeyLine(question, "、".join(u.name for u in right), values_text, _names(room), _names_of(right))
    side = AgainstGroup.ABOVE if question.pick is Pick.ABOVE else AgainstGroup.BELOW
    right = [row.unit for row in ranked if row.against_group is side]
    accepted = _names_of(right) or (NOBODY,)
    told_apart = f"有 {len(right)} 个" if right else "一个也没有：差别都在偶然之内"
    why = f"{values_text}能与全组平均分开的{told_apart}。"
    return KeyLine(question, "、".join(accepted), why, (*_names(room), NOBODY), accepted)


def station_order(question: Question, room: Classroom) -> KeyLine:
    """Ask for stations by a figure, the highest first; of tied ones only the first is asked about."""
    figures = _some(question, room)
    ranked: list[UnitRef] = []
    for unit in sorted(figures, key=lambda u: (-_exact(figures[u]), u.code)):
        if not ranked or figures[unit].exact != figures[ranked[-1]].exact:
            ranked.append(unit)
    chosen = ranked[: question.top]
    if len(chosen) < 2:
        raise LessonError(f"“{question.text}”在这个演示库里排不出先后：各所的数都一样。")
    options = tuple(unit.name for unit in sorted(chosen, key=lambda u: u.code))
    why = _list_text(question, {unit: figures[unit] for unit in chosen})
    return KeyLine(question, " > ".join(u.name for u in chosen), why, options, _names_of(chosen))


def returned(question: Question, room: Classroom) -> KeyLine:
    """Ask how many of the stations whose counts rose most come down in the next period."""
    first, second, third = (
        room.station_counts(question, period) for period in (question.before, question.period, question.after)
    )
    rose = sorted(second, key=lambda u: (-Fraction(second[u] + 1, first[u] + 1), u.code))[: question.top]
    back = sum(third[unit] < second[unit] for unit in rose)
    why = "；".join(f"{unit.name} {first[unit]} → {second[unit]} → {third[unit]}" for unit in rose) + "。"
    if not room.plan.stories:
        why += "这个局没有埋故事：三段时间按同样的概率抽出，回落是因为挑的是升得最多的。"
    return KeyLine(question, f"{back} 个", why, number=Fraction(back))


def stayed(question: Question, room: Classroom) -> KeyLine:
    """Ask how many of the highest stations of a period are among the highest of the next."""
    tops = []
    for period in (question.period, question.after):
        figures = _some(question, room, period)
        tops.append(sorted(figures, key=lambda u: (-_exact(figures[u]), u.code))[: question.top])
    stay = [unit for unit in tops[0] if unit in tops[1]]
    why = "；".join(
        f"{period}：{'、'.join(unit.name for unit in top)}"
        for period, top in zip((question.period, question.after), tops, strict=True)
    )
    return KeyLine(question, f"{len(stay)} 个", f"{why}。", number=Fraction(len(stay)))


def reversal(question: Question, room: Classroom) -> KeyLine:
    """Ask whether all stations move one way, and the whole the other."""
    stations = room.stations
    board = room.board(question, units=stations)
    changes = {unit: board.changes.get((kpi_of(question), unit.id, question.change)) for unit in stations}
    signs = {(c.change > 0) - (c.change < 0) for c in changes.values() if c is not None and c.change is not None}
    complete = all(c is not None and c.change is not None for c in changes.values())
    bureau_change = board.changes.get((kpi_of(question), room.bureau.id, question.change))
    if bureau_change is None or bureau_change.change is None:
        raise LessonError(f"“{question.text}”在这个演示库里没有可比的数。")
    ways = _ways(signs if complete else {-1, 1}, (bureau_change.change > 0) - (bureau_change.change < 0))
    lines = [
        _then_and_now(room.bureau.name, bureau_change.base_figure, board.figures[kpi_of(question), room.bureau.id])
    ]
    for unit, change in changes.items():
        if change is not None:
            lines.append(_then_and_now(unit.name, change.base_figure, board.figures[kpi_of(question), unit.id]))
    why = "；".join(lines) + "。"
    if ways in (Ways.UP_DOWN, Ways.DOWN_UP):
        why += "各所的份量变了：数低（高）的所办得多了，全局就被拉过去。"
    return KeyLine(question, ways.label, why, tuple(way.label for way in Ways), (ways.label,))


def _ways(signs: set[int], bureau_sign: int) -> Ways:
    """Return how the signs of the stations' changes lie beside that of the bureau's."""
    if signs == {1}:
        return {1: Ways.UP_UP, 0: Ways.STILL, -1: Ways.UP_DOWN}[bureau_sign]
    if signs == {-1}:
        return {1: Ways.DOWN_UP, 0: Ways.STILL, -1: Ways.DOWN_DOWN}[bureau_sign]
    return Ways.MIXED


def _then_and_now(name: str, base: Figure, now: Figure) -> str:
    return f"{name} {counts_text(base)} → {counts_text(now)}"


def average(question: Question, room: Classroom) -> KeyLine:
    """Ask for the plain mean of the stations' figures beside the whole's, as they are printed."""
    figures, (_board, bureau_figure) = _some(question, room), room.figure(question)
    kpi = shipped().kpis[kpi_of(question)]
    mean = sum((_exact(value) for value in figures.values()), Fraction(0)) / len(figures)
    mean_text, bureau_text = (number_text(kpi, value) for value in (mean, _exact(bureau_figure)))
    difference = Fraction(mean_text.replace(",", "")) - Fraction(bureau_text.replace(",", ""))
    answer = EQUAL if difference == 0 else UP if difference > 0 else DOWN
    why = f"各所相加除以 {len(figures)} 是 {mean_text}，全局是 {bureau_text}：全局按件数算，件数多的所份量大。"
    return KeyLine(question, answer, f"{why}{_list_text(question, figures)}", (UP, DOWN, EQUAL), (answer,))


def _exact(value: Figure) -> Fraction:
    assert value.exact is not None
    return value.exact


def _some(question: Question, room: Classroom, period: str | None = None) -> dict[UnitRef, Figure]:
    figures = room.station_figures(question, period)
    if not figures:
        raise LessonError(f"“{question.text}”在这个演示库里各所都没有数。")
    return figures


def _names(room: Classroom) -> tuple[str, ...]:
    return tuple(unit.name for unit in room.stations)


def _names_of(units: list[UnitRef]) -> tuple[str, ...]:
    return tuple(unit.name for unit in units)


def _list_text(question: Question, figures: Mapping[UnitRef, Figure]) -> str:
    kpi = shipped().kpis[kpi_of(question)]
    return "；".join(f"{unit.name} {figure_text(kpi, value)}" for unit, value in figures.items()) + "。"
