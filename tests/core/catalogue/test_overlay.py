"""A bureau's own file changes and adds entries; a broken one is refused whole, with everything wrong in it."""

from __future__ import annotations

import pytest

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError, Problem
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

OURS = """
[kpis.onscene_completion_rate.standard]
op = ">="
value = 0.95
zh = "本局不低于95%"
source = "doc000"

[measures.drone_flights]
zh = "无人机巡逻"
en = "Drone patrols"
unit = "架次"
kind = "flow"

[kpis.drone_flights]
zh = "无人机巡逻架次"
en = "Drone patrols"
domain = "command"
systems = ["S11"]
kind = "count"
basis = "flow"
numerator = "drone_flights"
unit = "架次"
direction = "up"
assess = true
definition = "本期开展的无人机巡逻架次，由派出所按月报送。"
"""

BROKEN = """
[measures.bad_fact]
zh = "一"
en = "one"
unit = "起"
kind = "flow"
fact = "rumour"
date = "occurred_at"

[measures.bad_columns]
zh = "二"
en = "two"
unit = "起"
kind = "flow"
fact = "alert"
date = "class"
where = { class = "criminl", weather = "rain", on_scene = "yes" }
reported_by = ["province"]

[measures.bad_field]
zh = "三"
en = "three"
unit = "起"
kind = "flow"
factt = "alert"

[measures."drop table"]
zh = "四"
en = "four"
unit = "起"
kind = "flow"

[kpis.clearance_rate]
assess = true

[kpis.alerts_total]
numerator = "alerts_totl"
domain = "alert"

[kpis.satisfaction_rate]
numerator = "disputes_outstanding"
systems = ["S31"]

[kpis.fire_alerts]
numerator = "bad_field"

[colours.red]
zh = "红"

[board]
tiles = ["alerts_valid", "nothing"]
"""


def problems(**files: str) -> list[Problem]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({f"{name}.toml": text for name, text in files.items()})
    return caught.value.problems


def test_a_bureau_changes_a_field_and_adds_entries() -> None:
    plain, laid = load_catalogue(), load_catalogue({"ours.toml": OURS})
    standard = laid.kpis["onscene_completion_rate"].standard
    assert standard is not None
    assert standard.value == 0.95
    assert laid.kpis["onscene_completion_rate"].definition == plain.kpis["onscene_completion_rate"].definition
    assert set(laid.kpis) - set(plain.kpis) == {"drone_flights"}
    assert set(laid.measures) - set(plain.measures) == {"drone_flights"}


def test_ours_is_left_as_it_was() -> None:
    before = load_catalogue()
    load_catalogue({"ours.toml": OURS})
    problems(broken=BROKEN)
    assert load_catalogue() == before


def test_a_later_file_has_the_last_word() -> None:
    later = '[kpis.drone_flights]\nzh = "无人机"'
    laid = load_catalogue({"ours.toml": OURS, "later.toml": later})
    assert laid.kpis["drone_flights"].zh == "无人机"
    assert laid.kpis["drone_flights"].unit == "架次"


def test_a_bureau_chooses_its_own_tiles() -> None:
    tiles = [*load_catalogue().board[:11], "alerts_total"]
    assert load_catalogue({"ours.toml": f"[board]\ntiles = {tiles}"}).board == tiles


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("bad_fact", "没有“rumour”这类记录"),
        ("bad_columns", "“class”不是 alert 的时间或日期列"),
        ("bad_columns", "“class”没有“criminl”"),
        ("bad_columns", "没有“weather”这一列"),
        ("bad_columns", "“on_scene”只有是和否"),
        ("bad_columns", "reported_by 写了“province”"),
        ("bad_field", "没有 factt 这个键"),
        ("drop table", "不能作列名"),
        ("clearance_rate", "barred_because"),
        ("alerts_total", "没有计数项“alerts_totl”"),
        ("alerts_total", "没有领域“alert”"),
        ("satisfaction_rate", "basis 是 flow，而分子是 stock"),
        ("satisfaction_rate", "分子是 stock，分母是 flow"),
        ("satisfaction_rate", "没有系统“S31”"),
        ("colours", "没有“colours”这一节"),
        ("tiles", "“nothing”，没有这个指标"),
        ("tiles", "2 个不同的指标"),
    ],
)
def test_everything_broken_is_named_at_once_with_its_mend(entry: str, reason: str) -> None:
    matching = [p for p in problems(broken=BROKEN) if p.entry == entry and reason in p.reason]
    assert len(matching) == 1
    assert matching[0].file == "broken.toml"
    assert matching[0].mend


def test_an_entry_is_not_blamed_for_another_that_is_broken() -> None:
    assert [p for p in problems(broken=BROKEN) if p.entry == "fire_alerts"] == []


def test_one_wrong_condition_is_one_problem() -> None:
    wrong = "[measures.alerts_valid]\nwhere = { class = { nto = 'invalid' } }"
    reported = problems(broken=wrong)
    assert [(p.entry, p.mend) for p in reported] == [("alerts_valid", "去掉 nto，或改正拼写")]


def test_a_file_that_is_not_toml_is_named_with_the_other_files_faults() -> None:
    reported = problems(torn="[kpis.x", broken=BROKEN)
    assert {p.file for p in reported} == {"torn.toml", "broken.toml"}


def test_a_barred_kpi_cannot_be_assessed_without_a_direction() -> None:
    lifted = 'lifted = { decided_by = "局党委会", when = 2026-10-01, why = "专项行动期间试行" }'
    reported = problems(ours=f"[kpis.clearance_rate]\nassess = true\n{lifted}")
    assert [p.reason for p in reported] == ["列入考核，却没有好坏方向"]


@pytest.mark.parametrize("text", ["kpis = 3", "[kpis]\nx = 3", "[board]\ntiles = 'all'", "[board]\nrows = 2"])
def test_a_wrong_shape_is_refused_and_does_not_crash(text: str) -> None:
    assert all(p.file == "ours.toml" and p.mend for p in problems(ours=text))


def test_a_bureau_has_months_and_years_of_its_own() -> None:
    assert load_catalogue().reporting_calendar == CALENDAR
    months = load_catalogue({"ours.toml": "[statistics_month]\nbegins = 26\n"})
    assert months.reporting_calendar == ReportingCalendar(26)
    ours = load_catalogue({"ours.toml": '[assessment_year]\nbegins = "12-21"\n'})
    assert ours.reporting_calendar == ReportingCalendar(1, (12, 21))


@pytest.mark.parametrize("begins", ['"12-16"', '"12-29"', '"2-21"', '"06-01"', '"01-21"', "1221", '"12-21-2025"'])
def test_a_year_that_cannot_be_is_refused(begins: str) -> None:
    (problem,) = problems(ours=f"[assessment_year]\nbegins = {begins}\n")
    assert (problem.file, problem.entry) == ("ours.toml", "assessment_year") and "begins" in problem.reason


@pytest.mark.parametrize("begins", ["0", "16", "29", '"26"x', "26.5", '"end"'])
def test_a_month_that_cannot_be_is_refused(begins: str) -> None:
    problem = problems(ours=f"[statistics_month]\nbegins = {begins}\n")[0]
    assert problem.file == "ours.toml" and ("begins" in problem.reason or "TOML" in problem.reason)
