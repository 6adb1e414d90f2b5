"""The columns of every kind of file: what template, headers and cell checks are made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.catalogue.facts import Column
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
SETTINGS = {"urban": "城区", "town": "镇", "rural": "农村"}
SETTING_WORDS = {"urban": ("城市", "市区"), "town": ("镇区", "乡镇", "集镇"), "rural": ("乡村", "村")}


@dataclass(frozen=True)
class Field:
    """One column of a file. `choices` is code → label, `words` code → other labels people use.

    `aliases` are other headers that mean it; `longest` limits a text; `note` adds to what the template says.
    """

    name: str
    zh: str
    type: str
    required: bool = False
    choices: dict[str, str] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    longest: int = 64
    note: str = ""


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
    columns = catalogue.facts[kind].columns
    return [_of_column(name, column) for name, column in columns.items()]


def _of_column(name: str, column: Column) -> Field:
    required = column.required or column.type in ("id", "unit")
    return Field(name, column.zh, column.type, required, column.choices)


def _units() -> list[Field]:
    return [
        Field("code", "单位编号", "id", note="不填则以单位名称为编号"),
        Field("name", "单位名称", "text", required=True),
        Field("kind", "单位类别", "choice", True, UNIT_KINDS, UNIT_KIND_WORDS),
        Field("parent", "上级单位", "text", note="上级的编号或名称；不填则直属本局"),
        Field("setting", "城乡类别", "choice", False, SETTINGS, SETTING_WORDS),
    ]


def _officers(catalogue: Catalogue) -> list[Field]:
    posting = next(fact for fact in catalogue.facts.values() if fact.postings).columns
    return [
        Field("officer", "工号", "id", required=True, longest=32),
        Field("name", "姓名", "text", required=True, longest=32),
        Field("unit", "单位", "unit", required=True),
        Field("kind", "身份", "choice", True, posting["kind"].choices),
        Field("post", "岗位", "choice", True, posting["post"].choices),
        Field("birth_year", "出生年份", "year"),
        Field("from_day", "到岗日期", "past_day", required=True, note="调动写两行：原任职填离岗日期，新任职另起一行"),
        Field("to_day", "离岗日期", "day", note="这一天起不再计入"),
        Field("retire_day", "退休日期", "day"),
    ]


def _ledger() -> list[Field]:
    return [
        Field("unit", "单位", "unit", required=True, aliases=("unit",)),
        Field("period", "期间", "period", required=True, aliases=("period",)),
        Field("measure", "计数项", "measure", required=True, aliases=("measure",)),
        Field("value", "数值", "count", required=True, aliases=("value",)),
        Field("source", "来源", "text", required=True, aliases=("source",)),
    ]
