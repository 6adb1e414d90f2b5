"""Tables in .parquet files."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.intake.grid import Row
from core.intake.refusal import FileRefused
from core.intake.workbook.reader import list_sheets, read_sheet


def as_parquet(columns: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_every_kind_of_column_has_its_text() -> None:
    moment = dt.datetime(2026, 11, 22, 0, 0)
    columns = {
        "警情编号": ["A1", None],
        "大整数": pa.array([330102202611220001, 1], pa.int64()),
        "小数": [0.5, float("inf")],
        "金额": pa.array([Decimal("12.50"), None], pa.decimal128(10, 2)),
        "是否": [True, False],
        "日期": [dt.date(2026, 11, 22), None],
        "时间": [moment, None],
        "世界时": pa.array([dt.datetime(2026, 11, 22, 0, 30), None], pa.timestamp("us", "UTC")),
        "类别": pa.array(["纠纷", "治安"]).dictionary_encode(),
    }
    first, second = (
        [
            "A1",
            "330102202611220001",
            "0.5",
            "12.50",
            "TRUE",
            "2026-11-22",
            "2026-11-22 00:00",
            "2026-11-22 08:30:00",
            "纠纷",
        ],
        ["", "1", "inf", "", "FALSE", "", "", "", "治安"],
    )
    read = read_sheet("表.parquet", as_parquet(columns), None)
    assert read.rows == [Row(1, list(columns)), Row(2, first), Row(3, second)]
    assert [(sheet.rows, sheet.columns) for sheet in list_sheets("表.parquet", as_parquet(columns))] == [(3, 9)]


def test_columns_of_more_than_one_value_are_refused() -> None:
    with pytest.raises(FileRefused, match="“组”列的类型 list"):
        read_sheet("表.parquet", as_parquet({"组": [[1, 2], [3]]}), None)
