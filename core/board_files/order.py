"""The order for a board file, and the names of the engines that can build it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

RECORD_MONTHS = 14  # so that the days of the last year to which this year's are held are there too
LONGER_BY = 12  # months that records whose outcomes are awaited come along longer: a year's months are followed a year


class EngineName(StrEnum):
    """Engines that sum records, by the names that the command takes."""

    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True)
class BoardOrder:
    """The order for one board file.

    overlays: the bureau's own catalogue files, where they are not to be those of the export. record_months: how many
    months' records come along; of those whose outcomes are awaited a year more. only_changed: build upon the board
    that is there.
    """

    facts: Path
    out: Path
    overlays: Mapping[str, str] | None = None
    record_months: int = RECORD_MONTHS
    only_changed: bool = False


class BuildCounts(NamedTuple):
    """Parts that were summed of those there are, sums that came back, and records that the board has.

    `is_whole`: all of it was summed anew. `is_as_before`: nothing had changed, and the file was left as it was.
    """

    summed: int
    parts: int
    sums: int
    records: int
    is_whole: bool
    is_as_before: bool = False
