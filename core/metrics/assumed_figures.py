"""Say what figures have to say of columns that a mapping filled in, of which columns nothing is known, and whose posts.

A part of a unit that was split has no level of posts while some still stand at the former unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.store.assumed import LEDGER_KIND, AssumedNote, Assumption
from core.store.postings_left import PostingsLeft
from core.store.unit_history import FIRST_DAY
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, merge, span_text

EVER = 10**6  # a day after all days: a stock still holds what came in without its date
WORDS: dict[Assumption, str] = {
    "constant": "来源没有“{column}”，一律按“{value}”计",
    "default": "空着的“{column}”按“{value}”计",
    "rest": "没有列明的“{column}”归入“{value}”",
    "undated": "有办结而“{column}”不详的，按 {value} 计",
    "not_listed": "报表没有列出的按 0 计",
}

NOT_ASSIGNED = "由{former}分出，那里还有任职没有写明归哪个单位，算不出；请用人员文件写上离岗日期，另起一行写新单位"


class _Note(NamedTuple):
    """Hold what one file did about one column on some days; the units that it touches, with those above and below."""

    how: Assumption
    value: str
    first: int
    last: int
    units: frozenset[int]


class AssumedFigures:
    """The notes of one data version, asked by measure, unit and days."""

    def __init__(
        self,
        catalogue: Catalogue,
        tree: UnitTree,
        notes: Mapping[str, Iterable[AssumedNote]],
        postings_left: Mapping[tuple[str, int], PostingsLeft] = {},
    ) -> None:
        self._catalogue, self._postings_left = catalogue, postings_left
        self._names = {posts.former: tree.units[posts.former].name for posts in postings_left.values()}
        self._notes: dict[str, dict[str, list[_Note]]] = {}
        self._unknown: dict[tuple[str, str, int], list[DaySpan]] = {}
        for kind, of_kind in notes.items():
            groups: dict[tuple[str, Assumption, str, int, int], set[int]] = {}
            for note in of_kind:
                related = {note.unit, *(above.id for above in tree.ancestors(note.unit))}
                related |= {below.id for below in tree.below(note.unit) if below.kind == "community"}
                groups.setdefault((note.field, note.how, note.value, note.first, note.last), set()).update(related)
            for (field, how, value, first, last), units in groups.items():
                self._add(kind, field, _Note(how, value, first, last, frozenset(units)))

    def _add(self, kind: str, field: str, note: _Note) -> None:
        if note.how == "unknown":
            for unit in note.units:
                self._unknown.setdefault((kind, field, unit), []).append((note.first, note.last))
        else:
            self._notes.setdefault(kind, {}).setdefault(field, []).append(note)

    def unknown_columns(self, measure: Measure) -> tuple[str, ...]:
        """The columns that a measure rests on and of which some records say nothing."""
        if measure.fact is None or not self._unknown:
            return ()
        columns = measure.columns(self._catalogue.facts[measure.fact])
        return tuple(sorted({field for kind, field, _ in self._unknown if kind == measure.fact and field in columns}))

    def unknown_days(self, measure: Measure, unit: int) -> list[DaySpan]:
        """The days on which a unit's figure cannot be told for want of a column; of a stock all days from then on."""
        left = self._left(measure, unit)
        before = [] if left is None else [(FIRST_DAY, left.until)]
        if not self._unknown:
            return before
        spans = [
            span
            for column in self.unknown_columns(measure)
            for span in self._unknown.get((measure.fact or "", column, unit), [])
        ]
        return merge([*before, *((first, EVER if measure.kind == "stock" else last) for first, last in spans)])

    def _left(self, measure: Measure, unit: int) -> PostingsLeft | None:
        """Return the posts that a unit's level lacks, which still stand at the unit that it is a part of."""
        if not self._postings_left or measure.kind != "stock" or measure.fact is None:
            return None
        return self._postings_left.get((measure.fact, unit))

    def gap(self, measure: Measure, unit: int, span: DaySpan) -> str | None:
        """Why there is no figure, where it is for want of a column, or of posts (Chinese)."""
        left = self._left(measure, unit)
        if left is not None and span[1] <= left.until:
            return NOT_ASSIGNED.format(former=self._names[left.former])
        for column in self.unknown_columns(measure):
            for first, last in self._unknown.get((measure.fact or "", column, unit), []):
                if first <= span[1] and (measure.kind == "stock" or last >= span[0]):
                    fact = self._catalogue.facts[measure.fact or ""]
                    return f"{span_text((first, last))} 的{fact.zh}记录没有“{fact.columns[column].zh}”，不能按 0 计"
        return None

    def note(self, measures: Iterable[str], unit: int, first: int, last: int) -> str | None:
        """The remark on a figure that rests on what was filled in (Chinese)."""
        if not self._notes:
            return None
        return "；".join(dict.fromkeys(self._lines(measures, unit, first, last))) or None

    def _lines(self, measures: Iterable[str], unit: int, first: int, last: int) -> Iterator[str]:
        for name in measures:
            measure = self._catalogue.measures[name]
            for kind, field, zh in self._fields(name, measure):
                for note in self._notes.get(kind, {}).get(field, []):
                    if note.first <= last and note.last >= first and unit in note.units:
                        words = WORDS[note.how].format(column=zh, value=note.value)
                        yield f"{words}（{span_text((note.first, note.last))}）"

    def _fields(self, name: str, measure: Measure) -> Iterator[tuple[str, str, str]]:
        if name in self._notes.get(LEDGER_KIND, {}):
            yield LEDGER_KIND, name, measure.zh
        if measure.fact in self._notes:
            fact = self._catalogue.facts[measure.fact]
            for column in sorted(measure.columns(fact)):
                yield measure.fact, column, fact.columns[column].zh
