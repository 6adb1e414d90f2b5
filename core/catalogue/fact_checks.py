"""Checks of one kind of record: its names can stand in SQL, its headers are told apart, and none names a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from core.catalogue.facts import FactKind
from core.catalogue.personal_words import is_personal
from core.catalogue.problems import Fault

OTHER_FILES = ("units", "officers", "ledger", "auto")  # what `fengjing import` takes besides kinds of record
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ID_MEND = "只用小写字母、数字和单个下划线，字母开头"
# SQLite's words that cannot be the bare name of a column, and names that its tables have already.
_RESERVED = """
add all alter and as autoincrement between case cast check collate commit constraint create current_date current_time
current_timestamp default deferrable delete distinct drop else escape except exists foreign from group having in index
insert intersect into is isnull join limit not nothing notnull null on or order primary raise references returning
select set table then to transaction union unique update using values when where when_day rowid oid
"""
RESERVED = frozenset(_RESERVED.split())


def fact_faults(name: str, fact: FactKind) -> Iterator[Fault]:
    """Everything that does not fit in a kind of record."""
    if not _ID.fullmatch(name) or name in OTHER_FILES:
        yield f"编号“{name}”不能用", f"{_ID_MEND}，也不能是 {'、'.join(OTHER_FILES)}"
    for column in [*fact.columns, *fact.lags]:
        if not _ID.fullmatch(column) or column in RESERVED:
            yield f"列的编号“{column}”不能用", f"{_ID_MEND}，也不能是 SQL 的保留字"
    for lag in sorted(set(fact.lags) & set(fact.columns)):
        yield f"lags 的“{lag}”与一列同名", "换一个编号"
    yield from _types(fact)
    yield from _words(fact)


def own_fact_faults(fact: FactKind) -> Iterator[Fault]:
    """Return what only the product's own kinds may be."""
    for key, is_set in (("postings", fact.postings), ("derived", fact.derived)):
        if is_set:
            yield f"本局自己的记录种类不能写 {key}", f"去掉 {key}"


def _types(fact: FactKind) -> Iterator[Fault]:
    expected = {"id": "id", "unit": "unit"} if fact.postings else {"id": "id", "unit": "unit", "occurred_at": "time"}
    for column, kind in expected.items():
        if fact.columns[column].type != kind:
            yield f"{column} 的类型应是 {kind}", f'写 {column} = {{ zh = "……", type = "{kind}", …… }}'
    for column, declared in fact.columns.items():
        if declared.type == "id" and column != "id":
            yield f"{column} 也是 id，编号只有一列", '另一条记录的编号写 type = "ref"'
        wrong = [code for code in declared.choices if not _ID.fullmatch(code)]
        if wrong:
            yield f"{column} 的选项编号“{'、'.join(wrong)}”不能用", _ID_MEND
    for left, _, right in fact.checks:
        if not {fact.columns[left].type, fact.columns[right].type} <= {"count", "flag"}:
            yield f"checks 比较的 {left} 和 {right} 不都是计数或是否", '只比较 type = "count" 或 "flag" 的列'
    for lag in fact.lags.values():
        if {fact.columns[column].type for column in lag} != {"time"}:
            yield f"lags 的 {'、'.join(lag)} 不都是时间", '只写 type = "time" 的列'


def _words(fact: FactKind) -> Iterator[Fault]:
    """Headers and labels: each says one thing, and none is about a person."""
    headers = [(header, column) for column, declared in fact.columns.items() for header in (declared.zh,)]
    headers += [(header, column) for column, others in fact.synonyms.items() for header in others]
    for header in [header for header, _ in headers if is_personal(header)]:
        yield f"“{header}”涉及个人信息，本系统不存", "去掉这一列；只记单位的工作，不记群众的姓名、证件号、电话或地址"
    yield from _said_twice("表头", headers)
    for column, others in fact.choice_synonyms.items():
        choices = fact.columns[column].choices
        if wrong := [code for code in others if code not in choices]:
            yield (
                f"choice_synonyms 用了 {column} 没有的选项“{'、'.join(wrong)}”",
                f"用 {'、'.join(choices) or '选项列'}",
            )
        words = [(word, code) for code, more in others.items() for word in more]
        yield from _said_twice(f"{column} 的选项", [*((label, code) for code, label in choices.items()), *words])
    for column, declared in fact.columns.items():
        if column not in fact.choice_synonyms:
            yield from _said_twice(f"{column} 的选项", [(label, code) for code, label in declared.choices.items()])


def _said_twice(what: str, words: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    for word, times in Counter(word for word, _ in words).items():
        if times > 1:
            yield f"{what}“{word}”写了 {times} 次", "一个说法只归一处"
