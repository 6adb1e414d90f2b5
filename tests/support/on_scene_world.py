"""Alerts of one station over three years, nine of ten of them done on the scene."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import day_number
from tests.support.worlds import CATALOGUE, row_of

AS_OF = date(2026, 3, 31)
FIRST = date(2023, 4, 1)


def alerts(store: Store, a_month: Mapping[tuple[int, int], int], usual: int, classes: tuple[str, ...]) -> None:
    """Alerts of station 3, `usual` a month or as given, spread over the month's days and classes."""
    rows, day = [], FIRST
    while day <= AS_OF:
        number = a_month.get((day.year, day.month), usual)
        for index in range(number):
            at = int((day_number(day) + index % 28) * 86_400 + 3600)
            record = dict.fromkeys(CATALOGUE.facts["alert"].columns)
            record |= {"id": f"{day}-{index}", "unit": 3, "occurred_at": at, "class": classes[index % len(classes)]}
            record |= {"recorded_at": at, "on_scene": int(index % 10 != 0), "non_police": 0, "diverted": 0, "joint": 0}
            rows.append(row_of("alert", record))
        day = (day.replace(day=28) + timedelta(days=5)).replace(day=1)
    with store.write("test", "records", "", 0):
        apply_records(store, "alert", rows)
        add_coverage(store, "alert", 1, day_number(FIRST), day_number(AS_OF))
