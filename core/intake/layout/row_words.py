"""Words by which rows that are no data are told: totals, comparisons, and notes around a table."""

from __future__ import annotations

import re

from core.full_width import half_width

TOTALS = frozenset(
    {
        *("合计", "总计", "共计", "总合计", "合计数", "总数", "累计", "小计", "分计", "本页小计", "本页合计"),
        *("全县合计", "全市合计", "全区合计", "全局合计", "全所合计", "全州合计", "全旗合计"),
    }
)
_TOTAL_OF_A_GROUP = re.compile(r".{1,8}(?:小计|合计|总计|共计)")  # 城区小计, 机关合计
_TOTAL_ENDS = "计数:："
_COMPARISONS = re.compile(
    r"(?:去年|上年|上月|上季|上期|同期|本期|本月|本年)?(?:同期|同比|环比|增减|升降|增幅|降幅|占比|比重|平均|均值)"
    r"(?:数|值|率|幅|幅度|情况)?(?:[(（]?[±+%％‰\-/]*[)）]?)|去年同期|上年同期|上月|上季度|[±+\-]*%"
)
_TITLE = re.compile(r"(?:统计|报|明细|登记|情况|汇总|一览|分析|台账)表$|情况$|^附件|(?:19|20)\d\d年.*[表报况]$")
_NOTE = re.compile(
    r"[*※◆#]?\s*(?:[0-9]+[.、．])?\s*(?:"
    r"(?:备\s*注|附\s*注|注|说\s*明|单\s*位|计量单位|统计口径|口径|数据来源)\s*[:：]"
    r"|(?:备\s*注|附\s*注|注|说\s*明)\s*[0-9]"
    r"|(?:填表|填报|制表|编制|审核|复核|审批|签发|统计|报送|上报|打印|导出|单位负责|部门负责|分管领导|负责|联系)"
    r"(?:人|单位|部门|时间|日期|电话|方式)?(?:签字|签章|[(（].{1,6}[)）])?\s*[:：]"
    r"|截[至止].{1,20}(?:日|时|点)"
    r")"
)
NOTE_LABELS = frozenset({"备注", "附注", "注", "说明", "联系电话"})


def is_title(text: str) -> bool:
    """Tell whether a text is a title such as 2026年10月警情统计表."""
    return _TITLE.search(text) is not None


def is_note(text: str) -> bool:
    """Tell whether a cell begins a note such as 备注：, 填表人：, 单位：起."""
    return _NOTE.match(text) is not None


def total_word(cells: list[str]) -> str | None:
    """The word by which a row is a total, in its first cell with content or behind a running number; else None."""
    for cell in cells:
        if not cell:
            continue
        if cell[-1] in _TOTAL_ENDS:
            word = "".join(half_width(cell).split()).rstrip(":")
            if word in TOTALS or (_TOTAL_OF_A_GROUP.fullmatch(word) and not _has_other_words(cells, cell)):
                return word
        if not cell.isdigit():
            return None
    return None


def _has_other_words(cells: list[str], own: str) -> bool:
    return any(letter.isalpha() for cell in cells if cell != own for letter in cell)


def is_note_row(cells: list[str]) -> bool:
    """Tell whether a row below a table is a note: its first cell with content begins one, or is the word for it."""
    first = next((cell for cell in cells if cell), "")
    return is_note(first) or "".join(first.split()) in NOTE_LABELS


def is_comparison(cells: list[str]) -> bool:
    """Tell whether a row compares others: 同比, 去年同期, 增减％ in its first cell with content."""
    first = next((cell for cell in cells if cell), "")
    return _COMPARISONS.fullmatch("".join(first.split())) is not None
