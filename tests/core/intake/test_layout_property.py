"""Random reports: the table is found whole, or it is asked where it is; never a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.intake.table import HeaderUnclear, Row, parse_table
from tests.support.intake_world import csv_text

NAMES = ["刑事警情", "治安警情", "纠纷起数", "走访户数", "化解率", "备注", "责任人数", "1月", "2月", "合计"]
UNITS = ["甲溪派出所", "乙坪派出所", "丙湾派出所", "丁店派出所", "治安大队", "戊镇"]
TITLES = ["甲县公安局2026年10月警情统计表", "（2026年10月）", "单位：起", "填报时间：2026-11-01", "附件2"]
NOTES = ["备注：不含移交外地的。", "填表人：　审核人：", "注：1.按立案时间统计。", "说明：化解率按受理当月计算。"]


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_report_is_read_right_or_asked_about(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True))
    units = data.draw(st.lists(st.sampled_from(UNITS), min_size=2, max_size=6, unique=True))
    counts = [[data.draw(st.integers(0, 2000)) for _ in names] for _ in units]
    body = [[unit, *map(str, row)] for unit, row in zip(units, counts, strict=True)]
    total = [["合计", *(str(sum(column)) for column in zip(*counts, strict=True))]] if data.draw(st.booleans()) else []
    titles = [[title] for title in data.draw(st.lists(st.sampled_from(TITLES), max_size=3, unique=True))]
    notes = [[note] for note in data.draw(st.lists(st.sampled_from(NOTES), max_size=2, unique=True))]
    blank: list[list[str]] = [[""]] if data.draw(st.booleans()) else []
    lines = [*titles, *blank, ["单位", *names], *body, *total, *blank, *notes]
    width = len(names) + 1 + data.draw(st.integers(0, 2))
    text = csv_text([line + [""] * (width - len(line)) for line in lines])
    first = len(titles) + len(blank) + 2
    try:
        table = parse_table("表.csv", text.encode())
    except HeaderUnclear:
        event("asked")
        return
    event("found")
    assert table.headers == ["单位", *names]
    assert list(table.rows) == [Row(first + index, row) for index, row in enumerate(body)]
    assert not table.refused and not any("不符" in note for note in table.notes)
