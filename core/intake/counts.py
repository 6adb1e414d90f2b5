"""Counts as people write them → whole numbers. No mark, blank or line break ever becomes part of a number."""

from __future__ import annotations

import re
import unicodedata

from core.full_width import half_width
from core.intake.refusal import CellError
from core.intake.text_matching import trimmed

LARGEST_COUNT = 10**12
LONGEST_MARK = 3
_WHOLE_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?")  # spreadsheets write 12 as 12.0
_MISSING = re.compile(r"[-‐‑‒–—―−─]{1,3}|[/\\]{1,2}|无|暂无|缺|缺报|未报")
_CHINESE_DIGITS = frozenset("〇零一二三四五六七八九十百千万两廿卅壹贰叁肆伍陆柒捌玖拾佰仟")
_DATE = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?:[T ].*)?|[0-9]{4}年.*")
_WITH_UNIT = re.compile(r"[0-9,]+(?:\.[0-9]+)?\s*([^\W\d_]{1,3})")


def is_missing_mark(text: str) -> bool:
    """Tell whether a cell says that there is no figure: a dash, a slash, 无, 缺 and the like. None of them is 0."""
    return len(text) <= LONGEST_MARK and _MISSING.fullmatch(half_width(text)) is not None


def parse_count(text: str, unit: str = "", most: int = LARGEST_COUNT) -> int:
    """The number that a cell holds; the column's `unit`, such as 起, may stand behind it. Raises CellError."""
    number = half_width(trimmed(text))
    if unit:
        number = number.removesuffix(unit).rstrip()
    match = _WHOLE_NUMBER.fullmatch(number)
    if match is None:
        raise _no_count(number)
    value = int(match[1].replace(",", ""))
    if value > most:
        raise CellError("数值过大", f"核对位数，不得超过 {most}")
    return value


def _no_count(number: str) -> CellError:
    if _DATE.fullmatch(number):
        return CellError("是日期，不是数", "在 Excel 中把这一格设为常规格式，重新填写数字")
    plain = CellError("不是整数", "只写数字，如 1234 或 1,234，不带单位和文字")
    return _strange_sign(number) or _other_notation(number) or plain


def _strange_sign(number: str) -> CellError | None:
    if any(sign in number for sign in "\r\n\v\f\u2028\u2029\x85"):
        return CellError("数字中间有换行", "一格只写一个数，删去换行")
    if any(sign.isspace() for sign in number) and _WITH_UNIT.fullmatch(number) is None:
        return CellError("数字中间有空格", "删去空格；一格只写一个数")
    for sign in number:
        if _is_strange_digit(sign):
            return CellError(f"“{sign}”不是普通数字", "数字只用 0 到 9；脚注序号另放一列或删去")
        if unicodedata.category(sign) in ("Cf", "Cc"):
            return CellError("数字里有看不见的字符", "清空这一格，重新填写")
    return None


def _is_strange_digit(sign: str) -> bool:
    """Tell whether a sign is a digit to the eye, or made of one: ①, ³, ㋀, or a digit of another script."""
    if sign.isascii() or sign in _CHINESE_DIGITS:
        return False
    folded = unicodedata.normalize("NFKC", sign)
    return unicodedata.numeric(sign, None) is not None or any(part.isdigit() for part in folded)


def _other_notation(number: str) -> CellError | None:
    if number.endswith(("%", "‰")):
        return CellError("这里要计数，不要比率", "分别报分子和分母两个计数项，比率由系统算")
    if re.fullmatch(r"[-−–][0-9.,]+", number):
        return CellError("计数不能为负", "写 0 或正整数；要更正以前的数，重报那一期的正确值")
    if re.fullmatch(r"[(\[【〔][0-9.,]+[)\]】〕]", number):
        return CellError("括号里的数说不清是不是负数", "去掉括号；计数不能是负数")
    if re.fullmatch(r"[0-9,]*\.[0-9]+", number):
        return CellError("计数不能带小数", "写整数；以“万”为单位的请换算成个数")
    if re.fullmatch(r"[0-9.]+E[+-]?[0-9]+", number, re.IGNORECASE):
        return CellError("是科学计数，末几位可能已丢失", "在 Excel 中把这一列设为数值格式（小数 0 位），写出完整的数")
    if re.fullmatch(r"[0-9]+(?:['’‘´`][0-9]+)+", number):
        return CellError("分隔千位的符号不对", "千位用英文逗号分隔，如 1,234，或不分隔")
    if number and all(sign in _CHINESE_DIGITS for sign in number):
        return CellError("是中文数字", "改成阿拉伯数字，如 120")
    if re.fullmatch(r"[0-9.,]+\s*[万亿]", number):
        return CellError("以“万”“亿”为单位，末几位不知道", "换算成个数，写完整的整数")
    if match := _WITH_UNIT.fullmatch(number):
        return CellError(f"带了单位“{match[1]}”", "只写数字，单位写在表头里，如“警情（起）”")
    return None
