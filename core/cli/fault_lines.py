"""Faults as `fengjing check` prints them: of a kind the first ones, and how many more there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

SHOWN_OF_A_KIND = 20
_PARTICULARS = re.compile(r"“[^”]*”|[0-9]+")  # what tells two faults of a kind apart: names and numbers


def fault_lines(faults: Iterable[str], *, all_of_them: bool) -> Iterator[str]:
    """Yield the lines to print, kind by kind; a kind's faults are the same sentence but for names and numbers."""
    by_kind: dict[str, list[str]] = {}
    for fault in faults:
        by_kind.setdefault(_PARTICULARS.sub("", fault), []).append(fault)
    for of_kind in by_kind.values():
        more = 0 if all_of_them else len(of_kind) - SHOWN_OF_A_KIND
        yield from of_kind[:SHOWN_OF_A_KIND] if more > 0 else of_kind
        if more > 0:
            yield f"……同样的还有 {more:,} 处，没有列出；加 --all 逐条列出"
