"""Tables in .parquet files: the names of the columns are row 1, as if the table stood in a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from core.intake.grid import Row
from core.intake.text_matching import trimmed
from core.intake.workbook.cell_text import cell_text
from core.intake.workbook.number_format import NumberFormat
from core.intake.workbook.sheet_rows import SheetContent
from core.intake.workbook.unreadable import UnreadableWorkbook
from core.intake.workbook.zip_limits import LARGEST_SUM, MEGABYTE
from core.time.days import CHINA

_BATCH = 5_000
_SCALARS = (
    *(kinds.is_string, kinds.is_large_string, kinds.is_integer, kinds.is_floating, kinds.is_boolean),
    *(kinds.is_decimal, kinds.is_date, kinds.is_timestamp, kinds.is_time, kinds.is_duration, kinds.is_null),
)


def read_parquet(data: bytes) -> SheetContent:
    """The content of a file. Raises UnreadableWorkbook where a column holds more than one value a row."""
    file = pq.ParquetFile(BytesIO(data))
    size = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if size > LARGEST_SUM:
        rule = f"解开后有 {size // MEGABYTE} MB，超过 {LARGEST_SUM // MEGABYTE} MB 的上限"
        raise UnreadableWorkbook(rule, "按月份拆成几个文件再导入")
    for column in file.schema_arrow:
        kind = column.type.value_type if kinds.is_dictionary(column.type) else column.type
        if not any(is_kind(kind) for is_kind in _SCALARS):
            rule = f"“{column.name}”列的类型 {column.type} 不是一格一个值"
            raise UnreadableWorkbook(rule, "导出时去掉这一列，或展开成普通的列")
    return SheetContent(_rows(file))


def parquet_size(data: bytes) -> tuple[int, int]:
    """The rows of a file, its names included, and its columns."""
    metadata = pq.ParquetFile(BytesIO(data)).metadata
    return metadata.num_rows + 1, metadata.num_columns


def _rows(file: pq.ParquetFile) -> Iterator[Row]:
    names = [trimmed(name) for name in file.schema_arrow.names]
    yield Row(1, names)
    texts = [_text_maker(column.type) for column in file.schema_arrow]
    before = 1
    for batch in file.iter_batches(_BATCH):
        columns = [
            ["" if value is None else text(value) for value in column.to_pylist()]
            for text, column in zip(texts, batch.columns, strict=True)
        ]
        for number, cells in enumerate(zip(*columns, strict=True), before + 1):
            if any(cells):
                yield Row(number, list(cells))
        before += batch.num_rows


def _text_maker(kind: pa.DataType) -> Callable[[Any], str]:
    if kinds.is_dictionary(kind):
        kind = kind.value_type
    if kinds.is_string(kind) or kinds.is_large_string(kind):
        return trimmed
    if kinds.is_timestamp(kind):
        return _moment
    if kinds.is_decimal(kind):
        return _decimal
    return lambda value: cell_text(value, None)


def _moment(value: dt.datetime) -> str:
    local = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
    return cell_text(local, NumberFormat.DATE_TIME)


def _decimal(value: Decimal) -> str:
    return f"{value:f}"
