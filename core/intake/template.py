"""Templates: the header row of each kind of file, and what each column may hold."""

from __future__ import annotations

from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.export import BYTE_ORDER_MARK, csv_text
from core.intake.fields import Field, fields_of
from core.intake.row_rules import clock_columns
from core.time.period_refusal import PERIOD_FORMS

_WORDS = {
    "id": "编号，{longest} 字以内；在 Excel 中设为文本格式",
    "ref": "另一条记录的编号",
    "text": "文字，{longest} 字以内",
    "unit": "单位编号或单位名称",
    "officer": "工号（先用 officers 导入）",
    "measure": "计数项代号或名称；比率请分别报分子和分母",
    "day": "日期，如 2026-11-22",
    "past_day": "日期，如 2026-11-22，不得在将来",
    "year": "四位年份，如 1985",
    "period": f"期间：{PERIOD_FORMS}，不写年份的按文件名里的年份；期满再报",
    "choice": "选项",
    "flag": "是或否",
    "count": "整数，不小于 0，可写千分位逗号",
}
_TIME = "时间，如 2026-11-22 08:30 或 2026-11-22 08:30:15，不得在将来"
_CLOCK = "必须写到分，只有日期的拒收"
_BARE = "只写日期的按 0 点计；按分钟或小时计用时的，起止都要写到分"
_FLAG_LABELS = ("是", "否")


class ColumnGuide(NamedTuple):
    """A column as the template explains it: header, type in words, 必填 or 选填, the values allowed if they are few."""

    header: str
    words: str
    required: str
    allowed: str


def template(kind: str, catalogue: Catalogue) -> str:
    """The header row as CSV text beginning with a byte order mark: write it as UTF-8 without another one."""
    return BYTE_ORDER_MARK + csv_text([[field.zh for field in fields_of(kind, catalogue)]])


def column_guides(kind: str, catalogue: Catalogue) -> list[ColumnGuide]:
    """Describe what each column of a kind of file may hold."""
    clock = clock_columns(catalogue, kind) if kind in catalogue.facts else set()
    return [_note(field, clock) for field in fields_of(kind, catalogue)]


def _note(field: Field, clock: set[str]) -> ColumnGuide:
    if field.type == "time":
        words = f"{_TIME}；{_CLOCK if field.name in clock else _BARE}"
    else:
        words = _WORDS[field.type].format(longest=field.longest)
    if field.note:
        words = f"{words}；{field.note}"
    allowed = _FLAG_LABELS if field.type == "flag" else tuple(field.choices.values())
    return ColumnGuide(field.zh, words, "必填" if field.required else "选填", "、".join(allowed))
