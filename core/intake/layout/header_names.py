"""The names of a table's columns: groups and parts of headers in several rows joined, as in 刑事/本月."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.intake.grid import Row, Span

JOINT = "/"


def column_names(header_rows: Sequence[Row], spans: Sequence[Span]) -> list[str]:
    """The name of each column, from the first one of the sheet on; empty where a column has none."""
    width = max(len(row.cells) for row in header_rows)
    own = [span for span in spans if any(span.top <= row.number <= span.bottom for row in header_rows)]
    lines = [_filled(row, header_rows, own, width) for row in header_rows]
    if not own:
        _fill_groups(lines)
    return [_joined([line[column] for line in lines]) for column in range(width)]


def _filled(row: Row, header_rows: Sequence[Row], spans: Sequence[Span], width: int) -> list[str]:
    """The cells of a header row, each merged cell in all places that it covers."""
    line = row.cells + [""] * (width - len(row.cells))
    by_number = {header.number: header for header in header_rows}
    for span in spans:
        if span.top <= row.number <= span.bottom and span.top in by_number:
            cells = by_number[span.top].cells
            text = cells[span.left] if span.left < len(cells) else ""
            for column in range(span.left, min(span.right + 1, width)):
                line[column] = text
    return line


def _fill_groups(lines: list[list[str]]) -> None:
    """Stretches groups to the right over their parts, where no merged cell tells how far they reach."""
    for upper, lower in pairwise(lines):
        group = ""
        for column, part in enumerate(lower):
            if upper[column]:
                group = upper[column] if part else ""
            elif part and group:
                upper[column] = group


def _joined(pieces: list[str]) -> str:
    names = ["".join(piece.splitlines()) for piece in pieces if piece]
    return JOINT.join(dict.fromkeys(names))
