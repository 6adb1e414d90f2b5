"""Figures as rows for people and scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar

import click

from core.access.scoped_engine import ScopedEngine
from core.board.change_text import raw_change_text, render
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.engine import Engine
from core.judgement.families import kpi_families
from core.metrics.display import figure_text, unfinished_note
from core.metrics.freshness import NoFiguresError
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Board, Change, ChangeKind, Figure, Judgement, StandardAnswer
from core.store.sqlite import StoreError
from core.store.units import UnitRef
from core.time.days import month_text, to_date
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period

Row = dict[str, Any]
T = TypeVar("T")
COMPARISONS: tuple[ChangeKind, ...] = ("yoy", "mom", "lunar")
NOT_NEAR_SPRING = "本期和去年同期都不在春节前后，或都含整个春节前后，直接看同比"
COMPARISON_FIELDS = (
    "base_start",
    "base_end",
    "base_value",
    "change",
    "change_unit",
    "change_per_day",
    "low",
    "high",
    "phi",
    "verdict",
    "verdict_code",
    "detectable",
    "tone",
    "verdict_reason",
    "display",
    "text",
    "reason",
    "note",
)


def kpi_ids(catalogue: Catalogue, requested: Sequence[str]) -> list[str]:
    """Returns KPI ids from ids or Chinese names; all of them if none are named. Raises LookupError (Chinese)."""
    by_name = {kpi.zh: name for name, kpi in catalogue.kpis.items()}
    for text in requested:
        if text not in catalogue.kpis and text not in by_name:
            near = get_close_matches(text, [*catalogue.kpis, *by_name], n=3, cutoff=0.4)
            raise LookupError(f"没有指标“{text}”" + (f"，相近的有：{'、'.join(near)}" if near else ""))
    return [by_name.get(text, text) for text in requested] or list(catalogue.kpis)


def answered(catalogue: Catalogue, kpis: Sequence[str], answer: Callable[[str], T], *, tell: bool) -> list[T]:
    """Returns the answers of the KPIs that have data, and names the others if so wanted.

    Raises NoFiguresError (Chinese) where none of them has any, as every command does.
    """
    answers, silent = [], []
    for kpi in kpis:
        try:
            answers.append(answer(kpi))
        except NoFiguresError:
            if kpi == kpis[-1] and not answers:
                raise
            silent.append(kpi)
    if silent and tell:
        click.echo(f"还没有数据的指标：{'、'.join(catalogue.kpis[kpi].zh for kpi in silent)}", err=True)
    return answers


def require_members(members: Sequence[object], unit: str | None) -> None:
    """Raises LookupError (Chinese) where a unit has nothing below it that could be compared."""
    if not members:
        place = f"“{unit}”下面" if unit else "这一组里"
        raise LookupError(f"{place}没有可比的单位：--unit 写局、分局等上级单位，--group 写有单位的同类组")


def count_kpi_ids(catalogue: Catalogue, requested: Sequence[str]) -> list[str]:
    """Returns KPI ids from ids or Chinese names; those that are counts if none are named. Raises LookupError."""
    ids = kpi_ids(catalogue, requested)
    return ids if requested else [name for name in ids if catalogue.kpis[name].kind == "count"]


def _comparison(kpi: Kpi, change: Change, judged: Judgement) -> Row:
    text = render(kpi, change, judged)
    interval = f"（{text.interval}）" if text.interval else ""
    raw = text.raw and f"{text.raw}，"
    return {
        "base_start": change.base.start.isoformat(),
        "base_end": change.base.end.isoformat(),
        "base_value": change.base_figure.value,
        "change": None if change.change is None else float(change.change),
        "change_unit": change.unit,
        "change_per_day": None if change.per_day is None else float(change.per_day),
        "low": judged.low,
        "high": judged.high,
        "phi": judged.phi,
        "verdict": judged.label,
        "verdict_code": judged.verdict.code,
        "detectable": judged.detectable.size,
        "tone": judged.tone,
        "verdict_reason": judged.reason,
        "display": raw_change_text(change, judged),
        "text": f"{text.span}，{raw}{text.change}{interval} {text.marked_verdict}",
        "reason": change.reason,
        "note": text.note or None,
    }


def _no_aligned_change() -> Row:
    """Returns the row in place of an aligned comparison where the plain one is fair."""
    return {**dict.fromkeys(COMPARISON_FIELDS), "text": "—", "reason": NOT_NEAR_SPRING}


def figure_row(catalogue: Catalogue, board: Board, kpi: str, unit: UnitRef, compare: Sequence[ChangeKind]) -> Row:
    """Returns one figure as a JSON row; absent values are null, and `reason` says why."""
    figure = board.figures[kpi, unit.id]
    row: Row = {
        "unit": unit.name,
        "unit_code": unit.code,
        "kpi": kpi,
        "period_start": board.period.start.isoformat(),
        "period_end": board.period.end.isoformat(),
        "complete": board.is_complete,
        "unfinished": unfinished_note(board) or None,
        "as_of": board.as_of.isoformat(),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "display": figure_text(catalogue.kpis[kpi], figure),
        "counted_on": figure.as_of.isoformat() if figure.as_of else None,
        "outcomes_until": figure.outcomes_until.isoformat() if figure.outcomes_until else None,
        "reason": figure.reason,
        "note": figure.note,
        **_ripeness(figure),
    }
    row["standard"] = _standard(board.standards.get((kpi, unit.id)))
    for kind in compare:
        key = (kpi, unit.id, kind)
        if key in board.changes:
            row[kind] = _comparison(catalogue.kpis[kpi], board.changes[key], board.judgements[key])
        else:
            row[kind] = _no_aligned_change()
    return row


def _ripeness(figure: Figure) -> Row:
    """Returns whether a cohort's figure is ripe, and what is still to come to it; null of a KPI that is no cohort."""
    if figure.ripeness is None:
        return {"ripe": None, "still_to_come": None}
    gain = figure.ripeness.still_to_come
    return {"ripe": figure.ripeness.is_ripe, "still_to_come": None if gain is None else round(gain, 1)}


def _standard(answer: StandardAnswer | None) -> Row:
    """Returns whether the standard is met; all null where there is none, or it does not apply to such a unit."""
    if answer is None:
        return dict.fromkeys(("verdict", "low", "high", "reason", "sentence"))
    return {
        "verdict": answer.status,
        "low": answer.low,
        "high": answer.high,
        "reason": answer.reason,
        "sentence": answer.sentence,
    }


class BoardKey(NamedTuple):
    """Hold what a board is asked for."""

    kpis: tuple[str, ...]
    period: str
    day: date


class FiguresRequest(NamedTuple):
    """Figures of a unit over a period, or of what is `by` it: its units, departments or months."""

    unit: str | None
    period: str
    by: str | None
    as_of: date | None
    compare: Sequence[ChangeKind]


def figure_rows(engine: Engine | ScopedEngine, kpis: Sequence[str], request: FiguresRequest) -> Iterator[Row]:
    """Yields the figures of some KPIs. Each KPI has its own last complete day unless one is given."""
    focus = engine.unit(request.unit)
    units = _units_of(engine, focus, request.by)
    ids = [unit.id for unit in units]
    families = kpi_families(engine.catalogue)
    boards: dict[BoardKey, Board] = {}  # KPIs of one family share one
    for kpi in kpis:
        day = request.as_of or _day_of(engine, kpi, request.period, focus.id)
        kpis_of_family = families[kpi].kpis if request.compare else [kpi]
        for period in _months(request.period, day, engine.catalogue) if request.by == "month" else [request.period]:
            key = BoardKey(tuple(kpis_of_family), period, day)
            if key not in boards:
                boards[key] = engine.board(focus.id, period, day, kpis_of_family, months=0, units=ids)
            board = boards[key]
            for unit in units:
                yield figure_row(engine.catalogue, board, kpi, unit, request.compare)


def _units_of(engine: Engine | ScopedEngine, focus: UnitRef, by: str | None) -> list[UnitRef]:
    tree = engine.units
    if by == "unit":
        return tree.stations(focus.id) or tree.children(focus.id)
    if by == "department":
        return [unit for unit in tree.below(focus.id) if unit.kind == "department"]
    return [focus]


def _day_of(engine: Engine | ScopedEngine, kpi: str, period: str, unit: int) -> date:
    """Returns a KPI's last complete day of a unit; for a fixed period with no data so far its end, without a figure.

    Raises StoreError where a running period is asked for and there are no data at all.
    """
    try:
        fixed = parse_period(period, engine.catalogue.reporting_calendar)
    except PeriodTextError:  # a running one, or none: resolving it says so
        fixed = None
    try:
        day = engine.as_of([kpi], unit)
    except StoreError:
        return to_date(fixed[1]) if fixed else engine.as_of(list(engine.catalogue.kpis))
    return to_date(fixed[1]) if fixed and day < to_date(fixed[0]) else day


def _months(period: str, as_of: date, catalogue: Catalogue) -> list[str]:
    calendar = catalogue.reporting_calendar
    window = resolve_period(period, as_of, calendar).window
    return [month_text(month) for month in range(calendar.month_of(window.first), calendar.month_of(window.last) + 1)]
