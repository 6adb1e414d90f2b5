"""Zip files that would unpack to more than any honest workbook: refused by the sizes they state, before unpacking."""

from __future__ import annotations

from collections.abc import Sequence
from zipfile import ZipInfo

from core.intake.workbook.unreadable import UnreadableWorkbook

MEGABYTE = 1024 * 1024
LARGEST_PART = 400 * MEGABYTE  # half a million alerts take 320
LARGEST_SUM = 500 * MEGABYTE
LARGEST_RATIO = 100  # honest workbooks are packed 8 to 11 times smaller
RATIO_FROM = 10 * MEGABYTE  # small parts that repeat themselves do no harm
MOST_PARTS = 10_000


def check_sizes(members: Sequence[ZipInfo]) -> None:
    """Raises UnreadableWorkbook where the parts are too large, too many, or packed too tightly to be honest."""
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    largest = max((member.file_size for member in members), default=0)
    if len(members) > MOST_PARTS or largest > LARGEST_PART or total > LARGEST_SUM:
        limits = f"{LARGEST_SUM // MEGABYTE} MB（其中一部分 {LARGEST_PART // MEGABYTE} MB）"
        rule = f"解开后有 {total // MEGABYTE} MB，超过 {limits}的上限"
        raise UnreadableWorkbook(rule, "删去表格以外的工作表和行列，或按月份拆成几个文件")
    if total > RATIO_FROM and total > packed * LARGEST_RATIO:
        rule = f"解开后是原来的 {total // max(packed, 1)} 倍，不像正常的工作簿"
        raise UnreadableWorkbook(rule, "只导入来路清楚的文件；在 Excel 或 WPS 中打开看过，另存为新文件再导入")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableWorkbook("压缩包有密码", "去掉密码，另存为 .xlsx 再导入")
