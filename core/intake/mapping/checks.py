"""Checks of a mapping against its kind of file: every name fits, and every required column is provided for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.catalogue.measure_checks import UNIT_KINDS
from core.catalogue.personal_words import is_personal
from core.catalogue.validation_text import ValidationFault
from core.intake.fields import LEDGER, OFFICERS
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import CODED, COUNTED, DATED, KindNames
from core.intake.text_matching import match_key

_BY_TYPE = {
    "codes": (CODED, "只有选项、是否和计数项才有代码"),
    "rest": (CODED, "只有选项、是否和计数项才有代码"),
    "dates": (DATED, "只有日期、时间和期间才写日期写法"),
    "factors": (COUNTED, "只有计数才写倍数"),
    "status": (("time", "day", "past_day"), "只有日期和时间才配状态"),
}


def mapping_faults(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    """Everything that does not fit."""
    yield from _types(mapping, names)
    yield from _headers(mapping, names)
    yield from _codes(mapping, names)
    yield from _values(mapping, names)
    yield from _status(mapping, names)
    yield from _ledger(mapping, names)
    yield from _required(mapping, names)


def may_be_personal(names: KindNames, field: str) -> bool:
    """Tell whether a column of ours may hold a person's name: that of an officer, and no other."""
    return names.kind == OFFICERS and field == "name"


def _types(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    for section, (types, rule) in _BY_TYPE.items():
        for field in getattr(mapping, section):
            if names.fields[field].type not in types:
                yield ValidationFault(f"{section}.{names.label(field)}", rule, f"从 {section} 里去掉它")


def _headers(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    for field, header in mapping.columns.items():
        if is_personal(header) and not may_be_personal(names, field):
            rule = f"“{header}”涉及个人信息，不得存入"
            yield ValidationFault(f"columns.{names.label(field)}", rule, "把它写进 personal，导入时丢弃")
    for header in [*mapping.wide, *(status.column for status in mapping.status.values())]:
        if is_personal(header):
            yield ValidationFault("wide、status", f"“{header}”涉及个人信息", "把它写进 personal，导入时丢弃")
    dropped = Counter(match_key(header) for header in [*mapping.ignored, *mapping.personal])
    used = {match_key(header) for header in mapping.headers_read()}
    for header in dict.fromkeys([*mapping.ignored, *mapping.personal]):
        if dropped[match_key(header)] > 1 or match_key(header) in used:
            yield ValidationFault("ignored、personal", f"“{header}”写了两处", "一列只写一处：导入，还是不导入")


def _codes(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    for field, codes in mapping.codes.items():
        label = names.label(field)
        if field not in mapping.columns:
            yield ValidationFault(f"codes.{label}", "columns 里没有这一列", "在 columns 写上它的表头，或去掉这段代码")
        times = Counter(match_key(text) for texts in codes.values() for text in texts)
        for text in dict.fromkeys(text for texts in codes.values() for text in texts):
            if times[match_key(text)] > 1:
                yield ValidationFault(f"codes.{label}", f"“{text}”归了两处", "只归一项")
    for field in mapping.rest:
        if field not in mapping.columns:
            yield ValidationFault(f"rest.{names.label(field)}", "columns 里没有这一列", "在 columns 写上它的表头")
    times = Counter(match_key(text) for texts in mapping.units.values() for text in texts)
    for text in dict.fromkeys(text for texts in mapping.units.values() for text in texts):
        if times[match_key(text)] > 1:
            yield ValidationFault("units", f"“{text}”归了两个单位", "只归一个单位；同名的请在文件里用编号")


def _values(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    for field in mapping.constants:
        if field in mapping.columns:
            place = f"constants.{names.label(field)}"
            yield ValidationFault(place, "columns 里已有这一列", "文件里有的列不写固定值；空格的补法写在 defaults")
    for section in ("defaults", "dates", "factors"):
        for field in getattr(mapping, section):
            if field not in mapping.columns:
                place = f"{section}.{names.label(field)}"
                yield ValidationFault(place, "columns 里没有这一列", "在 columns 写上它的表头，或写成 constants")
    for section in ("constants", "defaults"):
        if "id" in getattr(mapping, section):
            yield ValidationFault(f"{section}.{names.label('id')}", "编号各行不同，不能是固定值", "用文件里的编号列")


def _status(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    for field, status in mapping.status.items():
        place = f"status.{names.label(field)}"
        both = {match_key(text) for text in status.done} & {match_key(text) for text in status.open}
        for text in [text for text in status.done if match_key(text) in both]:
            yield ValidationFault(place, f"“{text}”既算办结又算未办结", "只归一处")
        if field in mapping.constants or field in mapping.defaults:
            yield ValidationFault(place, "又写了固定值", "日期由状态和日期列定，去掉固定值")


def _ledger(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    if names.kind != LEDGER:
        if mapping.wide or mapping.not_listed_is_zero:
            place = "wide" if mapping.wide else "not_listed_is_zero"
            yield ValidationFault(place, "只有统计报表（ledger）才有", 'kind 写 "ledger"，或去掉它')
        return
    if mapping.wide and "value" in mapping.columns:
        yield ValidationFault("wide", "又有一列数值", "宽表的数在 wide 各列里，去掉 columns 的数值")
    for header, column in mapping.wide.items():
        if bool(column.measure) == ("measure" in mapping.provided()):
            yield ValidationFault(f"wide.{header}", "计数项要由这一列写明，或由各行写明，只写一处", 'measure = "……"')
        if bool(column.period) and "period" in mapping.columns:
            yield ValidationFault(f"wide.{header}", "期间在各行已有", "去掉这里的 period")
        if not column.period and "period" not in mapping.provided():
            yield ValidationFault(f"wide.{header}", "没有写明期间", 'period = "……"，或在 constants 写期间')
    listed = mapping.not_listed_is_zero
    wrong = [kind for kind in (listed.unit_kinds if listed else []) if kind not in UNIT_KINDS]
    if wrong:
        yield ValidationFault(
            "not_listed_is_zero", f"没有“{'、'.join(wrong)}”这类单位", f"可写 {'、'.join(UNIT_KINDS)}"
        )


def _required(mapping: TableMapping, names: KindNames) -> Iterator[ValidationFault]:
    given = mapping.provided() | ({"measure", "period", "value"} if mapping.wide else set())
    for name, field in names.fields.items():
        if field.required and name not in given:
            mend = f'在 columns 写 "{field.zh}" = 他们的表头，或在 constants 写一个固定值'
            yield ValidationFault("columns", f"必需的“{field.zh}”没有着落", mend)
