"""Lets the time of a demo database run on day by day, without drawing its whole history again each day."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from core.store.store import Store
from core.time.days import day_number, day_of_time
from seed.base_records import make_writer
from seed.bureau import Plan, month_drafts
from seed.draft import Draft
from seed.fill import advance
from seed.plan_store import stored_plan
from seed.today import write_today


class DailyAdvance:
    """The records of which something is still to come are kept at hand: they are few.

    When somebody else has let time run or planted a story meanwhile, all is drawn anew.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._plan: Plan | None = None
        self._ahead: dict[int, list[Draft]] = {}
        self._written: int | None = None  # of the running day: all before this second

    def advance_day(self, now: int) -> Plan:
        """Lets one day pass and returns the plan of the day reached. Raises FillError or ValueError (Chinese)."""
        plan = self._standing()
        later = advance(self._store, plan, plan.as_of + timedelta(days=1), now=now, drawn=self._drawn)
        self._plan, self._written = later, None
        self._keep(later)
        return later

    def reach(self, now: int) -> Plan:
        """Lets time pass up to a moment: whole days first, then what of today is known by then.

        A database that stands at a later day is left as it is. Raises FillError or ValueError (Chinese).
        """
        plan = self._standing()
        today = day_of_time(now)
        while day_number(plan.as_of) < today - 1:
            plan = self.advance_day(now)
        if day_number(plan.as_of) == today - 1:
            write_today(self._store, plan, since=self._written, now=now, drawn=self._drawn)
            self._written = now + 1
        return plan

    def _standing(self) -> Plan:
        """The plan by which the database stands; all is drawn anew where somebody else has changed it."""
        standing = stored_plan(self._store)
        if self._plan != standing:
            self._begin(standing)
        assert self._plan is not None
        return self._plan

    def _begin(self, standing: Plan) -> None:
        """Draws what there is, before the database is locked for writing."""
        self._plan, self._ahead, self._written = standing, {}, None
        for month in standing.months:
            self._drawn(standing, month)
            self._keep(standing, month)

    def _drawn(self, plan: Plan, month: int) -> list[list[Draft]]:
        if month not in self._ahead:
            self._ahead[month] = list(chain.from_iterable(month_drafts(plan, month)))
        return [self._ahead[month]]

    def _keep(self, plan: Plan, *months: int) -> None:
        """Lets go of the records that are wholly known."""
        writer, as_of = make_writer(self._store, plan), day_number(plan.as_of)
        for month in months or self._ahead:
            left = (writer.ahead(draft, as_of) for draft in self._ahead[month])
            self._ahead[month] = [draft for draft in left if len(draft)]
