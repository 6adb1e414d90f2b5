"""A bulletin as plain data: what is printed, the claim behind each figure, and nothing of how it looks.

It is what is issued: kept as JSON, and drawn from it again in any format.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from core.bulletins.claim_row import ClaimRow


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `claims` are of its figures, `plain` its pieces whose digits are none (names, days, reasons).

    `by_hand` marks what a person has to write, `written` what a person has written.
    """

    text: str
    claims: tuple[ClaimRow, ...] = ()
    plain: tuple[str, ...] = ()
    by_hand: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """A table of texts; the first column names the row, the others hold figures or verdicts."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    claims: tuple[ClaimRow, ...] = ()
    plain: tuple[str, ...] = ()


class ChartKind(StrEnum):
    """The form of a chart.

    STATIONS: a bar for each station, with its interval. MONTHS: a line of months, with the range that was expected of
    each. STRUCTURE: a bar for each part of a whole, as shares that add up.
    """

    STATIONS = "stations"
    MONTHS = "months"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A bar, or a month of a line.

    `number` is what is drawn, `text` what is printed beside it, both rounded alike; of what is hidden or missing
    `number` is None and `text` says so. `low` and `high` are the interval of a bar, or the range that was expected of a
    month; None where there is none. `unfinished` marks a month that is not over, drawn hatched or hollow.
    """

    label: str
    number: float | None
    text: str
    low: float | None = None
    high: float | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, as numbers. `title` is what it shows, in one clause; `alternative` tells it without a picture.

    `unit` is that of every number (起, %). `interval_label` names what `low` and `high` are, for a legend; empty where
    no point has them. `claims` and `plain` are as those of a paragraph.
    """

    kind: ChartKind
    title: str
    kpi: str
    kpi_zh: str
    unit: str
    points: tuple[ChartPoint, ...]
    alternative: str
    interval_label: str = ""
    claims: tuple[ClaimRow, ...] = ()
    plain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A heading with what stands below it; charts come after the paragraphs, tables after the charts.

    `is_on_earlier` marks the section on what reads otherwise in the issue before.
    """

    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[BulletinTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    is_on_earlier: bool = False


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of the bulletin as a row for a spreadsheet, and to compare with what it is later (原报/现值).

    `unit_code` tells the unit after a change of its name; of documents from before it was kept it is empty.
    """

    section: str
    unit: str
    kpi: str
    kpi_zh: str
    kpi_unit: str
    first: str
    last: str
    text: str
    number: float | None
    numerator: int | None
    denominator: int | None
    comparisons: tuple[ComparisonLine, ...] = ()
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """A figure's base and change, as printed."""

    label: str
    base_label: str
    first: str
    last: str
    base_text: str
    change_text: str
    verdict: str
    verdict_code: str


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """The parts of an official document round its text; what is empty is not printed.

    head: 发文机关标志. number: 发文字号, empty of what is not issued. copy_number, secrecy and urgency: 份号, 密级
    and 紧急程度. signer: 签发人. to: 主送机关. copy_to, printer: 抄送机关, 印发机关.
    """

    head: str = ""
    number: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signer: str = ""
    to: str = ""
    copy_to: str = ""
    printer: str = ""


@dataclass(frozen=True, slots=True)
class BulletinDocument:
    """A whole bulletin of a unit over the days from `first` to `last` (ISO), from data up to `as_of`."""

    kind: str
    title: str
    bureau: str
    unit: str
    unit_code: str
    period_text: str
    first: str
    last: str
    complete: bool
    as_of: str
    data_version: int
    demo: bool
    sections: tuple[DocumentSection, ...]
    notes: tuple[Paragraph, ...]
    figures: tuple[FigureLine, ...]
    form: OfficialForm | None = None

    def claims(self) -> list[ClaimRow]:
        """Return the claims of all that it prints, each once."""
        blocks: list[Paragraph | BulletinTable | Chart] = []
        for section in self.sections:
            blocks += [*section.paragraphs, *section.charts, *section.tables]
        return list(dict.fromkeys(claim for block in (*blocks, *self.notes) for claim in block.claims))


_ADAPTER = TypeAdapter(BulletinDocument)


def to_json(document: BulletinDocument) -> str:
    """Write a bulletin as JSON."""
    return _ADAPTER.dump_json(document).decode()


def from_json(text: str) -> BulletinDocument:
    """Read a bulletin from JSON."""
    return _ADAPTER.validate_json(text)
