"""Statistics of scanners kept from one search for signals to the next: only days that changed are tested again.

What is tested before a place rests on the places before it alone. New records change the last days as a rule, so that
all the days before them keep what was found.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple, Protocol

from core.features.signals.amount_series import Ints
from core.features.signals.scan_statistics import ScanStatistics
from core.metrics.result_cache import ResultCache


class Scanner(Protocol):
    """Tests the windows that end before a place; it reads nothing of its inputs behind that place."""

    @property
    def settings(self) -> Hashable:
        """Everything that its tests rest on besides the inputs."""

    @property
    def inputs(self) -> Sequence[Ints]:
        """Running totals, their last axis by place."""

    def statistics_before(self, end: int) -> ScanStatistics:
        """Test the windows that end before a place."""


class _ScanKey(NamedTuple):
    rule: str
    settings: Hashable


class _Scanned(NamedTuple):
    """The inputs of the last search, and the statistics made of them by the place before which windows end."""

    inputs: Sequence[Ints]
    by_end: dict[int, ScanStatistics]


def statistics_before_each(
    cache: ResultCache, rule: str, scanner: Scanner, ends: Sequence[int]
) -> list[ScanStatistics]:
    """Return the statistics before each place; computed where anything before it is not as in the last search."""
    entry = cache.entry(_ScanKey(rule, scanner.settings), [])
    before: _Scanned | None = entry.get("scanned")
    equal_until = 0 if before is None else _first_difference(before.inputs, scanner.inputs)
    known = {} if before is None else before.by_end
    by_end = {end: known[end] if end < equal_until and end in known else scanner.statistics_before(end) for end in ends}
    entry["scanned"] = _Scanned(scanner.inputs, by_end)
    return list(by_end.values())


def _first_difference(before: Sequence[Ints], now: Sequence[Ints]) -> int:
    """Return the first place at which any of the inputs differ; behind all that both have where they agree."""
    return min((_first_different_place(*pair) for pair in zip(before, now, strict=True)), default=0)


def _first_different_place(before: Ints, now: Ints) -> int:
    if before.shape[:-1] != now.shape[:-1]:
        return 0
    size = min(before.shape[-1], now.shape[-1])
    differs = (before[..., :size] != now[..., :size]).reshape(-1, size).any(axis=0)
    return int(differs.argmax()) if differs.any() else size
