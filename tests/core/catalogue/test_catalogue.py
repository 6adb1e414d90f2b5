"""The shipped catalogue says what it must, and hangs together."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from core.catalogue.facts import Column, FactKind
from core.catalogue.kpi_model import Kpi
from core.catalogue.layers import DATA
from core.catalogue.load import load_catalogue
from core.catalogue.measure_model import Condition
from core.catalogue.model import Catalogue
from core.catalogue.system_coverage import system_coverage


def ids(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


# Every KPI that the five documents report a figure of.
REPORTED = ids("""
alerts_total branch_communities branch_deputy_secretaries burglary_cases bathhouses_suspended cameras_connected
clearance_rate community_force_share criminal_alerts criminal_cases data_sources deployed_officers
digital_studio_completion dispute_alerts dispute_resolution_rate dispute_resolution_rate_alert
dispute_resolution_rate_canvassed disputes_outstanding disputes_reported drinking_dissuaded drinking_stopped
entertainment_suspended fast_service_items fengqiao_stations fugitives_caught future_station_scenes
hazard_rectification_rate hazards_found hotels_checked joint_governance_stations key_dispute_resolution_rate
leisure_venues_checked night_patrol_hazards one_machine_services onscene_completion_rate police_rooms
premises_inspected property_cases_solved public_order_cases publicity_contacts rectification_notices
rental_rooms_checked rentals_checked satisfaction_rate service_items smart_units_community smart_units_hospital
smart_units_school station_force_share stations supervision_notices telecom_fraud_cases three_hour_recovery_rate
town_response_staff venue_hazards_rectified venue_rectification_notices vice_report_alerts
village_assigned_auxiliaries volunteer_groups volunteers youth_return_rate
""")

# What the systems of the documents need beyond those figures.
NEEDED = ids("""
actual_houses actual_population actual_units standard_addresses alerts_per_100_officers alerts_valid auxiliaries
callback_satisfaction_rate case_conclusion_on_time_rate case_filing_on_time_rate case_investigation_on_time_rate
community_rating_rate department_rates_station_rate station_rates_department_rate double_ten_done_rate
fengqiao_candidate_stations grid_team_coverage village_officer_coverage joint_dispatches joint_dispatch_share
joint_handling_rate non_police_diversion_rate police_under_35_share police_35_to_49_share police_50_plus_share
response_time_median response_time_p90 retirements_ahead safety_code_green_share safety_code_yellow_share
safety_code_red_share scene_completion_rate sweep_archive_rate sweep_comparison_rate sweep_disposal_rate
sweep_warning_share ten_minute_completion_rate
""")

# 发案数, 破案率, 罚没款数额, 行政拘留数, 刑事拘留数 and what amounts to them.
BARRED = ids("""
criminal_cases public_order_cases burglary_cases telecom_fraud_cases disputes_escalated clearance_rate
property_cases_solved criminal_alerts public_order_alerts telecom_fraud_alerts vice_report_alerts
administrative_detentions criminal_detentions fines_yuan
""")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def rates(catalogue: Catalogue) -> dict[str, Kpi]:
    return {name: kpi for name, kpi in catalogue.kpis.items() if kpi.kind == "rate"}


@pytest.mark.parametrize("name", REPORTED + NEEDED)
def test_a_figure_of_the_documents_is_declared(catalogue: Catalogue, name: str) -> None:
    assert name in catalogue.kpis


def test_every_system_is_served_by_a_kpi(catalogue: Catalogue) -> None:
    rows = system_coverage(catalogue)
    assert [row.id for row in rows] == [f"S{number:02d}" for number in range(1, 31)]
    assert [row.id for row in rows if not row.kpis] == []


def test_every_kpi_serves_a_system_and_every_domain_has_kpis(catalogue: Catalogue) -> None:
    assert [name for name, kpi in catalogue.kpis.items() if not kpi.systems] == []
    assert {kpi.domain for kpi in catalogue.kpis.values()} == set(catalogue.domains)
    assert sorted(domain.order for domain in catalogue.domains.values()) == list(range(1, len(catalogue.domains) + 1))


@pytest.mark.parametrize("name", BARRED)
def test_what_the_ministry_bars_is_not_assessed(catalogue: Catalogue, name: str) -> None:
    kpi = catalogue.kpis[name]
    assert not kpi.assess
    assert "2011" in kpi.barred_because
    assert "未核实副本" in kpi.barred_because


def test_nothing_else_counts_crimes_and_is_assessed(catalogue: Catalogue) -> None:
    offence = {"criminal", "public_order"}
    for name, kpi in catalogue.kpis.items():
        measure = catalogue.measures[kpi.numerator]
        test = measure.conditions().get("class", Condition())
        if kpi.kind == "count" and measure.fact in ("case", "alert") and test.eq in offence:
            assert name in BARRED
            assert not kpi.assess


def test_the_station_code_rests_on_assessable_kpis_alone(catalogue: Catalogue) -> None:
    code = {name for name, kpi in catalogue.kpis.items() if "S03" in kpi.systems}
    assert code
    assert all(catalogue.kpis[name].assess for name in code)


def test_an_officers_own_figures_are_none_that_is_barred(catalogue: Catalogue) -> None:
    own = {name for name, measure in catalogue.measures.items() if measure.officer}
    assert {"alerts_handled", "onscene_completed", "disputes_taken", "disputes_resolved", "services_completed"} <= own
    assert {"callbacks", "callbacks_satisfied"} <= own
    assert not own & {kpi.numerator for kpi in catalogue.kpis.values() if not kpi.assess}


def test_every_measure_is_used(catalogue: Catalogue) -> None:
    used = {name for kpi in catalogue.kpis.values() for name in kpi.measures()} | set(catalogue.classes)
    assert {name for name, measure in catalogue.measures.items() if not measure.officer} <= used


def test_every_rate_has_both_its_measures(catalogue: Catalogue) -> None:
    assert len(rates(catalogue)) > 30
    for kpi in rates(catalogue).values():
        assert kpi.numerator in catalogue.measures
        assert kpi.denominator in catalogue.measures
        assert kpi.numerator != kpi.denominator
        assert kpi.digits == 2


def test_cohorts_are_said_to_be_cohorts(catalogue: Catalogue) -> None:
    for name, kpi in catalogue.kpis.items():
        if kpi.basis == "cohort":
            assert "截至统计日" in kpi.definition or "办结" in kpi.definition or "追回" in kpi.definition, name


def test_a_measure_is_timed_for_the_hour_of_the_week(catalogue: Catalogue) -> None:
    timed = {name for name, measure in catalogue.measures.items() if measure.profile}
    assert timed == set(catalogue.advice), "a reminder slip tells the hours of each class it looks at"


def test_the_only_standards_are_the_documents(catalogue: Catalogue) -> None:
    standards = {name: kpi.standard for name, kpi in catalogue.kpis.items() if kpi.standard}
    assert {name: (s.op, s.value, s.source) for name, s in standards.items()} == {
        "onscene_completion_rate": (">=", 0.9, "doc000"),
        "station_force_share": (">=", 0.4, "doc001"),
        "community_force_share": (">=", 0.4, "doc001"),
    }


def test_a_force_share_counts_police_officers_alone(catalogue: Catalogue) -> None:
    for name in ("police_total", "station_police", "community_police"):
        assert catalogue.measures[name].conditions()["kind"].eq == "police"


def test_words_fit_and_are_chinese(catalogue: Catalogue) -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for name, kpi in catalogue.kpis.items():
        assert 4 <= len(kpi.label) <= 8, name
        assert chinese.search(kpi.zh), name
        assert kpi.definition.endswith("。"), name
        assert not kpi.limits or kpi.limits.endswith("。"), name
    labels = [kpi.label for kpi in catalogue.kpis.values()]
    assert len(set(labels)) == len(labels)


def test_no_file_of_the_catalogue_is_long() -> None:
    assert {path.name for path in DATA.glob("*.toml") if len(path.read_text("utf-8").splitlines()) >= 400} == set()


@pytest.mark.parametrize("columns", [{}, {"occurred_at": Column(zh="时间", type="time")}], ids=["none", "optional"])
def test_a_kind_of_record_without_a_day_is_refused(columns: dict[str, Column]) -> None:
    own = {"id": Column(zh="编号", type="id"), "unit": Column(zh="单位", type="unit")}
    with pytest.raises(ValidationError, match="occurred_at"):
        FactKind(zh="巡逻", en="Patrol", system="勤务系统", columns=own | columns)
