"""Words in a header that say the column is about a person. No such column is declared, read or stored."""

from __future__ import annotations

import re

PERSONAL_HEADER_WORDS = (
    *("姓名", "名字", "身份证", "证件号", "电话", "手机", "联系方式", "地址", "住址", "住所", "户籍地", "出生日期"),
    *("报警人", "当事人", "受害人", "嫌疑人", "申请人", "车牌", "微信", "银行卡", "照片", "人脸"),
)
_HOW_MANY = re.compile(r"(?:报警人|当事人|受害人|嫌疑人|申请人)(?:数|数量)")  # a count of people names nobody


def is_personal(header: str) -> bool:
    """Tell whether a header says that the column is about a person."""
    return _HOW_MANY.fullmatch(header) is None and any(word in header for word in PERSONAL_HEADER_WORDS)
