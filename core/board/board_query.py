"""KPIs, units and spans that a board answers for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice

from core.board.lazy_mapping import KeyProduct
from core.catalogue.calendar_model import Festival
from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import base_known_by
from core.metrics.reporting_period import (
    Period,
    months_up_to,
    preceding_window,
    spring_aligned_window,
    year_earlier_window,
)
from core.metrics.types import ChangeKind, UnitRef, Window
from core.time.days import day_number


class BoardQuery:
    """Question that a board answers: KPIs × units over a period, its bases, and the months up to its last.

    `figure_keys` and `change_keys` are what is asked for, by KPI, unit and kind of change. `period_span` is the period
    as known on the day `as_of`, `bases` has for each kind of change the two spans that it compares, now and base.
    """

    def __init__(
        self,
        kpis: Sequence[str],
        units: Sequence[UnitRef],
        period: Period,
        as_of: date,
        months: int,
        catalogue: Catalogue,
    ) -> None:
        self.kpis, self.units, self.period, self.as_of = tuple(kpis), tuple(units), period, as_of
        self.unit_ids = tuple(unit.id for unit in units)
        self.unit_kinds = tuple(dict.fromkeys(unit.kind for unit in units))
        self._as_of_day, self._catalogue = day_number(as_of), catalogue
        self.period_span = AsOfSpan(period.window.first, period.window.last, self._as_of_day)
        self._calendar = catalogue.reporting_calendar
        self.months = tuple(months_up_to(period.window.end, months, self._calendar))
        self.month_spans = self._month_spans()
        self.bases = self._bases(catalogue.spring)
        self.figure_keys: KeyProduct[tuple[str, int]] = KeyProduct(self.kpis, self.unit_ids)
        self._keys_by_kpi: dict[str, tuple[tuple[str, int], ...]] | None = None
        self.change_keys: KeyProduct[tuple[str, int, ChangeKind]] = KeyProduct(
            self.kpis, self.unit_ids, tuple(self.bases)
        )

    def keys_of(self, kpi: str) -> Sequence[tuple[str, int]]:
        """Returns the keys of a KPI's figures, one for each unit."""
        if self._keys_by_kpi is None:
            keys, units = iter(self.figure_keys), len(self.unit_ids)
            self._keys_by_kpi = {name: tuple(islice(keys, units)) for name in self.kpis}
        return self._keys_by_kpi[kpi]

    def _bases(self, spring: Festival) -> dict[ChangeKind, tuple[AsOfSpan, AsOfSpan]]:
        window = self.period.window
        bases: dict[ChangeKind, Window] = {
            "yoy": year_earlier_window(self.period),
            "mom": preceding_window(self.period),
        }
        aligned = spring_aligned_window(window, spring.before, spring.after, spring.longest)
        if aligned is not None:
            bases["lunar"] = aligned
        spans: dict[ChangeKind, tuple[AsOfSpan, AsOfSpan]] = {
            kind: (self.period_span, AsOfSpan(base.first, base.last, base_known_by(window, self._as_of_day, base)))
            for kind, base in bases.items()
        }
        if self.period.shape == "year":  # a year's 环比 is its 同比: compare its last two complete months
            ends = [self._calendar.month_days(month) for month in months_up_to(window.end, 3, self._calendar)]
            *_, then, now = (AsOfSpan(first, last, last) for first, last in ends if last <= window.last)
            spans["month"] = (now, then)
        return spans

    def of(self, kpis: Sequence[str], unit: int, period: Period | None = None, as_of: date | None = None) -> BoardQuery:
        """Returns the same question about other KPIs of one of the units alone, or of an earlier period and day."""
        units = [asked for asked in self.units if asked.id == unit]
        return BoardQuery(kpis, units, period or self.period, as_of or self.as_of, 0, self._catalogue)

    def _month_spans(self) -> list[AsOfSpan]:
        """Returns each month as known at its own end, so that an older one has no head start; the last is cut."""
        day = self._as_of_day
        ends = [self._calendar.month_days(month) for month in self.months]
        return [AsOfSpan(first, min(last, day), min(last, day)) for first, last in ends]

    def spans(self) -> list[AsOfSpan]:
        """Returns every span that the board reads."""
        compared = [span for pair in self.bases.values() for span in pair]
        return [self.period_span, *compared, *self.month_spans]
