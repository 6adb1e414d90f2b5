"""`fengjing check` finds rows of batches that do not stand; a database older than batches loses nothing."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.intake.undo import undo_batch
from core.store import schema
from core.store.batches import batches
from core.store.catalogue_tables import cube_signature, make_cube_tables, make_fact_tables, table_of
from core.store.check import check_store
from core.store.coverage import coverage
from core.store.fact_table_upgrade import outdated_fact_kinds
from core.store.open import open_store
from core.store.refused_rows import RefusedRows, refused_rows
from core.store.sources import source_ages
from core.store.sqlite import APPLICATION_ID, connect
from tests.support.intake_world import ALERT, BUREAU, DISPUTE, NOW, alert, bring, day, dispute, peopled_store

NOVEMBER = (day("2026-11-01"), day("2026-11-10"))


def test_rows_of_a_batch_that_does_not_stand_are_found(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "alert", [ALERT, alert("A1")])
    assert check_store(store) == []
    store.db.execute("UPDATE fact_alert SET batch = 77")
    store.db.execute("UPDATE coverage SET last = last + 1 WHERE kind = 'alert'")
    faults = check_store(store)
    assert any("fact_alert 有 1 行" in fault for fault in faults)
    assert any("警情”齐全的天数" in fault for fault in faults) and len(faults) == 2
    store.close()


def test_rows_of_a_batch_that_was_taken_back_are_found(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    bring(store, "alert", [ALERT, alert("A1")])
    undone = bring(store, "dispute", [DISPUTE, dispute("D1", "甲溪派出所", "2026-11-02 08:00", "")]).batch
    assert undone is not None
    undo_batch(store, undone, now=NOW, actor="test")
    assert check_store(store) == []
    store.db.execute("UPDATE fact_alert SET batch = ?", [undone])
    assert ["fact_alert 有 1 行" in fault for fault in check_store(store)] == [True]
    store.close()


def older_database(path: Path) -> None:
    """A database as the program made it before there were batches, with an alert, its coverage and a note."""
    catalogue = load_catalogue()
    connection = connect(path, read_only=False)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db = Database(connection)
    schema.migrations.apply(db, stop_before="m011_batches")
    connection.execute("PRAGMA user_version = 10")
    for key, value in (
        ("demo", 0),
        ("bureau", BUREAU),
        ("data_version", 1),
        ("cube_signature", cube_signature(catalogue)),
    ):
        db.execute("INSERT INTO meta VALUES (?, ?)", [key, value])
    db.execute("INSERT INTO unit (id, code, name, kind) VALUES (1, ?, ?, 'bureau')", [BUREAU, BUREAU])
    db.execute("INSERT INTO unit (id, code, name, kind, parent) VALUES (2, 'S1', '甲溪派出所', 'station', 1)")
    db.execute("INSERT INTO unit_ancestor VALUES (1, 1, 'bureau'), (2, 1, 'bureau'), (2, 2, 'station')")
    make_fact_tables(db, catalogue)
    for kind in catalogue.facts:
        db.execute(f"ALTER TABLE {table_of(kind)} DROP COLUMN batch")
    make_cube_tables(db, catalogue)
    db.execute("INSERT INTO officer VALUES ('P001', '演示甲')")
    db.execute("INSERT INTO ledger VALUES ('alerts_valid', 2, 20700, 20730, 5, '月报')")
    db.execute("INSERT INTO coverage VALUES ('alert', 2, ?, ?), ('alert', 1, ?, ?)", [*NOVEMBER, *NOVEMBER])
    db.execute("INSERT INTO source VALUES ('alert', '接处警系统', ?, 9)", [NOVEMBER[1]])
    db.execute("INSERT INTO refused_rows VALUES ('alert', 'alert.csv', ?, ?, 3)", NOVEMBER)
    connection.close()


def test_an_older_database_keeps_what_it_knew(tmp_path: Path) -> None:
    path = tmp_path / "bureau.db"
    older_database(path)
    store = open_store(path, now=NOW)
    assert outdated_fact_kinds(store.db, store.catalogue) == [] and batches(store) == []
    assert check_store(store) == []
    assert store.db.execute("SELECT value, batch FROM ledger").fetchall() == [(5, None)]
    assert coverage(store)["alert"][1] == [NOVEMBER] and source_ages(store)["alert"].loaded_at == 9
    assert refused_rows(store) == {"alert": [RefusedRows("alert.csv", *NOVEMBER, 3)]}
    before = coverage(store)["alert"][1], source_ages(store), refused_rows(store)
    later = alert("A1", when="2026-11-12 08:00")
    report = bring(store, "alert", [ALERT, later], covers=(NOVEMBER[0], day("2026-11-12")), complete=True)
    assert report.batch == 1 and refused_rows(store) == {}
    undo_batch(store, 1, now=NOW, actor="test")
    assert (coverage(store)["alert"][1], source_ages(store), refused_rows(store)) == before
    assert check_store(store) == []
    store.close()
