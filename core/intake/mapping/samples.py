"""Say what the columns of a table hold: their values by how often, and how many of them are dates, units or choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

from core.intake.lookup import UnitLookup
from core.intake.mapping.likeness import likest
from core.intake.mapping.names import KindNames
from core.intake.refusal import CellError
from core.intake.table import Table
from core.intake.text_matching import match_key
from core.intake.time_parsing import parse_time

MOST_ROWS = 20_000
MOST_VALUES = 500  # distinct values looked at


class Samples:
    """The values of each column of a table's first rows."""

    def __init__(self, table: Table) -> None:
        rows = list(islice(table.rows, MOST_ROWS))
        self.rows = len(rows)
        self._counts = {
            header: Counter(row.cells[position] for row in rows if row.cells[position])
            for position, header in enumerate(table.headers)
        }

    def values(self, header: str) -> list[str]:
        """The distinct values of a column, the most frequent first."""
        return [value for value, _ in self._counts[header].most_common(MOST_VALUES)]

    def rows_with(self, header: str, value: str) -> int:
        """Return how many of the rows have a value in a column."""
        return self._counts[header][value]

    def blanks(self, header: str) -> int:
        """Return how many of the rows have nothing in a column."""
        return self.rows - self._counts[header].total()

    def share(self, header: str, is_one: Callable[[str], bool]) -> float:
        """The share of a column's distinct values of which something holds; 0 of an empty column."""
        values = self.values(header)
        return sum(map(is_one, values)) / len(values) if values else 0.0


def is_date(text: str) -> bool:
    """Tell whether a text is a date or a time as we read them."""
    try:
        parse_time(text)
    except CellError:
        return False
    return True


def unit_test(lookup: UnitLookup | None) -> Callable[[str], bool]:
    """A function that tells whether a text is a unit's own name or code."""

    def is_unit(text: str) -> bool:
        if lookup is None:
            return False
        try:
            lookup.find(text)
        except CellError:
            return False
        return True

    return is_unit


class ChoiceWords:
    """The words for the choices of a column: labels, codes and the catalogue's synonyms."""

    def __init__(self, names: KindNames, field: str, synonyms: dict[str, Iterable[str]]) -> None:
        self._names, self._field = names, field
        self._words = [word for words in synonyms.values() for word in words]
        self._codes = {match_key(word): code for code, words in synonyms.items() for word in words}

    def own(self, text: str) -> str | None:
        """The code of a word of the template."""
        return self._names.choice(self._field, text)

    def synonym(self, text: str) -> str | None:
        """The code of a synonym."""
        return self._codes.get(match_key(text))

    def near(self, text: str) -> tuple[str, ...]:
        """The labels of the choices whose words are most like a text, at most three."""
        labels = self._names.choices(self._field)
        found = likest(text, [*labels.values(), *self._words])
        codes = [self.own(word) or self.synonym(word) for word in found]
        return tuple(dict.fromkeys(labels[code] for code in codes if code))

    def is_known(self, text: str) -> bool:
        """Tell whether a word is one of either."""
        return bool(self.own(text) or self.synonym(text))


def choice_words(names: KindNames, field: str) -> ChoiceWords:
    """The words for the choices of a column."""
    declared = names.fields[field]
    if declared.type == "measure":
        return ChoiceWords(names, field, dict(names.measure_synonyms))
    synonyms: dict[str, Iterable[str]] = {**declared.words, **declared.choice_synonyms}
    return ChoiceWords(names, field, synonyms)
