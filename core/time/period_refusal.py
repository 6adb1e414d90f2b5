"""Periods that cannot be read: why, and what to write instead. Every form in “” of a mend can be read as it stands."""

from __future__ import annotations

import re

EXAMPLE_YEAR = 2026
LEAP_YEAR = 2024  # for 2月29日
PERIOD_FORMS = "“2026年5月”“2026-05”“2026年1-6月”“2026年上半年”“2026Q3”“2026”“2026-05-03”“2026年4月26日至5月25日”"
_RELATIVE = re.compile(r"[本当上这今去]个?[月季年周期].*|.*(累计|以来|至今|同期|同月|截至).*|近.+[天日月]")
_OTHER_HINTS = (
    (re.compile(r"[0-9]{5}(\.[0-9]+)?"), "像是 Excel 的日期序列号", "在 Excel 中把这一列设为文本，写成“2026年5月”"),
    (re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}"), "年份要写在最前", "写成“2026-05-03”"),
    (re.compile(r"[0-9]{2}(年.*|[-/.]?[QH][1-4])"), "年份要写四位", "写成“2026年5月”“2026Q3”"),
    (re.compile(r"[〇零一二三四五六七八九]{4}年.*"), "年份要写阿拉伯数字", "写成“2026年”“2026年5月”"),
)
_TWO_NUMBERS = re.compile(r"(0?[1-9]|1[0-2])([-/.])([0-9]{1,2})")
_LOST_ZERO = re.compile(r"((?:19|20)[0-9]{2})\.1")


class PeriodTextError(ValueError):
    """A text is no period that can be read; `rule` says why and `mend` what to write instead (both Chinese)."""

    def __init__(self, rule: str, mend: str) -> None:
        self.rule, self.mend = rule, mend
        super().__init__(f"{rule}{'' if rule.endswith('？') else '，'}{mend}")


def year_missing(plain: str, year: int, *, has_names: bool) -> PeriodTextError:
    """The refusal of a period without a year; `year` has such a period.

    `has_names` says that it stands in a file, whose names could give the year and do not.
    """
    mend = f"写上年份，如“{year}年{plain}”"
    return PeriodTextError("没有写年份", f"{mend}；或让标题、表名、文件名里有且只有一个年份" if has_names else mend)


def no_such_month(number: int) -> PeriodTextError:
    """The refusal of a month 13."""
    return PeriodTextError(f"没有 {number} 月", "月份写 1 到 12，如“2026年5月”")


def no_such_quarter(number: int) -> PeriodTextError:
    """The refusal of a quarter 5."""
    return PeriodTextError(f"没有第 {number} 季度", "季度写 1 到 4，如“2026Q3”")


def no_such_day() -> PeriodTextError:
    """The refusal of a date that the calendar does not have."""
    return PeriodTextError("日历上没有这一天或这一周", "核对日期，写成“2026-02-28”；周写成“2026-W47”")


def ends_before_it_begins() -> PeriodTextError:
    """The refusal of a range whose end comes first."""
    return PeriodTextError("止在起之前", "先写起、后写止；跨年的两头都写年份，如“2025年12月26日至2026年1月25日”")


def unlike_dates(label: str) -> PeriodTextError:
    """The refusal of a period whose dates in brackets are not those that it has here."""
    return PeriodTextError("括号里的日期与本局统计月、考核年度的起止不符", f"只写起止日，或写成“{label}”")


def unreadable(plain: str) -> PeriodTextError:
    """The refusal of a text of no known form, with the nearest form that can be read."""
    if not plain:
        return PeriodTextError("期间是空的", f"写成{PERIOD_FORMS}")
    if match := _LOST_ZERO.fullmatch(plain):
        year = match[1]
        rule = f"“{plain}”是 {year}年1月，还是 {year}年10月丢了末尾的 0？"
        return PeriodTextError(rule, f"写成“{year}年1月”或“{year}年10月”")
    if match := _TWO_NUMBERS.fullmatch(plain):
        return _two_numbers(int(match[1]), match[2], int(match[3]))
    for pattern, rule, mend in _OTHER_HINTS:
        if pattern.fullmatch(plain):
            return PeriodTextError(rule, mend)
    if _RELATIVE.fullmatch(plain):
        rule = f"“{plain}”是相对的说法，不知道指哪几天"
        return PeriodTextError(rule, "写明起止，如“2026年5月”；累计写成“2026年1-5月”")
    return PeriodTextError("不是可识别的期间", f"写成{PERIOD_FORMS}")


def _two_numbers(first: int, mark: str, second: int) -> PeriodTextError:
    """The question that 1-6 raises: the months 1 to 6, or 6 January (which spreadsheets make of it)."""
    months, day = f"{EXAMPLE_YEAR}年{first}-{second}月", f"{EXAMPLE_YEAR}年{first}月{second}日"
    text = f"{first}{mark}{second}"
    if mark == "-" and first < second <= 12:
        rule = f"“{text}”是 {first} 月到 {second} 月，还是 {first} 月 {second} 日？"
        return PeriodTextError(rule, f"写成“{months}”或“{day}”")
    if 1 <= second <= 28:
        return PeriodTextError(f"“{text}”没有写年份，也没有写月、日", f"写成“{day}”")
    return PeriodTextError("不是可识别的期间", f"写成{PERIOD_FORMS}")
