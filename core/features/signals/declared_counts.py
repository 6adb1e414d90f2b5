"""Standards missed by what is counted in full (force shares): there is no chance in it, and no threshold.

They speak of bureaus as a whole (`holds`), whose small numbers are never protected (disclosure/guard.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from core.catalogue.model import Kpi
from core.catalogue.signal_checks import can_miss
from core.catalogue.signal_model import WEEK, SignalRule
from core.features.signals.detection_context import DetectionContext
from core.features.signals.text import counted_text
from core.features.signals.types import Signal
from core.judgement.standard import applies_to, status_of
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import kpi_figure
from core.metrics.types import Figure, StandardStatus, Window
from core.store.units import UnitRef
from core.time.days import to_date, week_days, week_number


def counted(asking: DetectionContext, name: str, rule: SignalRule) -> Iterator[Signal]:
    """Those that are missed at the end of the day, dated by the ends of the weeks before it."""
    kpis = asking.catalogue.kpis
    wanted = rule.kpis or [kpi for kpi, one in kpis.items() if can_miss(one)]
    for kpi in wanted:
        if kpis[kpi].basis == "stock":
            yield from _of_kpi(asking, name, kpi, kpis[kpi])


def _of_kpi(asking: DetectionContext, name: str, kpi_id: str, kpi: Kpi) -> Iterator[Signal]:
    units = [one for one in (asking.snapshot.tree.root, *asking.stations) if applies_to(kpi, one)]
    sunday = week_days(week_number(asking.day))[1] - WEEK
    ends = [asking.day, *range(sunday, asking.anchor - 1, -WEEK)]
    spans = [AsOfSpan(end, end, end) for end in ends]
    values = asking.read(kpi.measures(), [unit.id for unit in units], spans)

    def told(unit: int, span: AsOfSpan) -> Figure:
        return kpi_figure(asking.catalogue, kpi, partial(values.get, unit=unit, span=span), span.last)

    for unit in units:
        figures = [told(unit.id, span) for span in spans]
        misses = [_misses(kpi, one.value) for one in figures]
        if misses[0]:
            run = misses.index(False) if False in misses else len(misses)
            yield _signal(asking, name, (kpi_id, kpi), unit, figures[0], (ends[run - 1], run == len(misses)))


def _misses(kpi: Kpi, value: float | None) -> bool:
    assert kpi.standard is not None  # asked only of KPIs that have one
    return value is not None and status_of(kpi.standard, value, value) is StandardStatus.MISSED


def _signal(
    asking: DetectionContext, name: str, item: tuple[str, Kpi], unit: UnitRef, now: Figure, since: tuple[int, bool]
) -> Signal:
    kpi_id, kpi = item
    assert kpi.standard is not None  # asked only of KPIs that have one
    return Signal(
        key=f"{name}:{unit.id}:{kpi_id}",
        rule=name,
        kind="missed",
        unit=unit,
        station=asking.station_of(unit.id),
        kpi=kpi_id,
        window=Window(asking.day, asking.day),
        since=to_date(since[0]),
        began_earlier=since[1],
        weight=abs((now.value or 0.0) - kpi.standard.value) * 100,
        why=counted_text(kpi, now, asking.as_of),
    )
