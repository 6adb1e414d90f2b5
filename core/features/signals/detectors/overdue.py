"""Signals that are plain facts: sources that should have come, and work past its dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from core.catalogue.signal_model import SignalRule, WorkList
from core.features.dockets import lists as docket
from core.features.signals.detection_context import DetectionContext
from core.features.signals.text import late_text, overdue_text
from core.features.signals.types import Signal
from core.instructions.read import overdue_at
from core.metrics.types import Window
from core.store.units import UnitRef
from core.time.days import first_second, to_date

LEDGER = "ledger:"
NAMES: dict[WorkList, str] = {"key_disputes": "重点矛盾", "cases": "在办案件", "instructions": "指令"}


class Item(NamedTuple):
    """A piece of work past its date: at which station, its number, by how many days."""

    station: int
    number: str
    days: int


def late(asking: DetectionContext, name: str, _: SignalRule) -> Iterator[Signal]:
    """Sources further behind the day than their rhythm allows; and stations that are, where the rest are not."""
    root = asking.snapshot.tree.root
    for age in asking.snapshot.sources(asking.catalogue, list(asking.catalogue.kpis)):
        allowed = asking.catalogue.late_after(None if age.id.startswith(LEDGER) else age.id)
        behind = (asking.as_of - age.covers_to).days
        if behind > allowed:
            yield _late(asking, name, f"{name}:{root.id}:{age.id}", root, (age.zh, behind, allowed))
        elif age.id in asking.catalogue.facts:
            yield from _late_stations(asking, name, age.id, age.zh)


def _late_stations(asking: DetectionContext, name: str, kind: str, zh: str) -> Iterator[Signal]:
    measure = next((one for one in asking.catalogue.measures_of_fact(kind).values()), None)
    if measure is None:
        return
    allowed = asking.catalogue.late_after(kind)
    for station in asking.stations:
        ends = [last for _, last in asking.snapshot.coverage.covered_days(measure, station.id)]
        behind = asking.day - max(ends, default=asking.day)
        if behind > allowed:
            yield _late(asking, name, f"{name}:{station.id}:{kind}", station, (zh, behind, allowed))


def _late(asking: DetectionContext, name: str, key: str, unit: UnitRef, told: tuple[str, int, int]) -> Signal:
    zh, behind, allowed = told
    last = asking.day - behind
    station = asking.station_of(unit.id)
    return Signal(
        key=key,
        rule=name,
        kind="late",
        unit=unit,
        station=station,
        kpi=None,
        window=Window(last + 1, asking.day),
        since=to_date(last + allowed + 1),
        began_earlier=False,
        weight=behind / allowed,
        why=late_text(zh if station is None else f"{unit.name}{zh}", to_date(last), behind, allowed),
    )


def overdue(asking: DetectionContext, name: str, rule: SignalRule) -> Iterator[Signal]:
    """Stations with enough work past its dates, a signal a list."""
    for which in rule.lists:
        by_station: dict[int, list[Item]] = defaultdict(list)
        for item in _items(asking, which):
            if item.days > rule.past:
                by_station[item.station].append(item)
        for station, items in by_station.items():
            if len(items) >= rule.least:
                yield _overdue(asking, name, rule, which, station, items)


def _items(asking: DetectionContext, which: WorkList) -> Iterator[Item]:
    stations = [station.id for station in asking.stations]
    if which == "key_disputes":
        for dispute in docket.key_disputes(asking.store, stations, asking.as_of):
            yield Item(dispute.station, dispute.id, -(dispute.left or 0))
    elif which == "cases":
        for case in docket.open_cases(asking.store, stations, asking.as_of):
            yield Item(case.station, case.id, -case.left)
    else:
        for number, unit, since in overdue_at(asking.store, first_second(asking.day + 1), stations):
            yield Item(unit, number, asking.day - since)


def _overdue(
    asking: DetectionContext, name: str, rule: SignalRule, which: WorkList, station: int, items: list[Item]
) -> Signal:
    items = sorted(items, key=lambda item: (-item.days, item.number))
    longest, enough = items[0].days, items[rule.least - 1].days  # only with so many of them is it a signal
    return Signal(
        key=f"{name}:{station}:{which}",
        rule=name,
        kind="overdue",
        unit=asking.snapshot.tree.units[station],
        station=station,
        kpi=None,
        window=Window(asking.day, asking.day),
        since=to_date(asking.day - enough + rule.past + 1),
        began_earlier=False,
        weight=len(items),
        why=overdue_text(NAMES[which], len(items), longest, rule.past),
        records=tuple(item.number for item in items),
    )
