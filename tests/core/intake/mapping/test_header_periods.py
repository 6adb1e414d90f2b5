"""A kept mapping that takes 本年 for the file's own period is asked about at the next file, and loads nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.intake.mapping import apply
from core.intake.mapping.choose import choose_reading
from core.intake.mapping.file_period import FilePeriod
from core.intake.mapping.header_periods import period_said, refuse_contradicted
from core.intake.mapping.headers import header_key
from core.intake.mapping.read import read_mapping
from core.intake.refusal import FileRefused
from core.intake.table import parse_table
from core.store.mappings import StoredMapping, save_mapping
from core.store.units import unit_tree
from core.time.reporting_calendar import ReportingCalendar
from tests.support.intake_world import NOW, peopled_store
from tests.support.workbooks import MadeSheet, as_xlsx

OF_BEFORE = """
kind = "ledger"
[columns]
unit = "单位"
[constants]
source = "月报"
period = "{covers}"
[wide."本月"]
measure = "刑事警情"
period = "{covers}"
[wide."本年"]
measure = "刑事警情"
"""


def test_a_mapping_of_before_is_asked_about_and_nothing_is_loaded(tmp_path: Path) -> None:
    with closing(peopled_store(tmp_path)) as store:
        mapping = read_mapping("月报", OF_BEFORE, store.catalogue)
        key = header_key(mapping.headers())
        save_mapping(store.conn, StoredMapping("月报", 0, mapping.kind, key, OF_BEFORE, NOW, "test"))
        sheet = as_xlsx(MadeSheet([["单位", "本月", "本年"], ["甲溪派出所", "3", "40"]]))
        october = parse_table("警情2026年10月.xlsx", sheet, known=mapping.headers())
        with pytest.raises(FileRefused) as refused:
            choose_reading(store, "auto", october)
        (refusal,) = refused.value.refusals
        assert (refused.value.file, refusal.column, refusal.value) == ("警情2026年10月.xlsx", "本年", "{covers}")
        assert "2026-01-01..2026-10-31" in refusal.rule and "2026-10-01..2026-10-31" in refusal.rule
        assert "{year_to_date}" in refusal.mend
        january = parse_table("警情2026年1月.xlsx", sheet, known=mapping.headers())
        _, table = choose_reading(store, "auto", january)  # the year up to its end is the month: nothing to ask
        assert len(table.rows) == 2


def test_a_wide_table_is_refused_before_more_figures_are_kept_than_any_report_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "MOST_FIGURES", 10)
    rows = [["单位", "本月"], *[["甲溪派出所", str(number)] for number in range(20)]]
    with closing(peopled_store(tmp_path)) as store:
        text, _, _ = OF_BEFORE.partition('[wide."本年"]')
        mapping = read_mapping("月报", text, store.catalogue)
        table = parse_table("警情2026年10月.xlsx", as_xlsx(MadeSheet(rows)), known=mapping.headers())
        with pytest.raises(FileRefused, match="读到第 12 行"):
            apply.apply_mapping(table, apply.MappingRequest("月报", mapping), store.catalogue, unit_tree(store))


@pytest.mark.parametrize(
    ("title", "header", "is_refused"),
    [
        ("2026年10月", "盗窃/本年累计", True),
        ("2026年1-10月", "盗窃/本年", False),
        ("2026年1-10月", "盗窃/本月", True),
        ("2026年三季度", "本季", False),
        ("2026年9月", "本季度", True),
        ("2026年10月", "盗窃/本期", False),
        ("2026年10月", "盗窃", False),
    ],
)
def test_only_a_header_that_says_another_span_is_asked_about(title: str, header: str, *, is_refused: bool) -> None:
    period = FilePeriod(title, None, ReportingCalendar())
    refuse_contradicted(period, {header: period_said(header) or "{covers}"})  # as it is proposed today
    if is_refused:
        with pytest.raises(FileRefused):
            refuse_contradicted(period, {header: "{covers}"})
    else:
        refuse_contradicted(period, {header: "{covers}"})
