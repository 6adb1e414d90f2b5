"""Texts and the numbers of records and officers; a citizen's identity number is told apart and refused."""

from __future__ import annotations

import re
import unicodedata

from core.full_width import half_width
from core.intake.refusal import CellError
from core.visible_text import is_all_visible

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
_BIRTH = r"(?:19[0-9]{2}|20[01][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY = re.compile(rf"[1-9][0-9]{{5}}{_BIRTH}[0-9]{{3}}[0-9Xx]")


def looks_like_identity(text: str) -> bool:
    """Tell whether a text is a citizen's identity number: shape, a birth year from 1900 to 2019, check digit.

    Records too are numbered by area, date and serial; those of our years begin at 2020 and are let through.
    """
    if _IDENTITY.fullmatch(text) is None:
        return False
    weighted = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:17]))
    return "10X98765432"[weighted % 11] == text[17].upper()


def one_line(text: str, *, longest: int) -> str:
    """A text without line breaks or damage, no longer than it may be."""
    if not is_all_visible(text) or "\ufffd" in text:
        raise CellError("有换行、控制字符或乱码", "删去换行和看不见的字符，核对文件编码")
    if len(text) > longest:
        raise CellError(f"超过 {longest} 个字", f"缩短到 {longest} 个字以内")
    return text


def identifier(text: str, *, longest: int) -> str:
    """The number of a record or an officer, with full-width characters made plain."""
    number = one_line(half_width(text), longest=longest)
    if _SCIENTIFIC.fullmatch(number):
        raise CellError("编号被 Excel 改成了科学计数，末几位已丢失", "在 Excel 中把这一列设为文本格式，重新导出")
    if number[0] in "=+-@":
        raise CellError("编号不能以 = + - @ 开头", "去掉开头的符号，只留编号")
    if looks_like_identity(unicodedata.normalize("NFKC", number)):  # ① stands for 1 to the eye
        raise CellError("编号像是公民身份号码，不得存入", "改用业务系统自己的编号")
    return number
