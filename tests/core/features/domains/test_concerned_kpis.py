"""Which KPIs a signal or an instruction concerns, and so to which field of work it belongs."""

from __future__ import annotations

from core.catalogue.load import load_catalogue
from core.catalogue.signal_key import SignalKey, read_signal_key
from core.features.domains.concerned_kpis import kpis_of_instruction, kpis_of_subject

CATALOGUE = load_catalogue()


def kpis_of_key(text: str) -> frozenset[str]:
    key = read_signal_key(text)
    return kpis_of_subject(CATALOGUE, key.rule, key.subject)


def domains_of(key: str) -> set[str]:
    return {CATALOGUE.kpis[kpi].domain for kpi in kpis_of_key(key)}


def test_a_signal_of_what_is_unusual_concerns_its_own_kpi() -> None:
    assert kpis_of_key("rise:7:telecom_fraud_alerts") == {"telecom_fraud_alerts"}
    assert kpis_of_key("missed:7:onscene_completion_rate") == {"onscene_completion_rate"}
    assert kpis_of_key("repeat:9:disputes") == {"repeat_dispute_alerts"}


def test_a_list_of_work_belongs_to_the_field_that_answers_for_it() -> None:
    assert domains_of("key_disputes:7:key_disputes") == {"disputes"}
    assert domains_of("cases:7:cases") == {"legal"}
    assert domains_of("instructions:7:instructions") == {"command"}


def test_doubts_concern_every_kpi_that_counts_the_records() -> None:
    doubled = kpis_of_key("twice:7:alert")
    assert {"alerts_valid", "criminal_alerts", "public_order_alerts", "dispute_alerts"} <= doubled
    assert doubled == kpis_of_key("fault:7:alerts_total")
    assert "services_accepted" not in doubled
    assert {"dispute_resolution_rate", "joint_resolution_rate"} <= kpis_of_key("unsettled:7:repeat_dispute_alerts")


def test_a_late_source_concerns_what_is_counted_from_it() -> None:
    assert domains_of("late:1:service") == {"service"}
    assert kpis_of_key("late:1:ledger:月报") == set(CATALOGUE.kpis), "a report may hold any KPI"


def test_a_rule_or_kpi_that_is_there_no_more_concerns_nothing() -> None:
    for key in ("", "gone:7:alerts_valid", "rise:7:gone", "cases:7:gone", "rise"):
        assert kpis_of_key(key) == frozenset()


def test_an_instruction_concerns_its_kpi_and_the_signal_that_it_came_from() -> None:
    assert kpis_of_instruction(CATALOGUE, "satisfaction_rate", "") == {"satisfaction_rate"}
    assert kpis_of_instruction(CATALOGUE, None, "rise:7:criminal_alerts") == {"criminal_alerts"}
    assert kpis_of_instruction(CATALOGUE, "gone", "") == frozenset()


def test_a_key_is_read_as_it_was_written() -> None:
    for parts in (SignalKey("rise", "7", "alerts_valid"), SignalKey("late", "1", "ledger:月报")):
        assert read_signal_key(str(parts)) == parts
    assert read_signal_key("") == SignalKey("", "", "")
