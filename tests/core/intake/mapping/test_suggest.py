"""Proposals: certain by header or synonym alone; values, likeness and initials ask, and units are never taken."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue
from core.intake.fields import file_kinds
from core.intake.mapping.initials import initials
from core.intake.mapping.likeness import likeness, likest
from core.intake.mapping.names import KindNames
from core.intake.mapping.proposal import Proposal, Question
from core.intake.mapping.read import MappingError, read_mapping
from core.intake.mapping.suggest import suggest_kind, suggest_mapping
from core.intake.mapping.write import mapping_text
from core.intake.table import Row, Table
from core.intake.template import template
from core.store.units import unit_tree
from tests.support.intake_world import peopled_store
from tests.support.mapping_world import ALERT_ROWS, DISPUTE_ROWS, Rows
from tests.support.own_kind import FILE, KIND, OVERLAY
from tests.support.strangers_tables import TALLY_ROWS, WIDE_ROWS

CATALOGUE = load_catalogue({FILE: OVERLAY})
KINDS = file_kinds(CATALOGUE)


def table(rows: Rows, name: str = "来的表.csv") -> Table:
    return Table(name, list(rows[0]), [Row(n, list(r)) for n, r in enumerate(rows[1:], 2)], "utf-8", ",")


def own_template(kind: str) -> Table:
    return table(list(csv.reader(template(kind, CATALOGUE).lstrip("\ufeff").splitlines())))


def proposed(rows: Rows, kind: str = "alert") -> Proposal:
    return suggest_mapping(table(rows), kind, CATALOGUE)


def questions(proposal: Proposal, *section: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(q.ours, q.theirs, q.why) for q in proposal.of(section)]


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_template_gives_the_identity(kind: str) -> None:
    own = own_template(kind)
    assert suggest_kind(own, CATALOGUE) == kind
    proposal = suggest_mapping(own, kind, CATALOGUE)
    names = KindNames(kind, CATALOGUE)
    assert proposal.mapping.columns == {name: field.zh for name, field in names.fields.items()}
    assert proposal.mapping.model_dump(exclude_defaults=True).keys() == {"kind", "columns"}
    assert proposal.questions == []
    assert read_mapping("x", mapping_text(proposal, names, "类"), CATALOGUE) == proposal.mapping


def test_synonyms_are_certain_and_said_to_be_such() -> None:
    proposal = proposed(ALERT_ROWS)
    assert proposal.mapping.columns == {
        "id": "接警单编号",
        "unit": "处置单位",
        "occurred_at": "案发时间",
        "class": "警情类型",
    }
    assert proposal.remarks[("columns",), "occurred_at"] == "目录里的同义词"
    assert proposal.mapping.codes == {"class": {"criminal": ["刑事案件"]}}
    assert proposal.mapping.personal == ["报警人", "联系电话"]
    assert proposal.mapping.ignored == ["序号", "简要情况"]


def test_what_is_not_certain_is_asked_and_not_in_the_mapping() -> None:
    proposal = proposed(ALERT_ROWS)
    assert ("kind", ("警情类型",), "这一列里也有警情细类的写法") in questions(proposal, "columns")
    assert [theirs for _, theirs, _ in questions(proposal, "codes", "class")] == [("通讯网络诈骗",), ("打架斗殴",)]
    assert {ours for ours, _, _ in questions(proposal, "constants")} == {"on_scene", "non_police", "diverted", "joint"}
    with pytest.raises(MappingError, match="必需的“现场办结”没有着落"):
        read_mapping("x", mapping_text(proposal, KindNames("alert", CATALOGUE), "警情"), CATALOGUE)


def test_two_headers_that_claim_one_column_are_both_asked_about() -> None:
    proposal = proposed([["接警单编号", "案发时间", "报警时间"], ["1", "2026-11-01", "2026-11-01"]])
    assert "occurred_at" not in proposal.mapping.columns
    assert [theirs for ours, theirs, _ in questions(proposal, "columns") if ours == "occurred_at"] == [
        ("案发时间",),
        ("报警时间",),
    ]


def test_likeness_only_asks() -> None:
    assert likeness("接警时刻", "接警时间") >= 0.7
    proposal = proposed([["接警时刻"], [""]])
    assert proposal.mapping.columns == {}
    assert ("occurred_at", ("接警时刻",), "表头相似") in questions(proposal, "columns")
    assert ("id", ("？",), "必填，没有找到它的表头") in questions(proposal, "columns")
    hinted = proposed([["简要情况"], [""]])
    assert hinted.mapping.columns == {} and hinted.mapping.ignored == ["简要情况"]
    assert all(len(question.hints) <= 3 for question in hinted.questions)
    assert ("", ("简要情况",), "已列入 ignored") in questions(hinted, "columns")


def test_moments_are_not_thought_to_be_a_length_of_time() -> None:
    for rows, is_asked in (([["到场时刻"], ["2026-10-01 11:50:00"]], False), ([["到场时长(秒)"], ["420"]], True)):
        asked = [ours for ours, _, _ in questions(proposed(rows), "columns")]
        assert ("response_seconds" in asked) == is_asked


def test_initials_of_an_abbreviated_header_only_ask() -> None:
    assert [initials(word) for word in ("接警时间", "处置单位", "䶮")] == ["jjsj", "czdw", ""]
    proposal = proposed([["JJSJ"], [""]])
    assert proposal.mapping.columns == {}
    assert ("occurred_at", ("JJSJ",), "拼音首字母相同") in questions(proposal, "columns")


def test_values_only_ask(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [["甲列", "乙列", "丙列"], ["甲溪派出所", "2026-11-01 08:30", "刑事"], ["S2", "2026/11/02", "纠纷类"]]
    proposal = suggest_mapping(table(rows), "alert", CATALOGUE, unit_tree(store))
    assert proposal.mapping.columns == {}
    asked = [(ours, theirs, why) for ours, theirs, why in questions(proposal, "columns") if theirs != ("？",)]
    assert asked == [
        ("unit", ("甲列",), "值是单位名称"),
        ("occurred_at", ("乙列",), "值是日期"),
        ("class", ("丙列",), "值是警情类别的写法"),
    ]
    store.close()


def test_units_are_hinted_at_and_never_proposed(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    proposal = suggest_mapping(table(ALERT_ROWS), "alert", CATALOGUE, unit_tree(store))
    asked = proposal.of(("units",))
    assert asked == [Question(("units",), "", ("甲溪所",), "是哪个单位", asked[0].hints)]
    assert "甲溪派出所" in asked[0].hints
    assert proposal.mapping.units == {}
    store.close()


def test_a_column_of_plain_words_is_no_column_of_officers() -> None:
    rows = [["警情编号", "处警结果"], ["J1", "现场调解"], ["J2", "移交办案队"]]
    assert not [ours for ours, theirs, _ in questions(proposed(rows), "columns") if ours and theirs == ("处警结果",)]
    coded = [["警情编号", "处警结果"], ["J1", "P001"], ["J2", "P002"]]
    assert [ours for ours, theirs, _ in questions(proposed(coded), "columns") if ours and theirs == ("处警结果",)]


def test_the_sum_of_the_months_beside_it_is_not_read() -> None:
    rows = [["派出所", "1月", "2月", "累计"], ["甲溪派出所", "1", "2", "3"]]
    proposal = proposed(rows, "ledger")
    assert "累计" in proposal.mapping.ignored and set(proposal.mapping.wide) == {"1月", "2月"}
    alone = proposed([["派出所", "累计"], ["甲溪派出所", "3"]], "ledger")
    assert "累计" not in alone.mapping.ignored  # there it is the figure itself


def test_a_status_without_a_date_is_asked_about() -> None:
    proposal = proposed(DISPUTE_ROWS, "dispute")
    asked = {ours: theirs for ours, theirs, _ in questions(proposal, "status", "outcome_at")}
    assert asked == {"column": ("处置进度",), "done": ("已调解",), "open": ("调解中",), "undated": ("refuse",)}
    assert proposal.mapping.status == {} and "处置进度" not in proposal.mapping.ignored


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["13/11/2026", "01/11/2026"], "dmy"),
        (["11/13/2026", "11/01/2026"], "mdy"),
        (["20261113", "20261101083000"], "digits"),
        (["46339.5", "46340"], "serial"),
    ],
)
def test_an_order_of_dates_that_alone_fits_is_taken(values: list[str], order: str) -> None:
    proposal = proposed([["接警时间"], *([value] for value in values)])
    assert proposal.mapping.dates == {"occurred_at": order}


def test_an_order_of_dates_that_could_be_two_is_asked() -> None:
    proposal = proposed([["接警时间"], ["01/11/2026"], ["02/11/2026"]])
    assert proposal.mapping.dates == {}
    assert [theirs for _, theirs, _ in questions(proposal, "dates")] == [("dmy",), ("mdy",)]


def test_months_that_a_spreadsheet_made_days_of_are_asked_about() -> None:
    rows = [["单位", "期间", "计数项", "数值", "来源"], ["甲", "2026/10/1", "刑事警情", "1", "月报"]]
    assert [theirs for _, theirs, _ in questions(proposed(rows, "ledger"), "dates")] == [("month",)]
    rows.append(["甲", "2026/10/2", "刑事警情", "1", "月报"])
    assert questions(proposed(rows, "ledger"), "dates") == []


def test_a_wide_table_is_seen_and_its_measures_are_asked_about_unless_exact() -> None:
    assert suggest_kind(table(WIDE_ROWS), CATALOGUE) == "ledger"
    proposal = proposed(WIDE_ROWS, "ledger")
    assert {header: column.period for header, column in proposal.mapping.wide.items()} == {
        "刑事/本月": "{month_to_date}",
        "刑事/去年同期": "{last_year}",
        "治安/本月": "{month_to_date}",
    }
    assert questions(proposal, "wide", "刑事/本月") == [("measure", ("刑事警情",), "表头相似")]
    assert proposal.mapping.ignored == ["刑事/同比"]
    exact = proposed([["单位", "刑事警情", "纠纷类警情", "9月"], ["甲", "1", "2", "3"]], "ledger")
    assert [column.measure for column in exact.mapping.wide.values()] == ["criminal_alerts", "dispute_alerts", ""]
    assert exact.mapping.wide["9月"].period == "{year}-09"


def test_kinds_are_told_apart_or_asked() -> None:
    assert suggest_kind(table(ALERT_ROWS), CATALOGUE) == "alert"
    assert suggest_kind(table(DISPUTE_ROWS), CATALOGUE) == "dispute"
    assert suggest_kind(table(TALLY_ROWS), CATALOGUE) == "ledger"
    follow_up = [
        ["问题编号", "责任单位", "发现时间", "办结时间", "问题类别"],
        ["1", "甲", "2026-11-01", "", "现场处置"],
    ]
    assert suggest_kind(table(follow_up), CATALOGUE) == KIND
    assert proposed(follow_up, KIND).mapping.codes == {"problem": {"scene": ["现场处置"]}}
    with pytest.raises(LookupError, match="看不准这是哪一类文件"):
        suggest_kind(table([["甲列", "乙列"], ["1", "2"]]), CATALOGUE)


def test_the_nearest_words_are_three_at_most() -> None:
    assert likest("打架斗殴", ["盗窃", "火灾"]) == []
    assert likest("刑事", ["刑事警情", "刑事立案", "刑事拘留", "刑事案件", "治安"]) == [
        "刑事警情",
        "刑事立案",
        "刑事拘留",
    ]
