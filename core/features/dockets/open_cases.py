"""Open cases by the stage whose limit they run against.

A list names no citizen: a record's number, its kind, its station, its days. It names who bears the duty; who may see
that is decided in core/access/name_visibility.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.features.dockets.worked_at import among, worked_at
from core.store.record_reach import records_since
from core.store.store import Store
from core.time.days import SECONDS_PER_DAY, day_number, day_of_time, first_second, to_date


class DueState(StrEnum):
    """The state of a limit."""

    OVERDUE = "overdue"
    NEAR = "near"
    IN_TIME = "in_time"


class CaseStage(StrEnum):
    """A stage of a case; the value is the name of its limit in the catalogue."""

    FILING = "case_filing"
    INVESTIGATION = "case_investigation"
    CONCLUSION = "case_conclusion"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case open at the end of a day, in the stage whose limit it runs against.

    `due` is the day on which the limit runs out. `days_left` counts whole days up to it and is negative once it has run
    out; how long ago that was is told from `due`. `owner_name` (主办民警) is None where there is none, or where the
    viewer may not see it; `officer_ids` has the number, for the decision on that.
    """

    id: str
    kind: str
    station: int
    stage: CaseStage
    since: date
    due: date
    days_left: int
    state: DueState
    owner_name: str | None = None
    officer_ids: tuple[str, ...] = ()

    def days_over(self, day: date) -> int:
        """Return how many days after the day on which it was due another one is: 0 while it is in time."""
        return max((day - self.due).days, 0)


def days_over_text(days: int) -> str:
    """Return the full days that a limit is over as the end of a sentence: 超过 86 天, 超过不到 1 天."""
    return f" {days} 天" if days else "不到 1 天"


def open_cases(store: Store, units: Collection[int], as_of: date) -> list[OpenCase]:
    """The cases of stations open at the end of a day, the least time left first.

    A criminal case waits to be filed; then it is under investigation; then it waits for its conclusion. The limits
    count from acceptance, filing, acceptance, as the on-time rates do.
    """
    return _select(store, as_of, among("?"), json.dumps(list(units)), stations=len(units))


def open_cases_of_officer(store: Store, officer: str, as_of: date, today: date) -> list[OpenCase]:
    """The cases open at the end of a day that an officer is in charge of (主办), in the same order.

    What is left of each is counted from the beginning of today.
    """
    return _select(store, as_of, "f.officer = ?", officer, counted=first_second(day_number(today)))


def _select(
    store: Store, as_of: date, condition: str, parameter: str, *, stations: int = 0, counted: int | None = None
) -> list[OpenCase]:
    """The open cases, of so many stations if that is what is asked for.

    What is left is counted from the second `counted`, or from the end of the day.
    """
    kinds, day = store.catalogue.facts["case"].columns["kind"].choices, day_number(as_of)
    end = first_second(day + 1)
    counted = end if counted is None else counted
    rows = store.conn.execute(
        f"SELECT f.id, f.kind, a.ancestor, f.class, f.occurred_at, f.filed_at, f.investigated_at, f.officer, o.name "
        f"FROM {records_since(store, 'case', day)} f {worked_at(str(day), stations)} LEFT JOIN officer o "
        f"ON o.id = f.officer WHERE +f.occurred_at < ? AND (f.outcome_at IS NULL OR f.outcome_at >= ?) AND {condition}",
        [end, end, parameter],
    )
    cases = []
    for number, kind, station, case_class, accepted, filed, investigated, owner, owner_name in rows:
        stage, start = _stage(case_class, accepted, _before(filed, end), _before(investigated, end))
        limit = store.catalogue.limits[stage]
        run_out = start + limit.days * SECONDS_PER_DAY
        days_left = (run_out - counted) // SECONDS_PER_DAY
        state = DueState.OVERDUE if days_left < 0 else DueState.NEAR if days_left <= limit.near else DueState.IN_TIME
        officer_ids = () if owner is None else (owner,)
        since, due = (to_date(day_of_time(time)) for time in (start, run_out))
        cases.append(
            OpenCase(number, kinds[kind], station, stage, since, due, days_left, state, owner_name, officer_ids)
        )
    return sorted(cases, key=lambda case: (case.days_left, case.id))


def _before(time: int | None, end: int) -> int | None:
    """The time, or None if it has not come before the end."""
    return time if time is not None and time < end else None


def _stage(case_class: str, accepted: int, filed: int | None, investigated: int | None) -> tuple[CaseStage, int]:
    """The stage of a case, and the time that its limit counts from."""
    if investigated is not None:
        return CaseStage.CONCLUSION, accepted
    if filed is not None:
        return CaseStage.INVESTIGATION, filed
    return (CaseStage.FILING if case_class == "criminal" else CaseStage.CONCLUSION), accepted
