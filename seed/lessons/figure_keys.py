"""Keys of figures of the whole bureau: how much, which month, and the mean beside the median."""

from __future__ import annotations

import statistics
from fractions import Fraction

from core.catalogue.kpi_model import Kpi
from core.metrics.display import figure_text, number_text, rounded_estimate
from core.metrics.types import Figure, Window
from core.time.days import first_second, month_days, to_date
from seed.choices import shipped
from seed.lessons.classroom import Classroom, kpi_of
from seed.lessons.key_line import KeyLine
from seed.lessons.lesson_model import LessonError
from seed.lessons.question import Pick, Question

LONGER, SHORTER = "平均比中位数长", "平均比中位数短"


def figure(question: Question, room: Classroom) -> KeyLine:
    """Ask how much a KPI is in a period, as it is printed."""
    board, value = room.figure(question)
    kpi, exact = shipped().kpis[kpi_of(question)], value.exact
    assert exact is not None
    why = "，".join(filter(None, (_counted(kpi, board.label, value), value.note)))
    number = Fraction(number_text(kpi, exact).replace(",", ""))
    return KeyLine(question, figure_text(kpi, value), f"{why}。", number=number)


def _counted(kpi: Kpi, period: str, value: Figure) -> str:
    """Say what a figure was counted from (Chinese)."""
    if value.numerator is None:
        return counts_text(value)
    if value.denominator:
        return f"{period}分子 {value.numerator:,}，分母 {value.denominator:,}"
    return f"全局{period}{kpi.zh}一共 {figure_text(kpi, value)}"


def counts_text(value: Figure) -> str:
    """Return the counts that a figure comes from (Chinese)."""
    if value.numerator is None:  # of a percentile
        return "按每起的用时排队数出"
    return f"{value.numerator:,}/{value.denominator:,}" if value.denominator else f"{value.numerator:,}"


def chart_month(question: Question, room: Classroom) -> KeyLine:
    """Ask for the highest or lowest of the last months of a KPI's chart, as each was known at its end."""
    kpi = kpi_of(question)
    board = room.engine.board(room.bureau.id, "ytd", room.as_of, [kpi], 36, [])
    pairs = [
        (_month_text(month), value)
        for month, value in zip(board.months, board.series[kpi, room.bureau.id], strict=True)
        if value is not None and to_date(month_days(month)[1]) <= room.as_of
    ][-question.months :]
    if len(pairs) < 2:
        raise LessonError(f"“{question.text}”在这个演示库里没有足够的月份。")
    best = (max if question.pick is Pick.HIGHEST else min)(value for _, value in pairs)
    right = tuple(month for month, value in pairs if value == best)
    digits, times = shipped().kpis[kpi].digits, 100 if shipped().kpis[kpi].kind == "rate" else 1
    why = "；".join(f"{month} {rounded_estimate(value * times, digits)}" for month, value in pairs)
    return KeyLine(question, "、".join(right), f"{why}。", tuple(month for month, _ in pairs), right)


def _month_text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"


def skew(question: Question, room: Classroom) -> KeyLine:
    """Ask for the mean time to the scene beside the median, of the records themselves."""
    question_of_alerts = question.model_copy(update={"kpi": "alerts_valid"})
    window: Window = room.board(question_of_alerts).period
    rows = room.engine.store.conn.execute(
        "SELECT response_seconds FROM fact_alert WHERE occurred_at >= ? AND occurred_at < ? "
        "AND class <> 'invalid' AND response_seconds IS NOT NULL",
        [first_second(window.first), first_second(window.last + 1)],
    )
    seconds = [int(row[0]) for row in rows]
    if not seconds:
        raise LessonError(f"“{question.text}”在这个演示库里没有到场用时。")
    mean, median = statistics.fmean(seconds) / 60, statistics.median(seconds) / 60
    answer = LONGER if mean > median else SHORTER
    over = sum(second > mean * 60 for second in seconds)
    why = (
        f"{len(seconds)} 起到场，平均 {mean:.1f} 分钟，中位数 {median:.1f} 分钟；"
        f"只有 {over} 起（{over / len(seconds):.0%}）比平均还久：少数特别久的把平均拉长，说不出平常要等多久。"
    )
    return KeyLine(question, answer, why, (LONGER, SHORTER), (answer,))
