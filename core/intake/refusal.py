"""Refusals: what is refused, where, by which rule, and how to mend it. Texts are Chinese: people read them."""

from __future__ import annotations

from typing import NamedTuple

from core.store.sqlite import StoreError

WHOLE_FILE = 0
MOST_TOLD = 10  # reasons of a file that is refused as a whole
LONGEST_SHOWN = 40  # letters of a text of theirs in a sentence


class Refusal(NamedTuple):
    """One thing refused: the row by the number a person sees beside it; 0 is the file as a whole."""

    row: int
    column: str
    value: str
    rule: str
    mend: str


class FileRefused(ValueError):
    """A file that cannot be read at all: nothing of it goes in. `refusals` says why."""

    def __init__(self, file: str, refusals: list[Refusal]) -> None:
        self.file = file
        self.refusals = refusals
        reasons = "；".join(f"{refusal.rule}（{refusal.mend}）" for refusal in refusals[:MOST_TOLD])
        more = f"；还有 {len(refusals) - MOST_TOLD} 处" if len(refusals) > MOST_TOLD else ""
        super().__init__(f"{file}：{reasons}{more}")


def shown(text: str) -> str:
    """Return a text of theirs as a sentence quotes it: its beginning, where it is long."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}……"


def refuse_file(file: str, rule: str, mend: str) -> FileRefused:
    """The refusal of a whole file for one reason."""
    return FileRefused(file, [Refusal(WHOLE_FILE, "", "", rule, mend)])


class ImportRefused(StoreError):
    """An import that this database may not take, whatever the file holds; the message (Chinese) says why."""


class DataChanged(ImportRefused):
    """The data were written by somebody else while an import was being checked: the same import will do."""


class CellError(ValueError):
    """A cell breaks a rule; `mend` says what to write instead."""

    def __init__(self, rule: str, mend: str) -> None:
        self.rule = rule
        self.mend = mend
        super().__init__(rule)
