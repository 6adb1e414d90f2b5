"""The answer to: how is this figure defined, from which rows, as of when, and how sure is it?"""

from __future__ import annotations

from core.board.board import NOT_FESTIVE
from core.board.change_text import STANDARD_MARKS, render
from core.catalogue.model import Catalogue, Kpi, Measure
from core.judgement.words import amount_text
from core.metrics.display import figure_text, rounded, standard_text, unfinished
from core.metrics.types import Board, Change, Explanation, Figure, SourceAge, ExplainedChange, UnitRef, Window
from core.time.days import to_time

BASIS = {"cohort": "按报告日归期：本期报告的，截至数据截止日已办结多少", "flow": "按发生日归期", "stock": "时点数"}
LATE = "来源只到 {last}，看板其他来源已到 {day}；本指标按来源最后一日计算，两期都截到同一日，不代表此后的情况"
LOOKED_BACK = (
    "以现有的数据回看这一天：结果（化解、破案等）只算到当日；当日以后才补录或更正的记录也在内，与当日看到的可能不同"
)


def assessed_text(kpi: Kpi) -> str:
    """Whether it may enter assessment, and where a bar was set aside, who decided so."""
    if kpi.lifted:
        return f"本局列入考核：{kpi.lifted.zh_sentence}。原不进考核：{kpi.barred_because}"
    return "可进入考核" if kpi.assess else f"不进考核：{kpi.barred_because}"


def window_text(window: Window) -> str:
    """Such as 2026-01-01 至 2026-10-31（304 天）."""
    return f"{window.start} 至 {window.end}（{window.days} 天）"


def explain(
    catalogue: Catalogue, kpi_id: str, unit: UnitRef, board: Board, sources: tuple[SourceAge, ...]
) -> Explanation:
    """A figure on a board, opened."""
    held_up = board.late_kpis.get(kpi_id)
    day, board = board.as_of, board.board_of(kpi_id)
    kpi, shown = catalogue.kpis[kpi_id], board.figures[kpi_id, unit.id]
    lines = [("数值", figure_text(kpi, shown)), ("定义", kpi.definition), ("归期", BASIS[kpi.basis])]
    if kpi.limits:
        lines.append(("局限", kpi.limits))
    lines += _parts(catalogue, kpi, shown)
    lines.append(("单位", unit.name))
    lines.append(("期间", "，".join(filter(None, (window_text(board.period), unfinished(board))))))
    if shown.as_of:
        lines.append(("统计时点", shown.as_of.isoformat()))
    if kpi.standard:
        lines.append(("标准", _standard(kpi, board, kpi_id, unit.id)))
    lines.append(("考核", assessed_text(kpi)))
    lines += _rows(catalogue, kpi)
    for age in sources:
        loaded = to_time(age.loaded_at).strftime("%Y-%m-%d %H:%M")
        lines.append(("数据来源", f"{age.zh}，覆盖至 {age.covers_to}，{loaded} 载入"))
    if held_up is not None:
        lines.append(("来源迟到", LATE.format(last=held_up, day=day)))
    if any(age.covers_to > board.as_of for age in sources):
        lines.append(("回看", LOOKED_BACK))
    version = f"第 {board.data_version} 版，数据截至 {board.as_of}"
    lines.append(("数据版本", version + ("，演示数据" if board.demo else "")))
    told = tuple(_told(board, kpi, kpi_id, change, unit.id) for change in _changes(board, kpi_id, unit.id))
    return Explanation(kpi.zh, tuple(lines), told)


def _told(board: Board, kpi: Kpi, kpi_id: str, change: Change, unit: int) -> ExplainedChange:
    judged = board.judgements[kpi_id, unit, change.kind]
    one = render(kpi, change, judged)
    base = f"基期 {window_text(change.base)}"
    if kpi.kind == "rate" and judged.n0 is not None and judged.n1 is not None:
        base += f"，分子 {rounded(judged.n0, 0)} → {rounded(judged.n1, 0)}"
    rest = "；".join(filter(None, (one.reason, one.note, base)))
    return ExplainedChange(one.label, one.span, one.change, one.interval, one.marked_verdict, one.tone, rest)


def _standard(kpi: Kpi, board: Board, kpi_id: str, unit: int) -> str:
    """The standard, and whether it is met; of a unit of which it does not speak, that it does not."""
    assert kpi.standard is not None  # asked only of KPIs that have one
    text = f"{standard_text(kpi, kpi.standard)}，{kpi.standard.zh}"
    answer = board.standards.get((kpi_id, unit))
    if answer is None:
        return f"{text}；此标准说的是全局，不用于本单位"
    interval = ""
    if answer.low is not None and answer.high is not None:
        interval = f"，95% 区间 {amount_text(kpi, answer.low)} 至 {amount_text(kpi, answer.high)}"
    return f"{text}；{STANDARD_MARKS[answer.status]} {answer.status}{interval}：{answer.reason}"


def _changes(board: Board, kpi: str, unit: int) -> list[Change]:
    """The changes worth telling: the 环比 of a whole year is its 同比 and is told once."""
    mine = {kind: board.changes[key] for key in board.changes if key[:2] == (kpi, unit) for kind in [key[2]]}
    if "lunar" in mine and mine["lunar"].reason == NOT_FESTIVE:
        del mine["lunar"]
    if "mom" in mine and "yoy" in mine and mine["mom"].base == mine["yoy"].base:
        del mine["mom"]
    return list(mine.values())


def _parts(catalogue: Catalogue, kpi: Kpi, shown: Figure) -> list[tuple[str, str]]:
    lines = []
    if kpi.denominator:
        for label, name, amount in (
            ("分子", kpi.numerator, shown.numerator),
            ("分母", kpi.denominator, shown.denominator),
        ):
            measure = catalogue.measures[name]
            text = "—" if amount is None else f"{rounded(amount, 0)} {measure.unit}"
            lines.append((label, f"{measure.zh} {text}"))
    elif kpi.kind == "percentile" and shown.denominator is not None:
        lines.append(("样本", f"{rounded(shown.denominator, 0)} {catalogue.measures[kpi.numerator].unit}"))
    if shown.reason:
        lines.append(("为何没有数值", shown.reason))
    if shown.note:
        lines.append(("注意", shown.note))
    return lines


def _rows(catalogue: Catalogue, kpi: Kpi) -> list[tuple[str, str]]:
    """From which rows each measure comes."""
    return [("取数", _origin(catalogue, name, catalogue.measures[name])) for name in kpi.measures()]


def _origin(catalogue: Catalogue, name: str, measure: Measure) -> str:
    if measure.fact is None:
        return f"{measure.zh}（{name}）：统计报表"
    fact = catalogue.facts[measure.fact]
    return f"{measure.zh}（{name}）：{fact.system}的{fact.zh}记录；没有记录的期间取统计报表"
