"""Search of numbers: instructions, key disputes and cases that begin with what was typed, within the viewer's rights.

Nobody is found by name or number of a person. An officer finds what is the officer's own.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import NamedTuple

from core.access.context import ScopedInterface
from core.access.domain_scope import domain_page, is_bound
from core.access.roles import Role
from core.access.scoped_instructions import HANDLERS
from core.catalogue.domain_page_model import Docket
from core.store.record_reach import records_within_reach

SHORTEST = 4  # characters: fewer would read half a table
_LAST = "\U0010ffff"


class RecordKind(StrEnum):
    """Kind of what a number belongs to, by its table of records."""

    INSTRUCTION = "instruction"
    DISPUTE = "dispute"
    CASE = "case"


_WORK: dict[RecordKind, Docket] = {RecordKind.DISPUTE: "key_disputes", RecordKind.CASE: "cases"}


class FoundRecord(NamedTuple):
    """A record by its kind, its number and the unit that it is of."""

    kind: RecordKind
    number: str
    unit: int


class ScopedSearch(ScopedInterface):
    """Search of numbers that one viewer may make."""

    def records(self, text: str, most: int) -> list[FoundRecord]:
        """Returns at most so many records of each kind whose number begins with a text, in either case."""
        begins = text.strip()
        if len(begins) < SHORTEST:
            return []
        with self._engine.reading():
            return [record for kind in RecordKind for record in self._of_kind(kind, begins, most)]

    def _of_kind(self, kind: RecordKind, begins: str, most: int) -> list[FoundRecord]:
        condition = self._condition(kind)
        if condition is None:
            return []
        # The number's own index is read, not the units': it holds the few rows that begin so.
        table = records_within_reach(self._engine.store, kind)
        rows = self._engine.store.conn.execute(
            f"SELECT id, unit FROM {table} WHERE (id >= :typed AND id < :typed_end OR id >= :upper AND "
            f"id < :upper_end) AND {condition} ORDER BY id LIMIT :most",
            {
                "typed": begins,
                "typed_end": begins + _LAST,
                "upper": begins.upper(),
                "upper_end": begins.upper() + _LAST,
                "units": json.dumps(list(self._request.units.units)),
                "officer": self._request.scope.officer,
                "most": most,
            },
        )
        return [FoundRecord(kind, number, unit) for number, unit in rows]

    def _condition(self, kind: RecordKind) -> str | None:
        """Returns which rows the viewer's role may find, as SQL; None for none at all."""
        scope = self._request.scope
        if is_bound(scope) and not self._is_own_work(kind):
            return None
        role = scope.role
        if role in HANDLERS:
            in_scope = "+unit IN (SELECT value FROM json_each(:units))"
            return f"{in_scope} AND key = 1" if kind is RecordKind.DISPUTE else in_scope
        if role is Role.OFFICER and kind is not RecordKind.INSTRUCTION:
            return "officer = :officer AND outcome_at IS NULL"
        return None

    def _is_own_work(self, kind: RecordKind) -> bool:
        """Returns True where a department's page lists such records; instructions it finds in their own list."""
        page, work = domain_page(self._engine.catalogue, self._request.scope), _WORK.get(kind)
        return page is not None and work in page.work_lists
