"""A table that another tool took away is told of by every command; none is made anew empty in silence."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from core.store import schema
from core.store.backup import back_up
from core.store.check import check_store
from core.store.open import open_store
from core.store.raw_connection import WRITE, raw_connect, sqlite3
from core.store.restore import restore
from core.store.sqlite import StoreError
from core.store.structure import CUBE_TABLES, TablesMissing
from core.store.table_words import TABLE_WORDS
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from tests.support.intake_world import NOW, peopled_store

COMMANDS = (["check"], ["kpi", "alerts_total", "--period", "ytd"], ["serve", "--port", "18731"])


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "bureau.db"))


def without(path: Path, table: str) -> Path:
    """Take a table away, as any tool can that its owner has."""
    with closing(raw_connect(path, WRITE)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(f"DROP TABLE {table}")
    return path


def test_every_fixed_table_has_words() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrations.apply(Database(connection))
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in tables if not name.startswith("sqlite_")} == set(TABLE_WORDS)


@pytest.mark.parametrize("table", ["audit", "account", "meta", "catalogue_file", "fact_alert", "fact_posting"])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_command_says_what_is_missing_and_what_to_do(db: Path, table: str, words: list[str]) -> None:
    result = CliRunner().invoke(cli, [*words, "--db", str(without(db, table))])
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert f"{db} 里缺少表 {table}（" in result.output and "fengjing restore 备份文件 --db" in result.output


@pytest.mark.parametrize("table", sorted(TABLE_WORDS))
def test_no_table_is_missed(db: Path, table: str) -> None:
    without(db, table)
    for now in (None, NOW):  # as pages read, and as `check` opens it
        with pytest.raises(TablesMissing, match=rf"{table}（{TABLE_WORDS[table]}）"):
            open_store(db, read_only=now is None, now=now)


@pytest.mark.parametrize("table", ["fact_alert", "audit", "batch"])
def test_an_older_structure_does_not_hide_it(db: Path, table: str) -> None:
    with closing(raw_connect(without(db, table), WRITE)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.LATEST - 1}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm027%'")
        connection.execute("DROP TRIGGER bulletin_cell_sealed")
    with pytest.raises(StoreError, match=f"缺少表 {table}（"):
        open_store(db, now=NOW)
    with closing(raw_connect(db, WRITE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.LATEST - 1,)


@pytest.mark.parametrize("table", CUBE_TABLES)
def test_sums_are_summed_anew_and_that_is_said(db: Path, table: str) -> None:
    without(db, table)
    with pytest.raises(StoreError, match="需要先更新：请运行 fengjing check"):
        open_store(db, read_only=True)
    with closing(open_store(db, now=NOW)) as store:
        assert store.upgraded == f"汇总表 {table} 不在了，已由记录重算" and not check_store(store)
        assert [(line.action, line.detail) for line in trail_lines(store.conn, 1)] == [("update", store.upgraded)]


def test_a_kind_that_never_had_a_record_gets_its_table(tmp_path: Path) -> None:
    peopled_store(tmp_path).close()
    with closing(open_store(without(tmp_path / "bureau.db", "fact_dispute"), now=NOW)) as store:
        assert store.conn.execute("SELECT count(*) FROM fact_dispute").fetchone() == (0,)


def test_a_backup_takes_its_place(db: Path, tmp_path: Path) -> None:
    with closing(open_store(db)) as store:
        backup = back_up(store, tmp_path / "backup.db")
    restore(backup.path, without(db, "audit"), actor="test", now=NOW)
    with closing(open_store(db)) as store:
        assert not check_store(store)
