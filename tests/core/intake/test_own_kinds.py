"""A kind of record that a bureau declares: table, template, checks, figures, command line, without any code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.store.check import check_store
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.sqlite import StoreError
from core.store.store import Store
from dashboards.cli.command import cli
from tests.support.intake_world import NOW, UNITS, bring, counts, day, write_csv
from tests.support.own_kind import FILE, HEADERS, KIND, OVERLAY, ROWS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = tmp_path / "bureau.db"
    overlay = tmp_path / FILE
    overlay.write_text(OVERLAY, "utf-8")
    done = CliRunner().invoke(
        cli, ["init", "--db", str(database), "--bureau", "澄岚县公安局", "--catalogue", str(overlay)]
    )
    assert done.exit_code == 0, done.output
    opened = open_store(database)
    bring(opened, "units", UNITS)
    yield opened
    opened.close()


def fengjing(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments)
    return f"{done.exit_code} {done.output}"


def test_records_come_in_and_figures_follow(store: Store) -> None:
    assert counts(bring(store, KIND, ROWS, covers=(day("2026-11-01"), day("2026-11-20")), complete=True)) == (
        3,
        0,
        0,
        0,
    )
    board = Engine(store).board(None, "2026-11-01..2026-11-20", date(2026, 11, 20), ["problem_mending_rate"])
    assert board.figures["problem_mending_rate", 1].exact == Fraction(2, 3)
    assert check_store(store) == []


def test_rows_are_checked_as_declared(store: Store) -> None:
    wrong = [["W9", "甲溪派出所", "2026-11-05", "2026-11-01", "别的", "-1"]]
    rules = {refusal.column: refusal.rule for refusal in bring(store, KIND, [HEADERS, *wrong]).refused}
    assert rules == {"问题类型": "不在可选值之内", "盯办次数": "计数不能为负"}
    late = bring(store, KIND, [HEADERS, ["W9", "甲溪派出所", "2026-11-05", "2026-11-01", "案卷", "1"]])
    assert [refusal.rule for refusal in late.refused] == ["早于发现时间"]


def test_the_command_line_knows_it(store: Store, tmp_path: Path) -> None:
    database = str(store.path)
    assert ",".join(HEADERS) in fengjing("template", KIND, "--db", database)
    assert "没有“follow_up”这一类文件" in fengjing("template", KIND)
    file = write_csv(tmp_path / "盯办.csv", ROWS)
    bring_in = ("import", KIND, str(file), "--covers", "2026-11-01..2026-11-20", "--complete", "--db", database)
    assert "新增 3" in fengjing(*bring_in)
    assert "没有“no_such”这一类文件" in fengjing("import", "no_such", str(file), "--db", database)
    assert "66.67%" in fengjing("kpi", "problem_mending_rate", "--period", "2026-11-02..2026-11-04", "--db", database)


def test_a_kind_with_records_is_not_lost(store: Store) -> None:
    bring(store, KIND, ROWS)
    with pytest.raises(StoreError, match="有 3 条这样的记录"):
        replace_overlays(store, {}, actor="test", now=NOW)
    assert KIND in store.catalogue.facts
    assert store.db.execute(f"SELECT count(*) FROM fact_{KIND}").fetchone()[0] == 3


def test_a_column_is_added_and_an_empty_kind_goes(store: Store) -> None:
    bring(store, KIND, ROWS)
    wider = OVERLAY.replace("times = {", 'grave = { zh = "严重", type = "flag" }\ntimes = {')
    replace_overlays(store, {FILE: wider}, actor="test", now=NOW)
    assert store.db.execute(f"SELECT count(*), count(grave) FROM fact_{KIND}").fetchone() == (3, 0)
    store.db.execute(f"DELETE FROM fact_{KIND}")
    replace_overlays(store, {}, actor="test", now=NOW)
    assert list(store.catalogue.facts) == list(load_catalogue().facts)
    assert check_store(store) == []
    assert f"fact_{KIND}" not in store.db.table_names()


def test_a_file_that_no_longer_fits_the_program_is_replaced_by_one_that_does(store: Store, tmp_path: Path) -> None:
    """As after an upgrade that checks more: nothing opens the database until then, and no record is lost by it."""
    bring(store, KIND, ROWS)
    store.db.execute("UPDATE catalogue_file SET text = text || ?", ["\n[kpis.clearance_rate]\nassess = true\n"])
    store.close()
    database, mended = str(store.path), tmp_path / FILE
    refused = fengjing("check", "--db", database)
    assert "clearance_rate" in refused and f"fengjing catalogue use 文件… --db {database}" in refused
    assert "有 3 条这样的记录" in fengjing("catalogue", "use", "--db", database)
    assert "1 错误：" in fengjing("check", "--db", database)
    mended.write_text(OVERLAY, "utf-8")
    carried, elsewhere = str(shutil.copy(database, tmp_path / "old.backup")), str(tmp_path / "new.db")
    refused = fengjing("restore", carried, "--db", elsewhere)
    assert f"1 错误：{carried} 里的本局目录文件不合本程序" in refused and "--catalogue" in refused
    assert fengjing("restore", carried, "--db", elsewhere, "--catalogue", str(mended)).startswith("0 ")
    assert "完好" in fengjing("check", "--db", elsewhere)
    assert fengjing("catalogue", "use", str(mended), "--db", database).startswith("0 ")
    opened = open_store(store.path)
    assert opened.db.execute(f"SELECT count(*) FROM fact_{KIND}").fetchone()[0] == 3
    assert check_store(opened) == []
    opened.close()
