"""One row of the file: a printed figure and the counts that stand beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from core.audit.intervals import Interval
from core.audit.printed_figure import RELATION_WORDS, PrintedFigure, Relation, parse_figure, possible_values
from core.full_width import half_width

COLUMNS = (
    *("claim", "source", "place", "period", "kpi", "kind"),
    *("numerator", "denominator", "relation", "reported", "unit"),
)
OPTIONAL_COLUMNS = ("quote",)
_COUNT = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4}")


class ClaimKind(StrEnum):
    """The kind of figure that a row prints."""

    RATE = "rate"
    YOY = "yoy"
    COUNT = "count"
    TARGET = "target"


@dataclass(frozen=True)
class Claim:
    """A printed figure. `reported` stays as printed; `figure` is None where it is not one plain number."""

    row: int
    claim: str
    source: str
    place: str
    period: str
    kpi: str
    kind: ClaimKind
    numerator: int | None
    denominator: int | None
    relation: Relation
    reported: str
    unit: str
    figure: PrintedFigure | None

    @property
    def printed(self) -> str:
        """The figure as a reader of the bulletin sees it."""
        unit = "" if self.reported.endswith(self.unit) else self.unit
        return f"{self.relation.prefix}{self.reported}{self.relation.suffix}{unit}"

    def possible_values(self, figure: PrintedFigure) -> Interval:
        """Return the true values that the figure stands for."""
        return possible_values(figure, self.relation, is_count=self.kind is ClaimKind.COUNT)


class RowFault(NamedTuple):
    """A row, or the headers (row 1), that cannot be read, and the mend."""

    row: int
    column: str
    value: str
    rule: str
    mend: str


def header_faults(headers: Sequence[str]) -> list[RowFault]:
    """Return a fault for every column that is missing or unknown."""
    listed = "、".join(COLUMNS)
    missing = [RowFault(1, name, "", f"缺少列 {name}", f"表头应为 {listed}") for name in COLUMNS if name not in headers]
    unknown = [name for name in headers if name not in COLUMNS + OPTIONAL_COLUMNS]
    return missing + [RowFault(1, name, name, f"不认识的列“{name}”", f"表头应为 {listed}") for name in unknown]


def read_claims(
    headers: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> tuple[list[Claim], list[RowFault]]:
    """Read the claims of rows (number, cells), and the faults of the others. Wrong headers refuse everything."""
    faults = header_faults(headers)
    claims: list[Claim] = []
    if not faults:
        for number, cells in rows:
            claim, row_faults = _read(number, dict(zip(headers, cells, strict=True)))
            claims += [claim] if claim else []
            faults += row_faults
    return claims, faults


def _read(row: int, cells: dict[str, str]) -> tuple[Claim | None, list[RowFault]]:
    faults: list[RowFault] = []

    def fault(column: str, rule: str, mend: str) -> None:
        faults.append(RowFault(row, column, cells[column], rule, mend))

    counts: dict[str, int | None] = {}
    for column in ("numerator", "denominator"):
        digits = half_width(cells[column])
        if digits and not _COUNT.fullmatch(digits):
            fault(column, "不是整数", "写 0 或正整数，不带单位；没有就留空")
        else:
            counts[column] = int(digits.replace(",", "")) if digits else None
    relation = RELATION_WORDS.get(half_width(cells["relation"]))
    if relation is None:
        fault("relation", "不认识的关系", f"可写 {'、'.join(RELATION_WORDS)}")
    if cells["kind"] not in list(ClaimKind):
        fault("kind", "不认识的类别", f"可写 {'、'.join(ClaimKind)}")
    if not cells["reported"]:
        fault("reported", "没有所报的数", "照原文填写，保留小数位数")
    if faults or relation is None:
        return None, faults
    claim = Claim(
        row=row,
        claim=cells["claim"],
        source=cells["source"],
        place=cells["place"],
        period=cells["period"],
        kpi=cells["kpi"],
        kind=ClaimKind(cells["kind"]),
        numerator=counts["numerator"],
        denominator=counts["denominator"],
        relation=relation,
        reported=cells["reported"],
        unit=cells["unit"],
        figure=parse_figure(cells["reported"], cells["unit"]),
    )
    return claim, []
