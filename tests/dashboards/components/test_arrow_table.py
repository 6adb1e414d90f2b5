"""Rows are sent to charts as pyarrow would write them, without the library that it loads to ask what they are."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components.charts import BOOLEAN, NUMBER, TEXT, arrow_table

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(),
    "number": st.one_of(st.floats(allow_nan=False), st.integers(-(2**53), 2**53)),
    "flag": st.booleans(),
}
ROWS = st.lists(st.tuples(*(st.none() | values for values in VALUES.values())), max_size=20)


@given(rows=ROWS)
def test_a_table_is_what_pyarrow_makes_of_its_columns(rows: list[tuple[Any, ...]]) -> None:
    kinds = {"text": TEXT, "number": NUMBER, "flag": BOOLEAN}
    table = arrow_table(rows, **kinds)
    table.validate(full=True)
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    expected = [pa.array(column, kind) for column, kind in zip(columns, kinds.values(), strict=True)]
    assert table.equals(pa.Table.from_arrays(expected, names=list(kinds)))


def test_a_column_of_another_kind_is_refused_and_not_written_as_numbers() -> None:
    with pytest.raises(TypeError, match="int64"):
        arrow_table([(1,)], a=pa.int64())


@pytest.mark.slow
def test_no_frame_is_loaded_for_pages_that_have_none() -> None:
    """Loading pandas takes a quarter of a second of the processor, on the first page after a start."""
    code = (
        "import sys\n"
        "from dashboards.components import export, frame_table\n"
        "from dashboards.components.charts import NUMBER, arrow_table\n"
        "from dashboards.pages.domain import template\n"
        "from dashboards.pages.indices import trend, units\n"
        "from dashboards.pages.indicators import drawer\n"
        "from dashboards.pages.bulletins import drafting\n"
        "from dashboards.pages.today import lines\n"
        "arrow_table([(1.0,)], a=NUMBER)\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
