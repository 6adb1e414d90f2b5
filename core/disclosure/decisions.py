"""Decisions on which numbers of a group of units are hidden, kept by all that they rest on.

A decision can take a solver seconds. The same numbers have the same decision: after a write, and by a file of results
after a restart, only those are made anew whose numbers have changed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from core.catalogue.model import Catalogue
from core.lru import LruDict
from core.program_fingerprint import program_fingerprint
from core.store.kept_results import KeptResults

MAX_DECISIONS = 2000  # about 5 KB each
WORTH_KEEPING = 0.02  # seconds of the processor; what takes less is quicker made anew than looked up


_log = logging.getLogger(__name__)


class Cell(NamedTuple):
    """A measure of a unit."""

    unit: int
    measure: str


_WRITTEN = TypeAdapter(list[Cell])


class DecisionKey(NamedTuple):
    """Everything that a decision rests on, but for the catalogue.

    group: the units, the measures that are protected, and those that are not. amounts: by measure and unit, −1 where
    there is none. open_before: what was open before the flows of a stock. outcomes_then: what the same cells were at
    earlier periods' ends.
    """

    group: tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]
    amounts: tuple[int, ...]
    open_before: tuple[tuple[Cell, tuple[int | None]], ...]
    outcomes_then: tuple[tuple[Cell, int], ...]


class Decisions:
    """The decisions by one catalogue, those used last in memory; those that took long in `results` too, if given."""

    def __init__(self, catalogue: Catalogue, results: KeptResults | None = None) -> None:
        self._catalogue, self._results = catalogue, results
        self._decisions: LruDict[DecisionKey, frozenset[Cell]] = LruDict(MAX_DECISIONS)

    def get_or_make(self, key: DecisionKey, make: Callable[[], frozenset[Cell]]) -> frozenset[Cell]:
        """Return the cells that are hidden, decided if need be."""
        hidden = self._decisions.use(key)
        if hidden is None:
            hidden = self._decisions[key] = make() if self._results is None else self._kept(self._results, key, make)
        return hidden

    def _kept(self, results: KeptResults, key: DecisionKey, make: Callable[[], frozenset[Cell]]) -> frozenset[Cell]:
        name = self._name(key)
        text = results.read(name, self._basis)
        earlier = None if text is None else self._read(key, text)
        if earlier is not None:
            return earlier
        began = time.thread_time()
        hidden = make()
        if time.thread_time() - began >= WORTH_KEEPING:
            results.keep(name, self._basis, json.dumps(sorted(hidden)).encode())
        return hidden

    def _name(self, key: DecisionKey) -> str:
        return hashlib.sha256(json.dumps(key).encode()).hexdigest()

    def _read(self, key: DecisionKey, text: bytes) -> frozenset[Cell] | None:
        """Return a decision that was kept; None of what cannot be one on these numbers, whoever may have written it."""
        try:
            hidden = frozenset(_WRITTEN.validate_json(text, strict=True))
        except ValidationError:
            hidden = None
        if hidden is None or not self._small_cells(key) <= hidden <= _protected_amounts(key).keys():
            _log.warning("a decision that was kept is none on the numbers: it is made anew")
            return None
        return hidden

    def _small_cells(self, key: DecisionKey) -> set[Cell]:
        """Return the cells that every decision hides: those that are small themselves."""
        least = self._catalogue.small_numbers.least
        return {cell for cell, amount in _protected_amounts(key).items() if 1 <= amount < least}

    @cached_property
    def _basis(self) -> str:
        catalogue = hashlib.sha256(self._catalogue.model_dump_json().encode())
        return f"{catalogue.hexdigest()} {program_fingerprint()}"


def _protected_amounts(key: DecisionKey) -> dict[Cell, int]:
    units, measures, _ = key.group
    return dict(zip((Cell(unit, name) for name in measures for unit in units), key.amounts, strict=False))
