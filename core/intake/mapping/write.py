"""Writes a mapping as TOML in the words that a steward reads, with what is to be decided as comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Table

from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.proposal import Proposal, Question, Section
from core.intake.mapping.read import BY_FIELD

HEAD = (
    "对照：左边是本系统的列、选项、单位，右边是来的文件里的写法。",
    "行首带 # 的是拿不准的：核对后去掉 # 即生效；不要的整行删去。没有着落的列，文件会被拒收并问起。",
)
WORDS = {
    "ignored": "不导入的列",
    "personal": "涉及个人信息的列：导入时丢弃，不存入",
    "columns": "本系统的列 = 他们的表头",
    "codes": "本系统的选项 = 他们的写法",
    "rest": "没有列明的一律归入这一项（经决定才写）",
    "units": "本系统的单位（编号或名称）= 他们的写法；不按相似认单位",
    "constants": "文件里没有的列，各行都填这个值；用到它的指标会写明",
    "defaults": "有这一列而空着的，填这个值；用到它的指标会写明",
    "dates": "日期写法：dmy 日月年，mdy 月日年，digits 20261122，serial 表格的日期序号，month 一号即当月",
    "factors": "一个单位合多少：以万计的写 10000",
    "status": "状态与日期：办结而没有日期的，refuse 拒收来问，file_day 按文件最后一天计，unknown 指标显示为“—”",
    "wide": "宽表：每一列是一个数",
    "not_listed_is_zero": "没有列出的就是 0：对这些单位成立",
}


def mapping_text(proposal: Proposal, names: KindNames, zh: str) -> str:
    """A proposal as TOML; what `read_mapping` reads from it is the proposal's mapping. `zh` names the kind."""
    return tomlkit.dumps(_Writer(proposal, names, zh).document())


def plain_text(mapping: TableMapping, names: KindNames, zh: str) -> str:
    """A mapping as TOML, without questions."""
    return mapping_text(Proposal(mapping), names, zh)


class _Writer:
    def __init__(self, proposal: Proposal, names: KindNames, zh: str) -> None:
        self._proposal, self._mapping, self._names, self._zh = proposal, proposal.mapping, names, zh

    def document(self) -> tomlkit.TOMLDocument:
        """The whole file."""
        document = tomlkit.document()
        for line in HEAD:
            document.add(tomlkit.comment(line))
        document.add("kind", tomlkit.string(self._mapping.kind))
        document["kind"].comment(self._zh)
        if self._mapping.note:
            document.add("note", tomlkit.string(self._mapping.note))
        for section in ("ignored", "personal"):
            if headers := getattr(self._mapping, section):
                document.add(tomlkit.comment(WORDS[section]))
                document.add(section, self._list(headers))
        for section in ("columns", "units", "constants", "defaults", "rest", "dates", "factors"):
            self._add(document, section, self._entries(section))
        self._add_nested(document, "codes", {f: self._labelled(f, codes) for f, codes in self._mapping.codes.items()})
        dumped = self._mapping.model_dump(exclude_defaults=True)
        self._add_nested(document, "status", dumped.get("status", {}))
        self._add_nested(document, "wide", {h: self._wide(column) for h, column in dumped.get("wide", {}).items()})
        if self._mapping.not_listed_is_zero is not None:
            listed = self._mapping.not_listed_is_zero.model_dump(exclude_defaults=True)
            self._add(document, "not_listed_is_zero", listed, is_there=True)
        return document

    def _entries(self, section: str) -> dict[str, Any]:
        values: Mapping[str, Any] = getattr(self._mapping, section)
        return {name: self._value(section, name, value) for name, value in values.items()}

    def _value(self, section: str, name: str, value: Any) -> Any:
        is_coded = section in ("constants", "defaults", "rest") and value in self._names.choices(name)
        return self._word(name, value) if is_coded else value

    def _word(self, field: str, code: str) -> str:
        label = self._names.choices(field)[code]
        return label if self._names.choice(field, label) == code else code

    def _labelled(self, field: str, codes: Mapping[str, list[str]]) -> dict[str, list[str]]:
        return {self._word(field, code): texts for code, texts in codes.items()}

    def _wide(self, column: dict[str, Any]) -> dict[str, Any]:
        return {**column, "measure": self._word("measure", column["measure"])} if column.get("measure") else column

    def _key(self, section: str, name: str) -> str:
        return self._names.label(name) if section in BY_FIELD and name in self._names.fields else name

    def _add(self, document: Any, section: str, entries: Mapping[str, Any], *, is_there: bool = False) -> None:
        if entries or is_there or self._proposal.of((section,)):
            table = self._table((section,), entries)
            table.comment(WORDS[section])
            document.add(section, table)

    def _add_nested(self, document: Any, section: str, tables: Mapping[str, Mapping[str, Any]]) -> None:
        asked = dict.fromkeys(q.section[1] for q in self._proposal.questions if q.section[0] == section)
        outer = tomlkit.table(is_super_table=True)
        for index, name in enumerate(dict.fromkeys([*tables, *asked])):
            table = self._table((section, name), tables.get(name, {}))
            if index == 0:
                table.comment(WORDS[section])
            outer.add(self._key(section, name), table)
        if len(outer):
            document.add(section, outer)

    def _table(self, section: Section, entries: Mapping[str, Any]) -> Table:
        table = tomlkit.table()
        for name, value in entries.items():
            key = self._key(section[0], name)
            table.add(key, self._list(value) if isinstance(value, list) else value)
            if remark := self._proposal.remarks.get((section, name)):
                table[key].comment(remark)
        for question in self._proposal.of(section):
            table.add(tomlkit.comment(self._question(question)))
        table.add(tomlkit.nl())
        return table

    def _list(self, texts: Iterable[str]) -> Any:
        array = tomlkit.array()
        array.extend(texts)
        return array

    def _question(self, question: Question) -> str:
        section = question.section[0]
        is_list = section in ("codes", "units") or question.ours in ("done", "open")
        ours = self._ours(question) or "？"
        theirs = [tomlkit.string(text).as_string() for text in question.theirs]
        value = f"[{', '.join(theirs)}]" if is_list or len(theirs) != 1 else theirs[0]
        hints = f"，相近的有 {'、'.join(question.hints)}" if question.hints else ""
        assert section in WORDS
        return f"{tomlkit.string(ours).as_string()} = {value}  # {question.why}{hints}"

    def _ours(self, question: Question) -> str:
        section = question.section
        if section[0] == "codes" and question.ours:
            return self._word(section[1], question.ours)
        return self._key(section[0], question.ours)
