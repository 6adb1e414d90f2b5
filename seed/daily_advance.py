"""Lets the time of a demo database run on day by day, without drawing its whole history again each day."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from core.store.store import Store
from core.time.days import day_number
from seed.base_records import make_writer
from seed.bureau import Plan, month_drafts
from seed.draft import Draft
from seed.fill import advance
from seed.plan_store import stored_plan


class DailyAdvance:
    """The records of which something is still to come are kept at hand: they are few.

    When somebody else has let time run or planted a story meanwhile, all is drawn anew.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._plan: Plan | None = None
        self._ahead: dict[int, list[Draft]] = {}

    def advance_day(self, now: int) -> Plan:
        """Lets one day pass and returns the plan of the day reached. Raises FillError or ValueError (Chinese)."""
        standing = stored_plan(self._store)
        if self._plan != standing:
            self._begin(standing)
        assert self._plan is not None
        to = self._plan.as_of + timedelta(days=1)
        self._plan = advance(self._store, self._plan, to, now=now, drawn=self._drawn)
        self._keep(self._plan)
        return self._plan

    def _begin(self, standing: Plan) -> None:
        """Draws what there is, before the database is locked for writing."""
        self._plan, self._ahead = standing, {}
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
