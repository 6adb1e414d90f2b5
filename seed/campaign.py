"""Decisions of a made-up bureau, as its own catalogue file: a campaign's dates and targets, a contest.

The campaign begins on the first of the month before the history's last day, so that it runs for a while longer
whenever the bureau is looked at as made. Targets follow from how many visits the generator draws; the factors by which
they differ from that are assumed, so that some counts keep pace and some do not.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.time.reporting_calendar import CALENDAR
from seed import calibration as c
from seed.bureau import Plan

FILE = "demo.toml"
DAYS = 100
MONTH_DAYS = 30.44
# In an alive bureau: of nine small premises less was asked for, so that one count is ahead where another is behind.
ALIVE_FACTORS = {"nine_small": 0.65}
FACTORS = {
    "nine_small": ("premises_inspected", 1.0),
    "rental": ("rentals_checked", 1.35),
    "hotel": ("hotels_checked", 0.9),
}
TALKS = {"urban": 400, "town": 250, "rural": 140}  # people reached by a station in a hundred days
CONTESTED, CONTEST = ("dispute_alerts", "traffic_alerts"), "片区之间比变化用，不计入考核分"
AREAS, SIZES = 12, ("urban", "town", "rural")  # of a contest of those with most alerts: in this order of settings
RATES = {"hazard_rectification_rate": 0.95, "dispute_resolution_rate_alert": 0.8}


def files(plan: Plan) -> dict[str, str]:
    """The bureau's own catalogue files: name → text."""
    first = begins(plan.as_of)
    last = first + timedelta(days=DAYS - 1)
    lines = ["# 演示数据：虚构的专项行动。", "[campaigns.hundred_days]", f"first = {first}", f"last = {last}"]
    lines += [f"targets.{kpi} = {{ value = {value}, split = true }}" for kpi, value in _visits(plan).items()]
    talks = sum(TALKS[station.setting or "town"] for station in plan.place.stations)
    lines.append(f"targets.publicity_contacts = {{ value = {talks} }}")
    lines += [f"targets.{kpi} = {{ value = {value} }}" for kpi, value in RATES.items()]
    decided = first - timedelta(days=4)
    lines.append(_decision("decision", decided, "行动期内安排工作量用，不作考核"))
    lines += ["[campaigns.sweeps]", f"first = {first}", f"last = {last}"]
    lines += ["targets.sweep_comparison_rate = { value = 0.98 }", "targets.sweep_archive_rate = { value = 0.95 }"]
    decisions = [_decision(f"override.{kpi}", decided, CONTEST) for kpi in CONTESTED]
    lines += ["[contests.alerts]", *decisions, *_twelve(plan, decisions)]
    return {FILE: "\n".join(lines) + "\n"}


def _twelve(plan: Plan, decisions: list[str]) -> list[str]:
    """A contest of twelve areas with many alerts: by where stations lie, and not by last year's counts.

    Whoever is picked for a high count would come down by itself. A bureau of no more stations than that has none.
    """
    stations = sorted(plan.place.stations, key=lambda station: SIZES.index(station.setting or "town"))
    if len(stations) <= AREAS:
        return []
    areas = [
        f'areas.{station.code} = {{ zh = "{station.name.removesuffix("派出所")}片", members = ["{station.code}"] }}'
        for station in stations[:AREAS]
    ]
    counts = ", ".join(f'"{kpi}"' for kpi in CONTESTED)
    return [
        "[contests.twelve]",
        'zh = "十二大高发片区比武"',
        'en = "Contest of twelve high-alert areas"',
        'remark = "演示的十二个片区按所在地选定，不按上年起数挑选；可防控警情以纠纷、交通两类为例。"',
        f"counts = [{counts}]",
        'beside = ["criminal_cases", "public_order_cases"]',
        *areas,
        *decisions,
    ]


def _decision(key: str, when: date, why: str) -> str:
    return f'{key} = {{ decided_by = "演示局的行动领导小组（虚构）", when = {when}, why = "{why}" }}'


def begins(as_of: date) -> date:
    """The first of the month before."""
    return CALENDAR.previous_month_end(as_of).replace(day=1)


def _visits(plan: Plan) -> dict[str, int]:
    """Visits of a hundred days by KPI, as drawn on average times a factor, in round numbers."""
    a_month = sum(c.INSPECTIONS[station.setting or "town"] for station in plan.place.stations) * c.SIZES[plan.size].work
    total_share = sum(c.PREMISES_SHARES)
    targets = {}
    for premises, (kpi, usual) in FACTORS.items():
        factor = ALIVE_FACTORS.get(premises, usual) if plan.alive else usual
        share = c.PREMISES_SHARES[c.PREMISES.index(premises)] / total_share
        exact = a_month * share * DAYS / MONTH_DAYS * factor
        targets[kpi] = max(5, round(exact / 5) * 5)
    return targets
