"""A database of the first published state of this repository opens with equal figures, or nothing has happened to it.

`data/first_published.db.xz` was made by commit afe86a3 (structure 10): its small demonstration of 2025-03-31, with the
records since 2024-11, by its own code; the figures beside it are what its own `fengjing kpi --by unit` said.
"""

from __future__ import annotations

import json
import lzma
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database, Migrations

from core.store import open as opening
from core.store import schema
from core.store.catalogue_tables import fact_table_sql
from core.store.check import check_store
from core.store.open import open_store
from core.store.sqlite import StoreError, connect
from core.store.trail import trail_lines
from dashboards.cli.command import cli

pytestmark = pytest.mark.slow  # as a whole: whole databases are copied and upgraded
DATA = Path(__file__).with_name("data")
# With the public total and the other age groups, it told the age of a community's only officer.
HIDDEN_SINCE = {("S01", "police_under_35_share")}
FIRST_STRUCTURE = 10
NOW = 1_790_000_000


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / "first.db"
    path.write_bytes(lzma.decompress((DATA / "first_published.db.xz").read_bytes()))
    return path


def structure(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[60:64], "big")


def figures(path: Path, period: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    words = ["kpi", "--period", period, "--by", "unit", "--db", str(path), "--format", "json"]
    rows = json.loads(CliRunner().invoke(cli, words, catch_exceptions=False).stdout)
    return {(row["unit_code"], row["kpi"]): (row["as_of"], row["numerator"], row["denominator"]) for row in rows}


def test_every_migration_leaves_the_figures_as_they_were(first: Path) -> None:
    assert structure(first) == FIRST_STRUCTURE
    store = open_store(first, now=NOW)
    assert check_store(store) == []
    assert store.data_version() == 44  # what it was, and one for the upgrade
    statements = dict(store.db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall())
    assert statements["fact_alert_unit"].endswith("(unit, when_day, occurred_at)")
    declared = [sql for kind, fact in store.catalogue.facts.items() for sql in fact_table_sql(kind, fact)[1:]]
    assert set(declared) <= {str(sql).replace("INDEX", "INDEX IF NOT EXISTS") for sql in statements.values()}
    store.close()
    assert structure(first) == schema.LATEST
    told = json.loads(lzma.decompress((DATA / "first_published_figures.json.xz").read_bytes()))
    for period, rows in told.items():
        now = figures(first, period)
        changed = [row for row in rows if (row[0], row[1]) in now and now[row[0], row[1]] != tuple(row[2:])]
        different = [row for row in changed if (row[0], row[1]) not in HIDDEN_SINCE]
        missing = [row for row in rows if (row[0], row[1]) not in now]
        assert rows and different == [] and missing == []


def test_an_upgrade_is_told_once_and_stands_in_the_trail(first: Path) -> None:
    checked = [CliRunner().invoke(cli, ["check", "--db", str(first)], catch_exceptions=False).stdout for _ in range(2)]
    structures = f"结构 {FIRST_STRUCTURE} → {schema.LATEST}"
    assert [structures in output for output in checked] == [True, False] and "更新前的备份" in checked[0]
    with closing(open_store(first, read_only=True)) as store:
        (detail,) = [line.detail for line in trail_lines(store.conn, 20, "update")]
    assert detail.startswith(f"{structures}；升级前的备份 ")


def test_an_upgraded_file_takes_accounts_of_departments_and_of_no_unknown_role(first: Path) -> None:
    store = open_store(first, now=NOW)
    columns = "name, role, unit, domain, created_at"
    insert = f"INSERT INTO account ({columns}) VALUES (?, ?, 1, ?, 0)"
    store.conn.execute(insert, ["a", "department", "legal"])
    store.conn.execute(insert, ["b", "chief", None])
    for role, domain in (("department", None), ("chief", "legal"), ("anybody", None)):
        with pytest.raises(Exception, match="CHECK"):
            store.conn.execute(insert, ["c", role, domain])
    store.close()


def test_a_reader_says_that_it_wants_an_upgrade_and_does_none(first: Path) -> None:
    before = first.read_bytes()
    with pytest.raises(StoreError, match="fengjing check"):
        open_store(first, read_only=True)
    assert first.read_bytes() == before


@pytest.mark.parametrize("stage", ["in a migration", "after all migrations"])
def test_an_upgrade_that_fails_leaves_the_old_file(first: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    open_first = connect(first, read_only=False)  # takes its place, which changes no figure
    tables = open_first.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    open_first.close()

    def fails(*_: object) -> None:
        raise StoreError("no room")

    if stage == "in a migration":
        steps = [*schema.migrations._migrations, Migrations._Migration("m999_that_fails", fails)]
        monkeypatch.setattr(schema.migrations, "_migrations", steps)
    else:
        monkeypatch.setattr(opening, "make_fact_tables", fails)
    with pytest.raises(StoreError, match="no room"):
        open_store(first, now=NOW)
    connection = connect(first, read_only=True)
    assert connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == tables
    assert connection.execute("PRAGMA user_version").fetchone() == (FIRST_STRUCTURE,)
    connection.close()
    monkeypatch.undo()
    store = open_store(first, now=NOW)
    assert check_store(store) == []
    store.close()


def test_an_older_program_refuses_a_newer_file(first: Path) -> None:
    open_store(first, now=NOW).close()
    connection = connect(first, read_only=False)
    Database(connection).execute(f"PRAGMA user_version = {schema.LATEST + 1}")
    connection.close()
    content = first.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreError, match=f"结构版本 {schema.LATEST + 1}，本程序 {schema.LATEST}.*请升级程序"):
            open_store(first, read_only=read_only, now=NOW)
    assert first.read_bytes() == content
