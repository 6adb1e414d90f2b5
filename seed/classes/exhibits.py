"""Figures that a question is about, as everybody in a class sees them on a telephone: nothing of them is the answer.

What the engine hides stays hidden here too. A question without an exhibit is looked up on the projected product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from core.bulletins.document import Chart, ChartKind, ChartPoint
from core.bulletins.formats.charts.draw import PHONE_WIDTH, draw_chart
from core.bulletins.formats.charts.drawing import Ink
from core.bulletins.formats.charts.svg import svg_text
from core.catalogue.kpi_model import Kpi
from core.metrics.display import NO_DATA, change_digits, change_text, figure_text
from core.metrics.types import Change, Figure, Window
from core.store.units import UnitRef
from core.time.days import month_days, to_date
from seed.classes.model import Exhibit
from seed.lessons.classroom import Classroom, kpi_of
from seed.lessons.key_line import KeyLine
from seed.lessons.question import Ask, Pick, Question

SHOWN_MONTHS = 24  # behind a change that is to be judged
SHOWN_WEEKS = 8  # before a day that may be usual
UNIT, DAYS, COUNT, NUMERATOR, DENOMINATOR, VALUE = "单位", "哪些天", "件数", "分子", "分母", "数值"
AS_KNOWN = "每个月都按当月月末所知。"
NOW, BASE, CHANGE, MONTH, FINDING = "本期", "基期", "变化", "月份", "预警说的"


def exhibits(line: KeyLine, room: Classroom) -> tuple[Exhibit, ...]:
    """Return what a question is about: tables and charts of the engine's answers."""
    question = line.question
    make = _MAKERS.get(question.ask)
    beside = [question.model_copy(update={"kpi": kpi}) for kpi in question.beside]
    return (*(make(question, room) if make else ()), *(table for each in beside for table in _one_period(each, room)))


def _kpi(question: Question, room: Classroom) -> Kpi:
    return room.engine.catalogue.kpis[kpi_of(question)]


def _change(question: Question, room: Classroom) -> list[Exhibit]:
    """The counts of both periods, and the months behind them: what a verdict rests on."""
    kpi, board = _kpi(question, room), room.board(question)
    figure = board.figures[kpi_of(question), room.bureau.id]
    change = board.changes.get((kpi_of(question), room.bureau.id, question.change))
    rows = [_period_row(NOW, board.period, kpi, figure)]
    note = ""
    if change is not None:
        rows.append(_period_row(BASE, change.base, kpi, change.base_figure))
        note = f"{CHANGE}：{change_text(change, change_digits(change.unit))}"
    table = Exhibit(
        title=f"{room.bureau.name} {kpi.zh}",
        headers=("", DAYS, *_value_headers(kpi)),
        rows=tuple(rows),
        note=note,
    )
    return [table, *_months(question, room, SHOWN_MONTHS)]


def _period_row(name: str, window: Window, kpi: Kpi, figure: Figure) -> tuple[str, ...]:
    return name, f"{window.start} 至 {window.end}", *_value_cells(kpi, figure)


def _value_headers(kpi: Kpi) -> tuple[str, ...]:
    return (NUMERATOR, DENOMINATOR, VALUE) if kpi.kind == "rate" else (VALUE,)


def _value_cells(kpi: Kpi, figure: Figure) -> tuple[str, ...]:
    if kpi.kind == "rate":
        return _count(figure.numerator), _count(figure.denominator), figure_text(kpi, figure)
    return (figure_text(kpi, figure),)


def _count(count: int | None) -> str:
    return NO_DATA if count is None else f"{count:,}"


def _months(question: Question, room: Classroom, months: int) -> list[Exhibit]:
    """A line of the last whole months, each as it was known at its end."""
    kpi, name = _kpi(question, room), kpi_of(question)
    board = room.engine.board(room.bureau.id, "ytd", room.as_of, [name], months + 1, [])
    points = []
    for month, value in zip(board.months, board.series[name, room.bureau.id], strict=True):
        if to_date(month_days(month)[1]) <= room.as_of:
            points.append(_point(kpi, f"{month // 12}-{month % 12 + 1:02d}", value))
    points = points[-months:]
    if not any(point.number is not None for point in points):
        return []
    listed = "；".join(f"{point.label} {point.text}" for point in points)
    unit = "%" if kpi.kind == "rate" else kpi.unit
    title = f"{room.bureau.name} {kpi.zh}，各月"
    chart = Chart(ChartKind.MONTHS, title, name, kpi.zh, unit, tuple(points), f"{title}：{listed}。")
    rows = tuple((point.label, point.text) for point in points)
    return [Exhibit(title=title, headers=(MONTH, VALUE), rows=rows, svg=_svg(chart), note=AS_KNOWN)]


def _point(kpi: Kpi, label: str, value: float | None) -> ChartPoint:
    if value is None:
        return ChartPoint(label, None, NO_DATA)
    digits = kpi.digits
    text = f"{value * 100:.{digits}f}" if kpi.kind == "rate" else f"{value:.{digits}f}"
    return ChartPoint(label, float(text), text)


def _svg(chart: Chart) -> str:
    return svg_text(draw_chart(chart, PHONE_WIDTH), chart.alternative, _screen_colour)


def _screen_colour(ink: Ink) -> str:
    """Return a colour as the page's own style has it, light or dark."""
    return f"var(--fj-{ink})"


def _chart_months(question: Question, room: Classroom) -> list[Exhibit]:
    return _months(question, room, question.months)


def _figure(question: Question, room: Classroom) -> list[Exhibit]:
    """Parts of a figure: the counts of a rate, the stations of a count; never the figure itself."""
    kpi = _kpi(question, room)
    board, figure = room.figure(question)
    if kpi.kind == "rate":
        row = (room.bureau.name, _count(figure.numerator), _count(figure.denominator))
        title = f"{kpi.zh}，{board.label}"
        return [Exhibit(title=title, headers=(UNIT, NUMERATOR, DENOMINATOR), rows=(row,))]
    parts = room.station_figures(question)
    if sum(part.numerator or 0 for part in parts.values()) != figure.numerator or len(parts) < len(room.stations):
        return []  # something is hidden, or belongs to no station: the parts would not give the whole
    return [_stations(question, room, {board.label: parts})]


def _one_period(question: Question, room: Classroom) -> list[Exhibit]:
    figures = room.station_figures(question)
    return [_stations(question, room, {room.board(question).label: figures})] if figures else []


def _two_periods(question: Question, room: Classroom) -> list[Exhibit]:
    """The periods that are known when the forecast is asked for; the one after them is the answer."""
    periods = {
        room.board(question, period).label: room.station_figures(question, period)
        for period in (question.before, question.period)
    }
    return [_stations(question, room, periods)]


def _stations(question: Question, room: Classroom, periods: Mapping[str, Mapping[UnitRef, Figure]]) -> Exhibit:
    """A table of stations; of one period of counts a chart besides."""
    kpi = _kpi(question, room)
    headers = [f"{label} {head}" if len(periods) > 1 else head for label in periods for head in _value_headers(kpi)]
    units = [unit for unit in room.stations if any(unit in figures for figures in periods.values())]
    rows = tuple(
        (unit.name, *(cell for figures in periods.values() for cell in _station_cells(kpi, figures.get(unit))))
        for unit in units
    )
    title = f"各所{kpi.zh}，{'、'.join(periods)}"
    return Exhibit(title=title, headers=(UNIT, *headers), rows=rows)


def _station_cells(kpi: Kpi, figure: Figure | None) -> tuple[str, ...]:
    return (NO_DATA,) * len(_value_headers(kpi)) if figure is None else _value_cells(kpi, figure)


def _both_ways(question: Question, room: Classroom) -> list[Exhibit]:
    """The stations then and now; what becomes of the whole is what is asked."""
    kpi, stations = _kpi(question, room), room.stations
    board = room.board(question, units=stations)
    rows = []
    for unit in stations:
        change = board.changes.get((kpi_of(question), unit.id, question.change))
        figure = board.figures[kpi_of(question), unit.id]
        rows.append((unit.name, *_then_and_now(kpi, figure, change)))
    headers = [f"{when} {head}" for when in (BASE, NOW) for head in _value_headers(kpi)]
    return [Exhibit(title=f"各所{kpi.zh}，{board.label}", headers=(UNIT, *headers), rows=tuple(rows))]


def _then_and_now(kpi: Kpi, figure: Figure, change: Change | None) -> tuple[str, ...]:
    base = (NO_DATA,) * len(_value_headers(kpi)) if change is None else _value_cells(kpi, change.base_figure)
    return *base, *_value_cells(kpi, figure)


def _compared(question: Question, room: Classroom) -> list[Exhibit]:
    """Stations with what their counts are set against."""
    comparison = room.engine.comparison(kpi_of(question), question.period or "", room.as_of)
    rows = tuple(
        (row.unit.name, *(NO_DATA if part is None else f"{part:,.0f}" for part in (row.numerator, row.denominator)))
        for row in sorted(comparison.ranked_units, key=lambda row: row.unit.code)
    )
    if not rows:
        return []
    title = f"各所{_kpi(question, room).zh}，{room.board(question).label}（{comparison.quantity_zh}）"
    return [Exhibit(title=title, headers=(UNIT, NUMERATOR, DENOMINATOR), rows=rows)]


def _by_pick(question: Question, room: Classroom) -> list[Exhibit]:
    is_plain = question.pick in (Pick.HIGHEST, Pick.LOWEST)
    return _one_period(question, room) if is_plain else _compared(question, room)


def _same_weekdays(question: Question, room: Classroom) -> list[Exhibit]:
    """The day that is asked about beside the same days of the weeks before."""
    kpi, asked_day = _kpi(question, room), question.day
    assert asked_day is not None  # the reader of the lesson has seen to it
    rows = []
    for weeks in range(SHOWN_WEEKS + 1):
        day = asked_day - timedelta(weeks=weeks)
        board = room.engine.board(room.bureau.id, day.isoformat(), room.as_of, [kpi_of(question)], 0, [])
        rows.append((day.isoformat(), figure_text(kpi, board.figures[kpi_of(question), room.bureau.id])))
    title = f"{room.bureau.name} {kpi.zh}，当天和此前 {SHOWN_WEEKS} 周的同一天"
    return [Exhibit(title=title, headers=(DAYS, VALUE), rows=tuple(rows))]


def _signals(question: Question, room: Classroom) -> list[Exhibit]:
    """The signals of the day as the product tells them; which of them were planted is what is asked."""
    signals = room.engine.signals(room.as_of).active
    rows = tuple((signal.unit.name, signal.finding) for signal in signals)
    return (
        [Exhibit(title=f"预警，截至 {room.as_of}", headers=(UNIT, FINDING), rows=rows, is_prose=True)] if rows else []
    )


_MAKERS: dict[Ask, Callable[[Question, Classroom], list[Exhibit]]] = {
    Ask.VERDICT: _change,
    Ask.SENTENCE: _change,
    Ask.FIGURE: _figure,
    Ask.STATION: _by_pick,
    Ask.ORDER: _one_period,
    Ask.AVERAGE: _one_period,
    Ask.MONTH: _chart_months,
    Ask.RANGE: _same_weekdays,
    Ask.RETURN: _two_periods,
    Ask.STAY: _one_period,
    Ask.REVERSAL: _both_ways,
    Ask.PLANTED: _signals,
    Ask.DAY: _signals,
    Ask.STRAYS: _signals,
    Ask.MISSED: _signals,
}
