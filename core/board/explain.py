"""Explanation of a figure: its definition, its rows, its day, and how sure it is."""

from __future__ import annotations

from core.board.change_text import STANDARD_MARKS, render, standard_interval_text
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.display import figure_text, rounded, standard_text, unfinished_note
from core.metrics.types import Board, Change, ExplainedChange, Explanation, Figure, SourceAge, UnitRef, Window
from core.store.unit_words import WHOLE, whole_word
from core.store.units import UnitTree
from core.time.days import minute_text

BASIS = {"cohort": "按报告日归期：本期报告的，截至数据截止日已办结多少", "flow": "按发生日归期", "stock": "时点数"}
COUNTY_BUREAU = "县（区）局整体"
LATE = "来源只到 {last}，看板其他来源已到 {day}；本指标按来源最后一日计算，两期都截到同一日，不代表此后的情况"
LOOKED_BACK = (
    "以现有的数据回看这一天：结果（化解、破案等）只算到当日；当日以后才补录或更正的记录也在内，与当日看到的可能不同"
)


def assessed_text(kpi: Kpi) -> str:
    """Says whether a KPI may enter assessment, and where a bar was set aside, who decided so."""
    if kpi.lifted:
        return f"本局列入考核：{kpi.lifted.zh_sentence}。原不进考核：{kpi.barred_because}"
    return "可进入考核" if kpi.assess else f"不进考核：{kpi.barred_because}"


def window_text(window: Window) -> str:
    """Returns a text such as 2026-01-01 至 2026-10-31（304 天）."""
    return f"{window.start} 至 {window.end}（{window.days} 天）"


def explain(
    catalogue: Catalogue,
    kpi_id: str,
    unit: UnitRef,
    board: Board,
    sources: tuple[SourceAge, ...],
    whole_name: str = WHOLE,
) -> Explanation:
    """Explains a figure on a board; `whole_name` names those of whom standards of a whole bureau speak."""
    last_day = board.late_kpis.get(kpi_id)
    day, board = board.as_of, board.board_of(kpi_id)
    kpi, figure = catalogue.kpis[kpi_id], board.figures[kpi_id, unit.id]
    lines = [("数值", figure_text(kpi, figure)), ("定义", kpi.definition), ("归期", BASIS[kpi.basis])]
    if kpi.limits:
        lines.append(("局限", kpi.limits))
    lines += _amounts(catalogue, kpi, figure)
    lines.append(("单位", unit.name))
    lines.append(("期间", "，".join(filter(None, (window_text(board.period), unfinished_note(board))))))
    if figure.as_of:
        lines.append(("统计时点", figure.as_of.isoformat()))
    if figure.outcomes_until:
        lines.append(("办结算到", figure.outcomes_until.isoformat()))
    kpi = kpi.with_standard_of(board.period.last)
    if kpi.standard:
        lines.append(("标准", _standard(kpi, board, (kpi_id, unit.id), whole_name)))
    lines.append(("考核", assessed_text(kpi)))
    lines += [("取数", _origin(catalogue, name)) for name in kpi.measures()]
    for age in sources:
        loaded = minute_text(age.loaded_at)
        lines.append(("数据来源", f"{age.zh}，覆盖至 {age.covers_to}，{loaded} 载入"))
    if last_day is not None:
        lines.append(("来源迟到", LATE.format(last=last_day, day=day)))
    if any(age.covers_to > board.as_of for age in sources):
        lines.append(("回看", LOOKED_BACK))
    version = f"第 {board.data_version} 版，数据截至 {board.as_of}"
    lines.append(("数据版本", version + ("，演示数据" if board.demo else "")))
    changes = tuple(_explained(board, kpi, kpi_id, change, unit.id) for change in _changes(board, kpi, kpi_id, unit.id))
    return Explanation(kpi.zh, tuple(lines), changes)


def whole_of_standards(tree: UnitTree, unit: int) -> str:
    """Return whom standards of a whole bureau speak of: 全局, or in a province each county's own bureau too."""
    above = tree.compared_above(unit)
    return COUNTY_BUREAU if above is not None and above.kind == "county" else whole_word(tree.root)


def _explained(board: Board, kpi: Kpi, kpi_id: str, change: Change, unit: int) -> ExplainedChange:
    judgement = board.judgements[kpi_id, unit, change.kind]
    text = render(kpi, change, judgement)
    base = f"基期 {window_text(change.base)}"
    if kpi.kind == "rate" and judgement.n0 is not None and judgement.n1 is not None:
        base += f"，分子 {rounded(judgement.n0, 0)} → {rounded(judgement.n1, 0)}"
    details = "；".join(filter(None, (text.reason, text.detectable, text.note, base)))
    return ExplainedChange(text.label, text.span, text.change, text.interval, text.marked_verdict, text.tone, details)


def _standard(kpi: Kpi, board: Board, key: tuple[str, int], whole_name: str) -> str:
    """Returns the standard and whether it is met, or that it does not apply to the unit."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    text = f"{standard_text(kpi, kpi.standard)}，{kpi.standard.zh}"
    answer = board.standards.get(key)
    if answer is None:
        return f"{text}；此标准说的是{whole_name}，不用于本单位"
    interval = standard_interval_text(kpi, answer)
    return f"{text}；{STANDARD_MARKS[answer.status]} {answer.status}{interval and f'，{interval}'}：{answer.reason}"


def _changes(board: Board, kpi: Kpi, kpi_id: str, unit: int) -> list[Change]:
    """Returns the changes worth listing: a year's 环比 is its 同比, and a stock is not aligned by the new year."""
    changes = {kind: board.changes[name, of, kind] for name, of, kind in board.changes if (name, of) == (kpi_id, unit)}
    if kpi.basis == "stock":
        changes.pop("lunar", None)
    if "mom" in changes and "yoy" in changes and changes["mom"].base == changes["yoy"].base:
        del changes["mom"]
    return list(changes.values())


def _amounts(catalogue: Catalogue, kpi: Kpi, figure: Figure) -> list[tuple[str, str]]:
    """Returns numerator and denominator, or the sample, and the remarks on the figure."""
    lines = []
    if kpi.denominator:
        for label, name, amount in (
            ("分子", kpi.numerator, figure.numerator),
            ("分母", kpi.denominator, figure.denominator),
        ):
            measure = catalogue.measures[name]
            text = "—" if amount is None else f"{rounded(amount, 0)} {measure.unit}"
            lines.append((label, f"{measure.zh} {text}"))
    elif kpi.kind == "percentile" and figure.denominator is not None:
        lines.append(("样本", f"{rounded(figure.denominator, 0)} {catalogue.measures[kpi.numerator].unit}"))
    if figure.reason:
        lines.append(("为何没有数值", figure.reason))
    if figure.note:
        lines.append(("注意", figure.note))
    return lines


def _origin(catalogue: Catalogue, name: str) -> str:
    """Says from which rows a measure comes."""
    measure = catalogue.measures[name]
    if measure.fact is None:
        return f"{measure.zh}（{name}）：统计报表"
    fact = catalogue.facts[measure.fact]
    return f"{measure.zh}（{name}）：{fact.system}的{fact.zh}记录；没有记录的期间取统计报表"
