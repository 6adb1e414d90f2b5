"""Figures that a bulletin prints, held against those of the bureau's own database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from core.audit.finding import AuditVerdict
from core.audit.intervals import rounding_interval
from core.audit.printed_figure import parse_figure
from core.board.source import BelowFocus, BoardSource
from core.catalogue.kpi_model import Kpi
from core.features.prose_audit.types import FileContent, PrintedCount, ProseFinding, TextBlock
from core.metrics.display import figure_text
from core.metrics.reporting_period import PeriodError, resolve_period
from core.metrics.types import Board, ChangeKind, Figure, UnitRef
from core.store.units import UnitTree

_PERIODS = re.compile(
    r"(?:19|20)[0-9]{2} ?年 ?(?:第 ?[0-9]{1,2} ?周|第?[一二三四]季度|[上下]半年|[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?)?"
)
_COMPARED_KINDS = ("count", "stock", "rate")
_BASES: dict[str, ChangeKind] = {"同比": "yoy", "环比": "mom", "春节对齐": "lunar"}
TITLE_BLOCKS = 5  # paragraphs at the top in which period and unit are sought


class CompareSource(BoardSource, Protocol):
    """Boards, and the units that they may be asked of."""

    @property
    def units(self) -> UnitTree:
        """The units that may be asked about."""


class Subject(NamedTuple):
    """The unit and the period that a bulletin is about; `how` says where they were read (Chinese)."""

    unit: UnitRef
    period: str
    how: str


def subject_of(source: CompareSource, content: FileContent, period: str | None, unit: str | None) -> Subject:
    """Return what a bulletin is about, as asked or as its first lines say. Raises LookupError (Chinese)."""
    top = [block.text if isinstance(block, TextBlock) else block.title for block in content.blocks[:TITLE_BLOCKS]]
    how = []
    if period is None:
        period = _period_in(source, top)
        how.append(f"期间 {period}")
    if unit is None:
        focus = _unit_in(source, top)
        how.append(f"单位 {focus.name}")
    else:
        focus = source.unit(unit)
    return Subject(focus, period, f"按文件开头读作：{'，'.join(how)}" if how else "")


def _unit_in(source: CompareSource, texts: Sequence[str]) -> UnitRef:
    """Return the lowest unit that the first line with any unit names; without one, the viewer's whole."""
    tree = source.units
    for text in texts:
        named = [unit for unit in tree.units.values() if unit.name in text]
        if named:
            return max(named, key=lambda unit: (unit.kind == "station", len(unit.name)))
    return source.unit(None)


def _period_in(source: CompareSource, texts: Sequence[str]) -> str:
    for text in texts:
        for match in _PERIODS.finditer(text):
            written = match.group().replace(" ", "")
            try:
                resolve_period(written, source.as_of(), source.catalogue.reporting_calendar)
            except PeriodError:
                continue
            return written
    raise LookupError("读不出通报说的是哪一期：请用 --period 指明")


def compare_printed(source: CompareSource, subject: Subject, printed: Sequence[PrintedCount]) -> list[ProseFinding]:
    """Return a finding on each printed figure whose name is that of a KPI."""
    by_name = {kpi.zh: name for name, kpi in source.catalogue.kpis.items() if kpi.kind in _COMPARED_KINDS}
    named = [(count, by_name[count.noun]) for count in printed if count.noun in by_name]
    if not named:
        return []
    kpis = list(dict.fromkeys(kpi for _, kpi in named))
    board = source.board(subject.unit.id, subject.period, None, kpis, 0, BelowFocus.STATIONS)
    findings = [_compared(source.catalogue.kpis[kpi], board, kpi, count) for count, kpi in named]
    return [finding for finding in findings if finding is not None]


def _compared(kpi: Kpi, board: Board, kpi_id: str, count: PrintedCount) -> ProseFinding | None:
    unit = (
        next((ref for ref in board.units if ref.name == count.unit_name), None) if count.unit_name else board.units[0]
    )
    if unit is None:
        return None
    own = board.board_of(kpi_id)
    figure = own.figures[kpi_id, unit.id]
    name = f"{unit.name}{kpi.zh}"
    if count.base:
        change = own.changes.get((kpi_id, unit.id, _BASES[count.base]))
        if change is None:
            return None
        figure, name = change.base_figure, f"{name}（{count.base}基期 {change.base.start}..{change.base.end}）"
    return _verdict(kpi, figure, name, count, f"数据截至 {own.as_of}")


def _verdict(kpi: Kpi, figure: Figure, name: str, count: PrintedCount, until: str) -> ProseFinding:
    place = (count.place, count.quote, count.text)
    if figure.exact is None:
        return ProseFinding(
            *place, AuditVerdict.NOT_CHECKABLE, f"{name}：库里没有可用的数（{figure.reason or '缺数'}）"
        )
    number, _, unit = count.text.partition(" ")
    parsed = parse_figure(number, unit or ("%" if number.endswith("%") else ""))
    if parsed is None or bool(parsed.per) != (kpi.kind == "rate"):
        return ProseFinding(*place, AuditVerdict.NOT_CHECKABLE, f"{name}：所报不是同一种数")
    true = figure.exact * (parsed.per or 1)
    is_exact = kpi.kind != "rate" and parsed.scale == 1
    holds = parsed.value == true if is_exact else true in rounding_interval(Fraction(parsed.value), parsed.step)
    words = f"{name}：库里是 {figure_text(kpi, figure)}（{until}）"
    if holds:
        return ProseFinding(*place, AuditVerdict.HOLDS, f"{words}，相符")
    question = "若是印发以后补录或更正的，以哪个为准要说明"
    return ProseFinding(*place, AuditVerdict.CONTRADICTED, f"{words}，所报 {count.text}", question)
