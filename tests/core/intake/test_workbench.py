"""A sheet while somebody decides on it: names and periods found around it, words that are open, drafts and back."""

from __future__ import annotations

import pytest

from core.catalogue.load import load_catalogue
from core.intake.mapping.file_period import days_in
from core.intake.mapping.header_periods import period_said
from core.intake.mapping.names import KindNames
from core.intake.mapping.read import read_mapping
from core.intake.mapping.suggest import likely_kinds
from core.intake.mapping.suggest_wide import class_above
from core.intake.mapping.unit_abbreviations import UnitAbbreviations
from core.intake.workbench.draft import (
    DATE_BY_SYNONYM,
    built_mapping,
    draft_of,
    name_hint,
    open_words,
    proposed_draft,
    unit_words,
)
from core.intake.workbench.sheet_look import SheetLook, look_at_sheet
from core.store.units import UnitRef, UnitTree
from core.time.day_spans import DaySpan
from tests.support.intake_world import csv_text, day
from tests.support.mapping_world import ALERT_HEADERS, ALERT_MAPPING, ALERT_ROWS, Rows

CATALOGUE = load_catalogue()


def tree() -> UnitTree:
    root = UnitRef(1, "局", "澄岚县公安局", "bureau", None)
    stations = [
        UnitRef(2 + n, f"S{n + 1}", name, "station", 1)
        for n, name in enumerate(("甲溪派出所", "乙坪派出所", "丙湾派出所"))
    ]
    return UnitTree({unit.id: unit for unit in (root, *stations)}, root, {1: stations})


def looked(rows: Rows, file: str = "表.csv") -> SheetLook:
    return look_at_sheet(file, csv_text(rows).encode(), None, None, ALERT_HEADERS)


def test_the_short_name_of_one_station_is_proposed_and_nothing_that_is_only_alike() -> None:
    units = ["城关派出所", "城关12派出所", "城关社区", "青溪派出所", "北城派出所", "北城派出所", "城关分局"]
    short = UnitAbbreviations(UnitRef(n, f"U{n}", name, "station", 1) for n, name in enumerate(units))
    texts = [
        "城关所",
        "城关",
        "青溪",
        "青 溪 所",
        "城关1所",
        "城关12所",
        "城关012所",
        "北城所",
        "派出所",
        "所",
        "青溪社区",
        "",
    ]
    assert [short.code(text) for text in texts] == ["U0", "", "U3", "U3", "", "U1", "", "", "", "", "", ""]


def test_a_short_name_is_preselected_for_a_person_to_confirm() -> None:
    (word,) = unit_words(looked(ALERT_ROWS), "处置单位", tree())
    assert (word.text, word.ours) == ("甲溪所", "S1")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("城关派出所2026年10月警情统计表", ("2026-10-01", "2026-10-31")),
        ("2026年1-9月矛盾纠纷情况", ("2026-01-01", "2026-09-30")),
        ("2026年上半年情况", ("2026-01-01", "2026-06-30")),
        ("2026年三季度", ("2026-07-01", "2026-09-30")),
        ("2026年9月26日-10月25日统计", ("2026-09-26", "2026-10-25")),
        ("2026年情况（2026年11月3日填）", None),
        ("2026年情况", None),
        ("情况", None),
    ],
)
def test_a_title_says_its_period_and_nothing_is_made_of_a_bare_year(text: str, days: tuple[str, str] | None) -> None:
    expected: DaySpan | None = (day(days[0]), day(days[1])) if days else None
    assert days_in(text, CATALOGUE.reporting_calendar) == expected


@pytest.mark.parametrize(
    ("file", "hint"),
    [("警情2026年10月.csv", "警情"), ("202610.csv", "202610"), ("2026年1-9月纠纷.csv", "纠纷"), ("报表10.csv", "报表")],
)
def test_a_name_is_proposed_that_next_months_file_has_too(file: str, hint: str) -> None:
    assert name_hint(looked(ALERT_ROWS, file)) == hint


def test_a_draft_says_what_its_mapping_says() -> None:
    mapping = read_mapping("m", ALERT_MAPPING, CATALOGUE)
    built = built_mapping(draft_of(mapping), ALERT_HEADERS, CATALOGUE)
    assert built.personal == ["报警人", "联系电话"]
    assert built.model_copy(update={"personal": []}) == mapping


def test_words_that_a_kept_mapping_does_not_place_are_open() -> None:
    draft, names = draft_of(read_mapping("m", ALERT_MAPPING, CATALOGUE)), KindNames("alert", CATALOGUE)
    assert open_words(looked(ALERT_ROWS), names, draft, tree()) == {}
    rows = [*ALERT_ROWS, ["5", "J5", "2026-11-03 12:30", "丁港所", "走失", "某", "000", "略"]]
    found = open_words(looked(rows), names, draft, tree())
    assert {name: [word.text for word in words] for name, words in found.items()} == {
        "unit": ["丁港所"],
        "class": ["走失"],
        "kind": ["走失"],
    }
    draft.rest["class"] = "other"
    assert "class" not in open_words(looked(rows), names, draft, tree())


def test_figures_by_unit_are_a_report_whatever_they_count() -> None:
    look = looked([["单位", "排查/起数", "化解/起数"], ["甲溪派出所", "5", "4"], ["乙坪派出所", "3", "3"]])
    assert likely_kinds(look.table, CATALOGUE, look.samples) == (["ledger"], True)


def test_a_day_known_by_a_synonym_alone_is_marked_to_be_checked() -> None:
    rows = [[*row, "登记日期" if row is ALERT_HEADERS else "2026-11-04"] for row in ALERT_ROWS]
    draft = proposed_draft(looked(rows), "alert", CATALOGUE, tree())
    assert draft.columns["recorded_at"] == "登记日期"
    assert draft.why["recorded_at"] == DATE_BY_SYNONYM


@pytest.mark.parametrize(
    ("header", "above", "period"),
    [
        ("刑事/本月", "刑事", "{month_to_date}"),
        ("刑事/上月", "刑事", "{previous}"),
        ("刑事/去年同期", "刑事", "{last_year}"),
        ("刑事/起数/本月", "刑事", "{month_to_date}"),
        ("3月", "", "{year}-03"),
        ("刑事/电诈/本月", "刑事/电诈", "{month_to_date}"),
        ("本月/上月", "", ""),
    ],
)
def test_a_merged_header_says_its_class_and_its_period(header: str, above: str, period: str) -> None:
    assert (class_above(header), period_said(header)) == (above, period)
