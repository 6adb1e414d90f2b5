"""Records that a board file has not are never counted as if there were none."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from core.store.board_file import RECORDS_FROM
from core.store.record_reach import EVER, RecordsAbsent, has_records_since, records_since
from tests.support.paths import ROOT
from tests.support.worlds import copied, empty_store

READERS = (
    "core/metrics",
    "core/features",
    "core/access",
    "core/board",
    "core/comparison",
    "core/disclosure",
    "dashboards",
)
# The register of posts is in every file.
BESIDE_THE_GATE = {"core/access/posted_unit.py"}


def _is_past_the_gate(node: ast.AST) -> bool:
    """Tell whether code has the table of a kind of record from elsewhere, or names one."""
    if isinstance(node, ast.ImportFrom) and node.module == "core.store.catalogue_tables":
        return "table_of" in {alias.name for alias in node.names}
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " fact_" in node.value


def test_whoever_reads_records_passes_the_gate() -> None:
    past = set()
    for path in (path for room in READERS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _is_past_the_gate(node):
                past.add(path.relative_to(ROOT).as_posix())
    assert past == BESIDE_THE_GATE


def test_a_board_has_the_records_since_a_day_and_the_posts(tmp_path: Path) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "board.db")
    assert records_since(store, "alert", EVER) == "fact_alert"
    with store.write("test", "reach", "", 0):
        store.set_meta(RECORDS_FROM, json.dumps(dict.fromkeys(store.catalogue.facts, 20_000)))
    assert records_since(store, "alert", 20_000) == "fact_alert"
    assert records_since(store, "posting", EVER) == "fact_posting"
    assert not has_records_since(store, "alert", 19_999)
    with pytest.raises(RecordsAbsent, match="2024-10-04 以前的警情记录不在本看板文件中"):
        records_since(store, "alert", 19_999)
    store.close()
