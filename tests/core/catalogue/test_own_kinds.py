"""A bureau's own file declares a kind of record; what could not be stored, told apart or may not be is refused."""

from __future__ import annotations

import re

import pytest

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError, Problem

COLUMNS = """
id = { zh = "问题编号", type = "id" }
unit = { zh = "责任单位", type = "unit" }
occurred_at = { zh = "发现时间", type = "time", required = true }
outcome_at = { zh = "整改时间", type = "time" }
problem = { zh = "问题类型", type = "choice", required = true, choices = { scene = "现场执法", paper = "案卷文书" } }
times = { zh = "盯办次数", type = "count" }
"""
HEAD = '[facts.follow_up]\nzh = "执法问题盯办"\nen = "Law-enforcement problems"\nsystem = "执法监督系统"\n'


def declared(head: str = HEAD, columns: str = COLUMNS, more: str = "") -> str:
    return f"{head}{more}[facts.follow_up.columns]\n{columns}"


def problems(text: str) -> list[Problem]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"ours.toml": text})
    return caught.value.problems


def test_a_bureau_adds_a_kind_of_record() -> None:
    catalogue = load_catalogue({"ours.toml": declared()})
    assert list(catalogue.facts) == [*load_catalogue().facts, "follow_up"]
    assert catalogue.facts["follow_up"].columns["problem"].choices["paper"] == "案卷文书"


def test_shipped_kinds_stay_as_they_are() -> None:
    reported = problems('[facts.alert]\nsystem = "本局系统"\n')
    assert [(p.entry, p.reason) for p in reported] == [("alert", "是自带的记录种类，不能改")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (declared().replace("follow_up", "ledger"), "编号“ledger”不能用"),
        (declared().replace("follow_up", '"drop table"'), "编号“drop table”不能用"),
        (declared(columns=COLUMNS.replace("times", "order")), "列的编号“order”不能用"),
        (declared(columns=COLUMNS.replace("盯办次数", "当事人")), "“当事人”涉及个人信息"),
        (declared(columns=COLUMNS.replace("盯办次数", "整改时间")), "表头“整改时间”写了 2 次"),
        (declared(columns=COLUMNS.replace("案卷文书", "现场执法")), "problem 的选项“现场执法”写了 2 次"),
        (declared(columns=COLUMNS.replace("paper =", '"a\'b" =')), "problem 的选项编号“a'b”不能用"),
        (declared(columns=COLUMNS.replace('"count"', '"name"')), "columns.times.type：不在可写的词之内"),
        (declared(columns=COLUMNS.replace('"发现时间", type = "time"', '"发现时间", type = "day"')), "应是 time"),
        (declared(columns=COLUMNS.replace('"count"', '"id"')), "times 也是 id"),
        (declared(columns=COLUMNS.replace("occurred_at", "found_at")), "必填的 occurred_at"),
        (declared(more="postings = true\n", columns=COLUMNS.replace("occurred_at", "from_day")), "不能写 postings"),
        (declared(more="derived = true\n"), "不能写 derived"),
        (declared(more='checks = [["times", "<=", "problem"]]\n'), "不都是计数或是否"),
        (declared(more='lags = { lag = ["occurred_at", "times"] }\n'), "不都是时间"),
        (declared(more='synonyms = { times = ["发现时间"] }\n'), "表头“发现时间”写了 2 次"),
        (declared(more='choice_synonyms = { problem = { other = ["其他"] } }\n'), "problem 没有的选项“other”"),
        (declared(more='synonyms = { colour = ["颜色"] }\n'), "用了没有的列：colour"),
    ],
)
def test_what_cannot_be_is_refused_with_its_mend(text: str, reason: str) -> None:
    matching = [problem for problem in problems(text) if reason in problem.reason]
    assert matching, problems(text)
    assert all(problem.file == "ours.toml" and problem.mend for problem in matching)


def test_a_synonym_means_one_measure() -> None:
    shared = (
        '[measures.disputes_reported]\nsynonyms = ["接警量", "排查"]\n[measures.key_disputes]\nsynonyms = ["排查"]\n'
    )
    reasons = {(problem.entry, problem.reason) for problem in problems(shared)}
    assert reasons == {
        ("disputes_reported", "synonyms 的“接警量”也是 alerts_total 的叫法"),
        ("disputes_reported", "synonyms 的“排查”也是 key_disputes 的叫法"),
        ("key_disputes", "synonyms 的“排查”也是 disputes_reported 的叫法"),
    }


BROKEN_VALUES = [
    "[kpis.alerts_total]\nassess = 'maybe'\ndigits = 9\nsystems = 'S01'\ndirection = 'left'\nstandard = 3",
    "[kpis.alerts_total]\ndefinition = '短'\ndigits = 1.5\nsmallest = -1\nzh = 3\nfactt = 1\nlifted = { when = 'x' }",
    "[workdays.2027]\noff = ['2027-13-01']\non = 3\n",
    "[indices.safety]\nweights = 3\n[bands.x]\n[exposures.x]\ncounts = []\nscale = 0",
    "[measures.x]\nbins = { column = 'a', edges = [3, 1] }\nkind = 'flow'\nwhere = { a = { le = 'b' } }",
    "[signals.rise]\ndays = [85]\n[carousel]\ndwell = 'x'\nscenes = 3",
]


@pytest.mark.parametrize("text", BROKEN_VALUES)
def test_what_the_models_themselves_find_is_said_in_chinese(text: str) -> None:
    for problem in problems(text):
        for said in (problem.reason, problem.mend):
            assert re.search("[\u4e00-\u9fff]", said), problem
            assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", said), problem
