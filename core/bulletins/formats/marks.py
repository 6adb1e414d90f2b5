"""Words that every format prints round a bulletin."""

from __future__ import annotations

from core.bulletins.document import BulletinDocument

BY_HAND = "待人工填写"
DEMO = "演示数据"
NOTES = "说明"


def by_hand_text(hint: str) -> str:
    """Return what stands where a person has to write."""
    return f"【{BY_HAND}】{hint}"


def issue_line(document: BulletinDocument, number: int | None) -> str:
    """Return the line below the title: the number of an issued bulletin, or that this is a draft."""
    return f"第 {number} 号" if number is not None else f"草稿，未印发（{document.bureau}）"


def heading_text(number: int, heading: str) -> str:
    """Return a heading with its numeral, such as 一、警情概况."""
    return f"{NUMERALS[number]}、{heading}"


NUMERALS = ("〇", *"一二三四五六七八九十", *(f"十{one}" for one in "一二三四五六七八九"))
