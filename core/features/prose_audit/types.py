"""Types of what is read from a bulletin, and of what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core.audit.finding import AuditVerdict


class TextBlock(NamedTuple):
    """A paragraph of a file, with the place at which a person finds it."""

    place: str
    text: str


class TableBlock(NamedTuple):
    """A table of a file, with its place and the paragraph before it, which may be its title."""

    place: str
    title: str
    rows: tuple[tuple[str, ...], ...]


Block = TextBlock | TableBlock


class FileContent(NamedTuple):
    """Content read of a file, and what a reader must know of it: tracked changes, hidden text."""

    blocks: tuple[Block, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProseFinding:
    """A verdict on one printed figure. `quote` is where it stands; `question` asks what the text leaves open."""

    place: str
    quote: str
    printed: str
    verdict: AuditVerdict
    reason: str
    question: str = ""


class PrintedCount(NamedTuple):
    """A figure of a named quantity that the file prints, for the comparison with the bureau's own.

    `base` is 同比 or 环比 where the figure is of the earlier period, empty of this one. `unit_name` is the unit that a
    row is about, empty where it is the document's own.
    """

    place: str
    quote: str
    noun: str
    text: str
    base: str = ""
    unit_name: str = ""
