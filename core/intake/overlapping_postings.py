"""An officer serves in one post at a time: two postings that overlap would count the officer twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.intake.import_plan import stored_rows
from core.intake.sheet import CheckedRow, ImportSheet
from core.store.store import Store
from core.time.days import to_date

FOR_EVER = 10**9


class _Term(NamedTuple):
    first: int
    end: int  # the day from which the officer no longer serves there
    row: CheckedRow | None  # None for a posting that only the database has


def refuse_double_service(store: Store, table: str, sheet: ImportSheet, rows: list[CheckedRow]) -> list[CheckedRow]:
    """The rows that leave every officer one post at a time; the rest are refused.

    A row may correct the database's posting of the same first day. Refusing such a correction can bring the
    old posting back into play, so it is looked at again until nothing more is refused.
    """
    before: dict[str, list[tuple[int, int | None]]] = {}
    officers = {row.values["officer"] for row in rows}
    for officer, first, end in stored_rows(store, table, ["officer", "from_day", "to_day"], "officer", officers):
        before.setdefault(officer, []).append((first, end))
    accepted = rows
    while refused := {row.row.number: other for row, other in _clashes(before, accepted)}:
        for row in accepted:
            if row.row.number in refused:
                other = to_date(refused[row.row.number]).isoformat()
                rule = f"与同一人 {other} 到岗的任职时间重叠，会重复计数"
                mend = "给前一任职填上离岗日期（不晚于下一任职的到岗日期），两行一起导入"
                sheet.refuse(row.row, "from_day", rule, mend)
        accepted = [row for row in accepted if row.row.number not in refused]
    return accepted


def _clashes(
    before: dict[str, list[tuple[int, int | None]]], rows: list[CheckedRow]
) -> Iterator[tuple[CheckedRow, int]]:
    """Each row that overlaps another posting of its officer, with that posting's first day."""
    terms: dict[str, dict[int, _Term]] = {
        officer: {first: _term(first, end, None) for first, end in postings} for officer, postings in before.items()
    }
    for row in rows:
        first = row.values["from_day"]
        terms.setdefault(row.values["officer"], {})[first] = _term(first, row.values["to_day"], row)
    for postings in terms.values():
        running: _Term | None = None
        for term in sorted(postings.values(), key=lambda term: term.first):
            if running is not None and running.end > term.first:
                yield from (
                    (later.row, other.first) for later, other in ((running, term), (term, running)) if later.row
                )
            if running is None or term.end > running.end:
                running = term


def _term(first: int, end: int | None, row: CheckedRow | None) -> _Term:
    return _Term(first, FOR_EVER if end is None else end, row)
