"""Records come in from real PostgreSQL and MariaDB servers: the same as from a file, and only what is new."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.intake.mapping.choose import choose_reading
from core.intake.table import read_table
from core.intake.undo import undo_batch
from core.sources.add import NewSource, add_database
from core.sources.errors import SourceError
from core.sources.run import run_source
from core.sources.settings import DatabaseSettings
from core.sources.table_reader import TablePart, TableReader
from core.store.assumed import assumed_notes
from core.store.batches import batches
from core.store.check import check_store
from core.store.coverage import coverage
from core.store.data_sources import find_data_source
from core.store.open import open_store
from core.store.refused_rows import refused_rows
from core.store.store import Store
from tests.support.database_servers import PASSWORD, DatabaseServer
from tests.support.intake_world import ALERT, FLOW, NOW, alert, bring, day, peopled_store, rehearsed, unit_id
from tests.support.source_world import (
    ALERTS,
    MAPPING,
    ROWS,
    SETTINGS,
    SOURCE,
    SourceRow,
    add,
    keep_mapping,
    make_table,
    many_rows,
    numbers,
    put,
    run,
    secret_file,
    stored_alerts,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peopled")
    peopled_store(folder).close()
    return folder / "bureau.db"


@pytest.fixture
def store(peopled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("FENGJING_SOURCE_JQ_PASSWORD", PASSWORD)
    opened = open_store(Path(shutil.copy(peopled, tmp_path / "bureau.db")), now=NOW)
    yield opened
    opened.close()


def test_rows_are_the_same_as_from_a_file(
    server: DatabaseServer, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Times are China's though the servers' are not, and the account could not read a column that is not mapped."""
    make_table(server)
    add(store, server)
    assert numbers(run(store)) == (5, 5, 0, 0, 0)
    other = peopled_store(tmp_path_factory.mktemp("file"))
    bring(other, "alert", [ALERT, *(row.cells() for row in ROWS)])
    assert stored_alerts(store) == stored_alerts(other)
    other.close()


def test_only_what_is_new_or_late_is_read_again(server: DatabaseServer, store: Store) -> None:
    make_table(server)
    add(store, server)
    run(store)
    put(
        server,
        SourceRow("J6", gxsj="2026-11-13 08:00:00"),
        SourceRow("J7", gxsj="2026-11-12 09:55:00"),  # written late: behind J5, within the ten minutes
        replace(ROWS[0], xcbj=False, gxsj="2026-11-14 08:00:00"),
    )
    again = run(store)
    assert numbers(again) == (4, 2, 1, 1, 0)  # J5 lies within the overlap
    assert len(again.batches) == 1
    assert numbers(run(store)) == (1, 0, 0, 1, 0)
    assert {row[0] for row in stored_alerts(store)} == {f"J{n}" for n in range(1, 8)}


@pytest.mark.parametrize("part_rows", [2, 4, 7])
def test_no_row_is_lost_where_a_part_ends_among_rows_of_one_second(
    server: DatabaseServer, store: Store, part_rows: int
) -> None:
    make_table(server, many_rows(20))
    add(store, server)
    tally = run(store, part_rows=part_rows)
    assert numbers(tally) == (20, 20, 0, 0, 0)
    assert len(tally.batches) == -(-20 // part_rows)
    assert {row[0] for row in stored_alerts(store)} == {f"R{n:05d}" for n in range(20)}


def test_days_are_complete_only_when_the_last_part_is_in(
    server: DatabaseServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for a station without a record on a day, and not for one of which the source never spoke."""
    make_table(server, [row for row in many_rows(300) if row.czdw != "丙湾派出所"])
    add(store, server, replace(SETTINGS, overlap=0))
    whole, calls = TableReader.part, iter([True])

    def breaks_off(*arguments: Any) -> TablePart:
        if not next(calls, False):
            raise SourceError("中断")
        return whole(*arguments)

    with monkeypatch.context() as patch, pytest.raises(SourceError, match="中断"):
        patch.setattr(TableReader, "part", breaks_off)
        run(store, part_rows=60)
    assert len(stored_alerts(store)) == 60 and "alert" not in coverage(store)
    assert find_data_source(store, SOURCE).run.error == "中断"  # type: ignore[union-attr]  # it has run
    put(server, SourceRow("later", "2026-11-06 08:00:00", gxsj="2026-11-20 08:00:00"))  # only 甲溪 that day
    tally = run(store, part_rows=60)
    assert tally.new == 141 and tally.read < 150
    for name in ("甲溪派出所", "乙坪派出所"):
        assert coverage(store)["alert"][unit_id(store, name)] == [(day("2026-11-01"), day("2026-11-06"))]
    assert unit_id(store, "丙湾派出所") not in coverage(store)["alert"]
    assert check_store(store) == []


def test_what_a_mapping_fills_in_is_noted_once_for_all_that_was_read(server: DatabaseServer, store: Store) -> None:
    """Not part by part and run by run: boards read every note that stands."""
    make_table(server, many_rows(60))
    add(store, server)
    run(store, part_rows=7)
    put(server, SourceRow("later", "2026-11-20 08:00:00", gxsj="2026-11-20 09:00:00"))
    run(store)
    constants = [note for note in assumed_notes(store)["alert"] if note.how == "constant"]
    assert {(note.first, note.last) for note in constants} == {(day("2026-11-01"), day("2026-11-20"))}
    assert len(constants) == 3 * 3  # columns and stations


def test_a_whole_table_covers_the_bureau(server: DatabaseServer, store: Store) -> None:
    make_table(server, [SourceRow("J1"), SourceRow("today", "2026-11-22 08:00:00")])
    add(store, server, replace(SETTINGS, is_whole=True))
    run(store)
    assert coverage(store)["alert"] == {1: [(day("2026-11-01"), day("2026-11-01"))]}  # today is not over yet


def test_a_time_to_come_does_not_hide_what_follows(server: DatabaseServer, store: Store) -> None:
    make_table(server, [*ROWS, SourceRow("J9", gxsj="2037-01-01 00:00:00")])
    add(store, server)
    run(store)
    put(server, SourceRow("J10", gxsj="2026-11-22 12:01:00"))
    assert run(store, NOW + 3600).new == 1


def test_a_batch_taken_back_stops_the_source_until_it_is_read_anew(server: DatabaseServer, store: Store) -> None:
    make_table(server, many_rows(6))
    add(store, server)
    first, second = run(store, part_rows=3).batches
    undo_batch(store, first, now=NOW, actor="test")  # the second confirms nothing of it
    with pytest.raises(SourceError, match=f"第 {first} 批已撤销.*--restart"):
        run(store)
    assert len(stored_alerts(store)) == 3
    assert numbers(run(store, restart=True)) == (6, 3, 0, 3, 0)
    assert numbers(run(store))[1:] == (0, 0, 6, 0)
    assert second in {batch.number for batch in batches(store)}


def test_rows_deleted_at_the_source_are_withdrawn_when_all_is_compared(server: DatabaseServer, store: Store) -> None:
    bring(store, "alert", [ALERT, alert("by-file")])
    make_table(server)
    add(store, server)
    run(store)
    before = stored_alerts(store)
    server.run("DELETE FROM jj_alert WHERE bh IN ('J2', 'J4')")
    put(server, SourceRow("J6", gxsj="2026-11-13 08:00:00"))
    assert run(store).withdrawn == 0 and len(stored_alerts(store)) == 7
    tally = run(store, is_complete=True)
    assert tally.withdrawn == 2 and tally.days == (day("2026-11-01"), day("2026-11-03"))
    assert {row[0] for row in stored_alerts(store)} == {"J1", "J3", "J5", "J6", "by-file"}
    undo_batch(store, tally.batches[-1], now=NOW, actor="test")
    assert [row for row in stored_alerts(store) if row[0] != "J6"] == before
    assert numbers(run(store))[1:] == (0, 0, 1, 0) and check_store(store) == []  # the source goes on


def test_a_table_that_was_emptied_withdraws_nothing(server: DatabaseServer, store: Store) -> None:
    make_table(server)
    add(store, server)
    run(store)
    server.run("DELETE FROM jj_alert WHERE bh <> 'J1'")
    with pytest.raises(SourceError, match=r"4 条.*超过一半"):
        run(store, is_complete=True)
    put(server, *ROWS, SourceRow("=1+1", gxsj="2026-11-13 08:00:00"))
    with pytest.raises(SourceError, match="编号读不出"):
        run(store, is_complete=True)
    assert len(stored_alerts(store)) == 5


def test_refused_rows_go_into_a_file_and_come_in_when_mended(server: DatabaseServer, store: Store) -> None:
    make_table(server)
    put(server, replace(ROWS[0], czdw="没有的所"), replace(ROWS[1], jqlx="没有的类"))
    add(store, server)
    tally = run(store)
    assert numbers(tally) == (5, 3, 0, 0, 2)
    assert [(cause.column, cause.rows) for cause in tally.causes()] == [("czdw", 1), ("jqlx", 1)]
    (file,) = tally.refused_files
    written = {cell for row in read_table(Path(file)).rows for cell in row.cells}
    assert {"J1", "没有的所", "J2", "没有的类"} <= written and "J3" not in written
    _, again = choose_reading(store, "auto", read_table(Path(file)), named=MAPPING)
    assert rehearsed(store, "alert", again).refused_rows == 2  # the file is read as the table is
    assert refused_rows(store)["alert"][0].rows == 2
    put(server, replace(ROWS[0], gxsj="2026-11-13 09:00:00"), replace(ROWS[1], gxsj="2026-11-13 09:00:00"))
    assert run(store).new == 2
    assert "alert" not in refused_rows(store)


def test_where_all_is_refused_nothing_is_passed_over(server: DatabaseServer, store: Store) -> None:
    make_table(server, [replace(row, czdw="没有的所") for row in ROWS])
    add(store, server)
    for _ in range(2):
        with pytest.raises(SourceError, match=r"5 行全部拒收.*没有的所"):
            run(store)
    assert find_data_source(store, SOURCE).position is None
    put(server, *ROWS)
    assert run(store).new == 5


def test_a_refused_row_that_is_the_newest_is_no_error_when_it_is_read_again(
    server: DatabaseServer, store: Store
) -> None:
    make_table(server, [ROWS[0], replace(ROWS[4], czdw="没有的所")])
    add(store, server)
    assert numbers(run(store)) == (2, 1, 0, 0, 1)
    assert numbers(run(store)) == (1, 0, 0, 0, 1)
    put(server, SourceRow("J6", czdw="没有的所", gxsj="2026-11-13 08:00:00"))
    with pytest.raises(SourceError, match="2 行全部拒收"):
        run(store)
    assert refused_rows(store)["alert"][0].rows == 1


WRITERS = {
    "postgresql": ["INSERT ON other", "UPDATE (a) ON other", "TRUNCATE ON other", "writer"],
    "mariadb": ["INSERT ON bureau.other", "UPDATE (a) ON bureau.other", "DROP ON bureau.*", "FILE ON *.*", "writer"],
}


def test_an_account_that_can_write_is_refused(
    server: DatabaseServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_table(server)
    server.run(
        "DROP TABLE IF EXISTS other", "CREATE TABLE other (a int)", "DROP ROLE IF EXISTS writer", "CREATE ROLE writer"
    )
    server.run(f"GRANT DELETE ON {'other' if server.name == 'postgresql' else 'bureau.other'} TO writer")
    on = "jj_alert" if server.name == "postgresql" else "bureau.jj_alert"
    for right in WRITERS[server.name]:
        server.add_account("clerk", f"SELECT ON {on}", right)
        if server.name == "postgresql":
            server.run("ALTER ROLE clerk NOINHERIT")
        with pytest.raises(SourceError, match=r"能改写对方的数据库.*只能读的账号"):
            add(store, server, user="clerk")
    server.run(*["DROP OWNED BY writer"] * (server.name == "postgresql"), "DROP ROLE writer")
    boss = "boss" if server.name == "postgresql" else "root"
    monkeypatch.setenv("FENGJING_SOURCE_JQ_PASSWORD", PASSWORD if boss == "boss" else "")
    with pytest.raises(SourceError, match="能改写"):
        add(store, server, user=boss)


def test_a_password_is_kept_nowhere(
    server: DatabaseServer, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_table(server)
    monkeypatch.delenv("FENGJING_SOURCE_JQ_PASSWORD")
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSWORD}\n")
    secret.chmod(0o644)
    settings = replace(SETTINGS, password_file=str(secret))
    with pytest.raises(SourceError, match="chmod 600"):
        add(store, server, settings)
    with pytest.raises(SourceError, match="连不上") as wrong:
        add(store, server)
    with pytest.raises(SourceError, match="不要写密码") as in_address:
        add_database(store, NewSource(SOURCE, "", NOW, "test"), server.address(f"reader:{PASSWORD}"), settings)
    secret.chmod(0o600)
    add(store, server, settings)
    run(store)
    put(server, replace(ROWS[0], czdw="没有的所"))
    server.run("DROP TABLE jj_alert")
    with pytest.raises(SourceError) as gone:
        run(store)
    for error in (wrong, in_address, gone):
        assert PASSWORD not in str(error.value)
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert all(PASSWORD.encode() not in file.read_bytes() for file in tmp_path.glob("bureau*"))


def test_what_does_not_fit_is_told_when_it_is_added(server: DatabaseServer, store: Store) -> None:
    make_table(server)
    put(server, SourceRow("J8"))
    server.run("UPDATE jj_alert SET gxsj = NULL WHERE bh = 'J8'")
    for settings, told in (
        (replace(SETTINGS, table="jj_alrt"), "没有“jj_alrt”这张表或视图.*相近的有 jj_alert"),
        (replace(SETTINGS, rising="gxsjj"), "没有“gxsjj”这一列：相近的有 gxsj"),
        (replace(SETTINGS, rising=""), "要写 --rising"),
        (replace(SETTINGS, mapping="没有的"), "没有名为“没有的”的对照"),
    ):
        with pytest.raises((SourceError, LookupError), match=told):
            add(store, server, settings)
    notes = add(store, server)
    assert [line for line in notes if "1 行的“gxsj”是空的" in line]
    assert numbers(run(store)) == (5, 5, 0, 0, 0)


ODD_ALERTS = ALERTS.replace('"单位"', '"到场用时(秒)" = "dcys"\n"单位"').replace("[constants]\n", "[constants]\n", 1)


def test_odd_types_are_read_as_people_mean_them(server: DatabaseServer, store: Store) -> None:
    """BIT(1) for yes and no, a decimal for seconds, and a date of noughts for none."""
    make_table(server)
    bit, yes = ("boolean", "true") if server.name == "postgresql" else ("bit(1)", "b'1'")
    server.run(
        "ALTER TABLE jj_alert DROP COLUMN xcbj",
        f"ALTER TABLE jj_alert ADD COLUMN xcbj {bit}, ADD COLUMN dcys numeric(10, 2)",
        f"UPDATE jj_alert SET xcbj = {yes}, dcys = 340",
    )
    on = "jj_alert" if server.name == "postgresql" else "bureau.jj_alert"
    server.add_account("reader", f"SELECT ON {on}")
    keep_mapping(store, ODD_ALERTS)
    settings = replace(SETTINGS)
    add_database(store, NewSource(SOURCE, "", NOW, "test"), server.address(), settings)
    assert numbers(run(store)) == (5, 5, 0, 0, 0)
    columns = [
        name
        for name, column in store.catalogue.facts["alert"].columns.items()
        if column.zh in ("现场办结", "到场用时（秒）")
    ]
    assert set(store.db.execute(f"SELECT {', '.join(columns)} FROM fact_alert")) in ({(1, 340)}, {(340, 1)})


LEDGER_MAPPING = """
kind = "ledger"
[columns]
unit = "dw"
period = "qj"
value = "sl"
[constants]
measure = "{measure}"
source = "战报"
"""
UNITS_MAPPING = """
kind = "units"
[columns]
code = "bh"
name = "mc"
[constants]
kind = "派出所"
"""


def test_a_view_of_reports_rises_by_a_number_and_a_register_is_read_whole(server: DatabaseServer, store: Store) -> None:
    text = "text" if server.name == "postgresql" else "varchar(64)"
    server.run(
        *("DROP VIEW IF EXISTS v_report", "DROP TABLE IF EXISTS report", "DROP TABLE IF EXISTS dw"),
        f"CREATE TABLE report (xh bigint PRIMARY KEY, dw {text}, qj {text}, sl int, bz {text})",
        "INSERT INTO report VALUES (5, '甲溪派出所', '2026-09', 7, 'x'), (7, '甲溪派出所', '2026-10', 9, 'x')",
        "CREATE VIEW v_report AS SELECT xh, dw, qj, sl FROM report",
        f"CREATE TABLE dw (bh {text}, mc {text})",
        "INSERT INTO dw VALUES ('S9', '丁岭派出所')",
    )
    tables = ("v_report", "dw") if server.name == "postgresql" else ("bureau.v_report", "bureau.dw")
    server.add_account("reader", *(f"SELECT ON {table}" for table in tables))
    keep_mapping(store, LEDGER_MAPPING.format(measure=FLOW), "报表")
    keep_mapping(store, UNITS_MAPPING, "单位")
    secret = secret_file(store.path.parent)
    reports = DatabaseSettings("v_report", "报表", "xh", password_file=secret)
    with pytest.raises(SourceError, match="没有单列的主键：用 --key"):
        add_database(store, NewSource("bb", "", NOW, "test"), server.address(), reports)
    register = DatabaseSettings("dw", "单位", password_file=secret)
    for name, settings in (("bb", replace(reports, key="xh")), ("dw", register)):
        add_database(store, NewSource(name, "", NOW, "test"), server.address(), settings)
    brought = {name: run_source(store, name, clock=lambda: NOW, actor="test").new for name in ("bb", "dw")}
    assert brought == {"bb": 2, "dw": 1}
    assert store.db.execute("SELECT value FROM ledger ORDER BY first").fetchall() == [(7,), (9,)]
    server.run(
        "INSERT INTO report VALUES (6, '乙坪派出所', '2026-10', 4, 'late'), (8, '丁岭派出所', '2026-10', 1, 'x')"
    )
    assert run_source(store, "bb", clock=lambda: NOW, actor="test").new == 2  # number 6 came after number 7
