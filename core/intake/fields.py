"""The columns of every kind of file: what template, headers and cell checks are made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.catalogue.facts import Column, FactKind
from core.catalogue.model import Catalogue

UNITS, OFFICERS, LEDGER = "units", "officers", "ledger"


def file_kinds(catalogue: Catalogue) -> tuple[str, ...]:
    """The kinds of file that can be imported. Postings come with the officers."""
    return (UNITS, OFFICERS, LEDGER, *(name for name, fact in catalogue.facts.items() if fact.is_imported))


UNIT_KINDS = {
    "bureau": "局",
    "county": "分局/县局",
    "department": "机关部门",
    "town": "镇街",
    "station": "派出所",
    "community": "社区/警务室",
}
UNIT_KIND_WORDS = {
    "bureau": ("公安局", "市局", "总局"),
    "county": ("分局", "县局", "区局"),
    "department": ("部门", "机关", "大队", "支队", "科室", "警种"),
    "town": ("镇", "街道", "乡", "乡镇", "镇/街道"),
    "station": ("所",),
    "community": ("社区", "警务室", "村", "村社", "村居"),
}
_UNIT_IN_HEADER = re.compile(r"[(（]([^()（）]{1,4})[)）]$")
SETTINGS = {"urban": "城区", "town": "镇", "rural": "农村"}
SETTING_WORDS = {"urban": ("城市", "市区"), "town": ("镇区", "乡镇", "集镇"), "rural": ("乡村", "村")}
_UNIT_SYNONYMS = ("单位名称", "所属单位", "派出所", "责任单位", "工作单位", "所在单位")
_PARENT_SYNONYMS = ("上级机构", "主管单位", "所属分局")
_SINCE = "新设、改名、换上级从哪一天起；不填即一直如此"
_MOVES = "调动写两行：原任职填离岗日期，新任职另起一行"


@dataclass(frozen=True)
class Field:
    """One column of a file. `choices` is code → label, `words` code → other labels people use.

    `aliases` are other headers that mean it; `longest` limits a text; `unit` may stand behind
    a number, which is at most `most`; `note` adds to what the template says.
    `synonyms` and `choice_synonyms` (by code) are words by which a mapping is proposed; no file is read by them.
    """

    name: str
    zh: str
    type: str
    required: bool = False
    choices: dict[str, str] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    longest: int = 64
    unit: str = ""
    most: int | None = None
    note: str = ""
    synonyms: tuple[str, ...] = ()
    choice_synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)


def fields_of(kind: str, catalogue: Catalogue) -> list[Field]:
    """The columns of a kind of file in the template's order. Raises LookupError (Chinese) for an unknown kind."""
    if kind == UNITS:
        return _units()
    if kind == OFFICERS:
        return _officers(catalogue)
    if kind == LEDGER:
        return _ledger()
    if kind not in file_kinds(catalogue):
        raise LookupError(f"没有“{kind}”这一类文件，可用的有：{'、'.join(file_kinds(catalogue))}")
    fact = catalogue.facts[kind]
    return [_of_column(fact, name, column) for name, column in fact.columns.items()]


def known_headers(fields: Iterable[Field]) -> list[str]:
    """The headers by which these columns go."""
    return [header for field in fields for header in (field.zh, *field.aliases)]


def _of_column(fact: FactKind, name: str, column: Column) -> Field:
    return Field(
        name,
        column.zh,
        column.type,
        column.required or column.type in ("id", "unit"),
        column.choices,
        unit=unit[1] if column.type == "count" and (unit := _UNIT_IN_HEADER.search(column.zh)) else "",
        most=column.most,
        synonyms=tuple(fact.synonyms.get(name, ())),
        choice_synonyms={code: tuple(words) for code, words in fact.choice_synonyms.get(name, {}).items()},
    )


def _units() -> list[Field]:
    return [
        Field("code", "单位编号", "id", note="不填则以单位名称为编号", synonyms=("单位代码", "机构代码", "机构编号")),
        Field("name", "单位名称", "text", required=True, synonyms=("机构名称", "单位", "单位全称")),
        Field("kind", "单位类别", "choice", True, UNIT_KINDS, UNIT_KIND_WORDS, synonyms=("机构类别", "单位类型")),
        Field("parent", "上级单位", "text", note="上级的编号或名称；不填则直属本局", synonyms=_PARENT_SYNONYMS),
        Field("setting", "城乡类别", "choice", False, SETTINGS, SETTING_WORDS, synonyms=("城乡分类", "城乡")),
        Field("from_day", "生效日期", "past_day", note=_SINCE, synonyms=("启用日期", "设立日期", "变更日期")),
    ]


def _officers(catalogue: Catalogue) -> list[Field]:
    posting = next(fact for fact in catalogue.facts.values() if fact.postings).columns
    return [
        Field("officer", "工号", "id", required=True, longest=32, synonyms=("警号", "人员编号", "民警警号")),
        Field("name", "姓名", "text", required=True, longest=32, synonyms=("民警姓名", "人员姓名")),
        Field("unit", "单位", "unit", required=True, synonyms=_UNIT_SYNONYMS),
        Field("kind", "身份", "choice", True, posting["kind"].choices, synonyms=("人员类别", "人员身份")),
        Field("post", "岗位", "choice", True, posting["post"].choices, synonyms=("岗位类别", "工作岗位")),
        Field("birth_year", "出生年份", "year", synonyms=("出生年",)),
        Field("from_day", "到岗日期", "past_day", True, note=_MOVES, synonyms=("到岗时间", "任职日期", "调入日期")),
        Field("to_day", "离岗日期", "day", note="这一天起不再计入", synonyms=("离岗时间", "离任日期", "调出日期")),
        Field("retire_day", "退休日期", "day", synonyms=("退休时间", "到龄退休日期")),
    ]


def _ledger() -> list[Field]:
    return [
        Field("unit", "单位", "unit", True, aliases=("unit",), synonyms=(*_UNIT_SYNONYMS, "地点", "填报单位")),
        Field("period", "期间", "period", True, aliases=("period",), synonyms=("日期", "月份", "统计期", "统计月份")),
        Field(
            "measure", "计数项", "measure", True, aliases=("measure",), synonyms=("类别", "指标", "指标名称", "项目")
        ),
        Field("value", "数值", "count", True, aliases=("value",), synonyms=("数量", "起数", "件数", "合计数")),
        Field("source", "来源", "text", True, aliases=("source",), synonyms=("数据来源", "报表名称")),
    ]
