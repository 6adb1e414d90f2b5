"""Templates: headers by the catalogue, and every column explained."""

from __future__ import annotations

import codecs
import csv

import pytest

from core.catalogue.load import load_catalogue
from core.intake.fields import file_kinds
from core.intake.template import column_guides, template

CATALOGUE = load_catalogue()
KINDS = file_kinds(CATALOGUE)


def headers(kind: str) -> list[str]:
    raw = template(kind, CATALOGUE).encode("utf-8")
    assert raw.startswith(codecs.BOM_UTF8)
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == 1
    return rows[0]


def test_every_kind_but_postings_has_a_template() -> None:
    assert KINDS[:3] == ("units", "officers", "ledger")
    assert list(KINDS[3:]) == [name for name, fact in CATALOGUE.facts.items() if not fact.postings and not fact.derived]
    with pytest.raises(LookupError, match="posting"):
        template("posting", CATALOGUE)


@pytest.mark.parametrize("kind", KINDS)
def test_headers_are_explained_one_by_one(kind: str) -> None:
    notes = column_guides(kind, CATALOGUE)
    assert [note.header for note in notes] == headers(kind)
    assert all(note.words and note.required in ("必填", "选填") for note in notes)


@pytest.mark.parametrize("kind", list(KINDS[3:]))
def test_headers_of_records_follow_the_catalogue(kind: str) -> None:
    columns = CATALOGUE.facts[kind].columns
    assert headers(kind) == [column.zh for column in columns.values()]
    for note, column in zip(column_guides(kind, CATALOGUE), columns.values(), strict=True):
        assert (note.required == "必填") == (column.required or column.type in ("id", "unit"))
        assert note.allowed == "、".join(["是", "否"] if column.type == "flag" else column.choices.values())


def test_the_fixed_headers() -> None:
    assert headers("ledger") == ["单位", "期间", "计数项", "数值", "来源"]
    assert headers("units") == ["单位编号", "单位名称", "单位类别", "上级单位", "城乡类别", "生效日期"]
    assert headers("officers") == [
        "工号",
        "姓名",
        "单位",
        "身份",
        "岗位",
        "出生年份",
        "到岗日期",
        "离岗日期",
        "退休日期",
    ]


def test_the_template_says_where_a_bare_date_will_do() -> None:
    words = {note.header: note.words for note in column_guides("alert", CATALOGUE)}
    assert "只有日期的拒收" in words["接警时间"]
    assert "按 0 点计" in words["录入时间"]
