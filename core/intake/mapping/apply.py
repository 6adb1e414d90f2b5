"""Puts a stranger's table under our headers, as its mapping says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.catalogue.model import Catalogue
from core.intake.fields import LEDGER
from core.intake.grid import FigureRow
from core.intake.lookup import UnitLookup
from core.intake.mapping.dates import date_reader
from core.intake.mapping.file_period import FilePeriod
from core.intake.mapping.headers import header_positions
from core.intake.mapping.mapped_table import MappedTable, ZeroFill, contents
from core.intake.mapping.model import NotListed, TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.receipt import assumptions, receipt_lines
from core.intake.mapping.row_mapper import RowMapper, Surroundings
from core.intake.mapping.unpivot import Unpivoter
from core.intake.refusal import WHOLE_FILE, CellError, FileRefused, Refusal, refuse_file
from core.intake.refusal_causes import check_refusals
from core.intake.refused_place import ORIGINAL_LAST_DAY, ORIGINAL_PERIOD, PLACE_HEADERS, original_last_day
from core.intake.table import Row, Table, joined_digest
from core.intake.text_matching import match_key
from core.intake.time_parsing import parse_day
from core.store.units import UnitTree
from core.time.day_spans import DaySpan
from core.time.days import to_date


@dataclass(frozen=True)
class MappingRequest:
    """A mapping under its name, and what was stated at the import: the days, and whether what is not listed is 0."""

    name: str
    mapping: TableMapping
    covers: DaySpan | None = None
    not_listed_is_zero: bool = False


MOST_FIGURES = 1_000_000  # of a wide table; each is a row of its own


@dataclass
class _Result:
    rows: list[Row] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unmapped: list[Row] = field(default_factory=list)


def apply_mapping(table: Table, request: MappingRequest, catalogue: Catalogue, tree: UnitTree) -> MappedTable:
    """The table under our headers; rows that the mapping does not say all of are refused with the question.

    Raises FileRefused where headers are not those of the mapping, or the file does not say its period.
    """
    mapping, names = request.mapping, KindNames(request.mapping.kind, catalogue)
    _refuse_unknown_units(table, mapping, tree)
    positions = header_positions(table, mapping)
    around = (" ".join(table.title), table.sheet)
    period = FilePeriod(table.file, request.covers, catalogue.reporting_calendar, around)
    last_day = _last_day(table, mapping, names, request, positions)
    mapper = RowMapper(mapping, names, positions, Surroundings(tree, period, last_day))
    unpivoter = Unpivoter(mapping, mapper, period) if mapping.wide else None
    places = [header for header in PLACE_HEADERS if header in table.headers]
    result = _map_rows(table, mapper, unpivoter, [table.headers.index(header) for header in places])
    columns = (unpivoter or mapper).columns
    return MappedTable(
        **contents(
            table,
            headers=[*map(names.label, columns), *places],
            rows=result.rows,
            refused=[*table.refused, *result.refused],
            digest=joined_digest(table.digest, request),
        ),
        mapping=request.name,
        original=table,
        read=frozenset(map(match_key, mapping.headers_read())),
        unmapped=result.unmapped,
        places={names.label(name): header for name, header in mapping.columns.items()},
        receipt=receipt_lines(table, request.name, mapping, names, mapper)
        + _wide_lines(table, unpivoter, len(result.rows)),
        assumed=assumptions(mapping, names, mapper),
        zeros=_zeros(request, period),
        said=list(_said(table, period, last_day)),
    )


def _map_rows(table: Table, mapper: RowMapper, unpivoter: Unpivoter | None, carried: list[int]) -> _Result:
    """The rows under our headers; cells of the columns `carried` stand behind them as they are."""
    result = _Result()
    for row in table.rows:
        texts = mapper.texts(row)
        tail = [row.cells[place] for place in carried]
        if isinstance(texts, Refusal):
            result.refused.append(texts)
            result.unmapped.append(Row(row.number, mapper.readable_texts(row) + tail))
        elif unpivoter is None:
            result.rows.append(Row(row.number, texts + tail))
        else:
            for one in unpivoter.rows(row, texts):
                if isinstance(one, Refusal):
                    result.refused.append(one)
                else:
                    result.rows.append(FigureRow.of(row.number, one.texts + tail, one.headers))
            if len(result.rows) > MOST_FIGURES:
                rule = f"宽表读到第 {row.number} 行，展开后已超过 {MOST_FIGURES // 10_000} 万个数"
                raise refuse_file(table.file, rule, "按月份或按单位拆成几个文件再导入")
        check_refusals(table.file, result.refused)
    return result


def _refuse_unknown_units(table: Table, mapping: TableMapping, tree: UnitTree) -> None:
    lookup, wrong = UnitLookup(tree), []
    for unit in mapping.units:
        try:
            lookup.find(unit)
        except CellError as error:
            wrong.append(Refusal(WHOLE_FILE, "", unit, f"对照的 units 里：{error.rule}“{unit}”", error.mend))
    if wrong:
        raise FileRefused(table.file, wrong)


def _last_day(
    table: Table, mapping: TableMapping, names: KindNames, request: MappingRequest, positions: dict[str, int]
) -> str:
    """The file's last day as a text: as stated, else that of its last record; empty where it is not needed."""
    if not any(status.undated == "file_day" for status in mapping.status.values()):
        return ""
    if request.covers:
        return str(to_date(request.covers[1]))
    if original := original_last_day(table.title):
        return original
    name = "occurred_at" if "occurred_at" in names.fields else "from_day"
    header = mapping.columns.get(name)
    if header is None:
        return ""
    read = date_reader(mapping.dates.get(name, "ymd"))
    days = []
    for text in {row.cells[positions[match_key(header)]] for row in table.rows}:
        try:
            days.append(parse_day(read(text)))
        except CellError:
            continue  # the row is refused for it where it is checked
    return str(to_date(max(days))) if days else ""


def _said(table: Table, period: FilePeriod, last_day: str) -> Iterator[str]:
    """Lines of what the table says of its rows by its title, its sheet or its other rows, and not by its name."""
    if (text := period.written()) and text != period.of_file_alone().written():
        yield f"{ORIGINAL_PERIOD}{text}"
    if last_day:
        yield f"{ORIGINAL_LAST_DAY}{last_day}"


def _wide_lines(table: Table, unpivoter: Unpivoter | None, rows: int) -> list[str]:
    if unpivoter is None:
        return []
    blanks = f"；{unpivoter.blanks} 格空着或写“—”，没有当作 0" if unpivoter.blanks else ""
    return [f"宽表 {len(table.rows)} 行展开为 {rows} 个数{blanks}"]


def _zeros(request: MappingRequest, period: FilePeriod) -> ZeroFill | None:
    mapping = request.mapping
    if mapping.kind != LEDGER or not (request.not_listed_is_zero or mapping.not_listed_is_zero):
        return None
    measures = [*mapping.codes.get("measure", {}), *(column.measure for column in mapping.wide.values())]
    constant = mapping.constants.get("measure", "")
    named = tuple(dict.fromkeys(measure for measure in [*measures, constant] if measure))
    return ZeroFill(mapping.not_listed_is_zero or NotListed(), named, period.days)
