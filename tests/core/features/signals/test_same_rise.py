"""A rise is told once, and chance as the wait for the next false signal."""

from __future__ import annotations

from datetime import date

import pytest

from core.catalogue.signal_model import SignalFamily
from core.features.signals.chance_text import chance_text, wait_text
from core.features.signals.digest import SentSignal, SignalGroup, digests
from core.features.signals.same_rise import told_once
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.units import UnitRef

UNITS = {number: UnitRef(number, str(number), f"{number}所", "station", 1) for number in (2, 3)}


def signal(family: SignalFamily, unit: int = 2, kpi: str = "dispute_alerts", weight: float = 3.0) -> Signal:
    kind = "lasting" if family == "lasting" else "rise"
    key = f"{kind}:{unit}:{kpi}"
    rate, is_bound = (0.3, False) if family == "lasting" else (0.25, True)
    return Signal(
        key=key,
        rule=kind,
        kind="lasting" if family == "lasting" else "rise",
        family=family,
        unit=UNITS[unit],
        station=unit,
        kpi=kpi,
        window=Window(1, 7),
        since=date(2026, 10, 1),
        began_earlier=False,
        weight=weight,
        finding=f"{key}。",
        chance_a_month=rate,
        chance_is_bound=is_bound,
    )


def test_a_burst_of_a_lasting_rise_is_told_in_its_line() -> None:
    burst, lasting = signal("burst", weight=5.0), signal("lasting")
    (line,) = told_once([burst, lasting])
    assert line.key == lasting.key and line.also_keys == (burst.key,)
    assert lasting.finding in line.why and burst.finding in line.why
    assert line.weight == burst.weight, "a dismissed line comes back when the burst is so much graver"
    assert line.chance_a_month == pytest.approx(0.55) and line.why.count("即使一切如常") == 1


def test_other_units_and_kpis_have_lines_of_their_own() -> None:
    signals = [signal("burst", 3), signal("burst", kpi="criminal_alerts"), signal("lasting")]
    assert told_once(signals) == tuple(signals)
    (unusual,) = digests(SentSignal(signal, ()) for signal in told_once(signals))
    assert (unusual.group, unusual.total, unusual.places) == (SignalGroup.UNUSUAL, 3, (3, 2))
    assert told_once([]) == ()


@pytest.mark.parametrize(
    ("a_month", "text"),
    [
        (0.25, "每 4 个月误报一次"),
        (0.3, "每 3 个月误报一次"),
        (0.8, "每个月误报一次"),
        (1.0, "每月误报 1 次"),
        (2.5, "每月误报 3 次"),
        (0.08, "每 13 个月误报一次"),
        (0.03, "每 3 年误报一次"),
    ],
)
def test_a_rate_is_told_as_a_wait(a_month: float, text: str) -> None:
    assert wait_text(a_month) == text


def test_facts_have_no_chance_and_bounds_say_so() -> None:
    assert chance_text(0.0, "全局", is_bound=True) == ""
    assert chance_text(0.25, "全省", is_bound=True) == "即使一切如常，此类预警全省至多大约每 4 个月误报一次。"
    assert chance_text(0.25, "全局", is_bound=True) == "即使一切如常，此类预警全局至多大约每 4 个月误报一次。"
    assert chance_text(0.25, "全局", is_bound=False) == "即使一切如常，此类预警全局大约每 4 个月误报一次。"
