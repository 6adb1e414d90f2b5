"""Periods that headers of a wide table say of the figures below them, and mappings that say another.

A mapping is kept for the files of later months. One that was made when 本年 was taken for the file's own period would
go on storing a year's figure as a month's, and nobody would look again: such a file is refused with the question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.full_width import half_width
from core.intake.mapping.file_period import COVERS, TO_DATE, FilePeriod
from core.intake.refusal import WHOLE_FILE, FileRefused, Refusal
from core.intake.text_matching import match_key

PERIOD_WORDS = {
    COVERS: ("本期",),
    "{month_to_date}": ("本月", "当月"),
    "{quarter_to_date}": ("本季度", "本季"),
    "{year_to_date}": ("本年", "本年累计", "今年以来"),
    "{previous}": ("上月", "上期"),
    "{last_year}": ("去年同期", "上年同期", "去年同月", "同期"),
}
PIECES_JOINT = "/"  # between a merged header and those below it
_MONTH = re.compile(r"(?:(20[0-9]{2})年)?(1[0-2]|0?[1-9])月份?")


def period_of_piece(piece: str) -> str:
    """Return the period that a piece of a header says, as a mapping writes it; empty where it says none."""
    for period, words in PERIOD_WORDS.items():
        if match_key(piece) in words:
            return period
    match = _MONTH.fullmatch(piece)
    return f"{match[1] or '{year}'}-{int(match[2]):02d}" if match else ""


def period_said(header: str) -> str:
    """Return the one period that a header says; empty where it says none, or several."""
    pieces = half_width(header).split(PIECES_JOINT)
    periods = [period for piece in pieces if (period := period_of_piece(piece))]
    return periods[0] if len(periods) == 1 else ""


def is_month(header: str) -> bool:
    """Tell whether a header is a month and nothing else."""
    return _MONTH.fullmatch(half_width(header)) is not None


def refuse_contradicted(period: FilePeriod, texts: Mapping[str, str]) -> None:
    """Refuse a file where a column says 本月, 本季度 or 本年 and its mapping the file's own period, which is another.

    `texts` are the periods by header as the mapping writes them. Raises FileRefused with one refusal a column.
    """
    contradicted = [
        Refusal(WHOLE_FILE, header, COVERS, *_rule_and_mend(period, place))
        for header, text in texts.items()
        if text == COVERS and (place := period_said(header)) in TO_DATE and period.fill(place) != period.fill(COVERS)
    ]
    if contradicted:
        raise FileRefused(period.file, contradicted)


def _rule_and_mend(period: FilePeriod, place: str) -> tuple[str, str]:
    word = PERIOD_WORDS[place][0]
    rule = f"表头说的是{word}（{period.fill(place)}），对照却把这一列记作文件的期间（{period.fill(COVERS)}），没有导入"
    mend = (
        f"是{word}到文件末日的数：对照里这一列的期间改为 {place}（页面上选“{word}（到文件的末日）”）；"
        "确是另一段的数：写明期间，如 2026-10"
    )
    return rule, mend
