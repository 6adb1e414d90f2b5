"""A state file beside a board: acts go into it, figures come from the board, and another board never mixes with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.access.accounts import AccountError, accounts, add_account
from core.access.kiosks import add_kiosk
from core.access.roles import Role
from core.access.viewer import Scope
from core.engine import Engine
from core.instructions.actions import send_instruction, take_step
from core.instructions.check import check_instructions
from core.instructions.model import Actor, InstructionContent, Side, Stage, Step, StepRequest
from core.instructions.read import instruction
from core.metrics.value_sources import COUNTED_ELSEWHERE
from core.store import schema
from core.store.anchors import trail_faults
from core.store.backup import back_up
from core.store.board_file import BOARD_ID, BoardIsReadOnly
from core.store.check import check_store
from core.store.errors import StoreError
from core.store.open import open_store
from core.store.raw_connection import WRITE, raw_connect, sqlite3
from core.store.restore import restore
from core.store.state.create import create_state, use_board
from core.store.state.paired_board import UnitsDiffer
from core.store.state.state_file import BoardMissing, resolve_folders_by
from core.store.state.tables import REFERENCES, STATE_TABLES
from core.store.state.upgrade import is_outdated
from core.store.state.watch import watch_of
from core.store.store import Store
from core.store.trail import trail_lines
from tests.support.accounts_world import GOOD, cheap_hashes
from tests.support.state_world import NOW, state_beside

BOARD_TABLES = {
    *("unit", "unit_ancestor", "unit_change", "officer", "catalogue_file"),
    *("ledger", "coverage", "coverage_claim", "source", "source_claim"),
    *("batch", "batch_same", "prior", "tombstone", "confirmation"),
    *("refused_note", "refused_row", "refused_takeover", "assumed", "assumed_takeover"),
    *("mapping", "data_source", "data_source_batch", "data_source_file"),
}
CHIEF = Actor("user:chief", 1, Side.ISSUER)


@pytest.fixture
def state(demo_board: Path, tmp_path: Path) -> Path:
    return state_beside(demo_board, tmp_path)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    opened = open_store(state)
    yield opened
    opened.close()


def station(store: Store) -> int:
    return Engine(store).units.stations(1)[0].id


def sent(store: Store) -> str:
    return send_instruction(store, InstructionContent(station(store), "核实纠纷警情"), CHIEF, now=NOW)


def test_figures_are_the_boards(store: Store, demo_board: Path) -> None:
    board = open_store(demo_board, read_only=True)
    assert store.demo and store.bureau == board.bureau
    assert Engine(store).board().figures == Engine(board).board().figures
    board.close()


def test_of_instructions_it_says_plainly_why_there_is_no_figure(store: Store) -> None:
    """No station is to blame that the board has not counted what is written beside it."""
    kpis = [kpi for kpi in store.catalogue.kpis if kpi.startswith("instruction")]
    board = Engine(store).board(kpis=kpis, as_of=Engine(store).as_of())
    reasons = {board.figures[kpi, unit.id].reason for kpi in kpis for unit in board.units}
    assert kpis and reasons == {COUNTED_ELSEWHERE}


def test_an_instruction_lives_its_life_in_the_state_file(store: Store, state: Path) -> None:
    receiver = Actor("user:station", station(store), Side.RECEIVER)
    reader = Engine(open_store(state, read_only=True))
    before = reader.data_version()
    number = sent(store)
    assert reader.data_version() > before  # so that nothing kept before is shown any more
    steps = (Step.SIGN, receiver), (Step.REPORT, receiver), (Step.ACCEPT, CHIEF), (Step.FILE, CHIEF)
    for last_seen, (step, actor) in enumerate(steps, 1):
        take_step(store, number, StepRequest(step, "办结"), actor, last_seen=last_seen, now=NOW + last_seen)
    (listed,) = reader.instructions(NOW + 10)
    assert listed.number == number and listed.state.stage is Stage.FILED and len(listed.events) == 5
    assert [line.action for line in trail_lines(store.conn, 5)] == ["instruction"] * 5
    assert not check_instructions(store) and not check_store(store) and not list(trail_faults(store))
    reader.close()


def test_an_instruction_and_its_line_are_written_together_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, version = trail_lines(store.conn, 99), store.data_version()

    def break_off(*_: object) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr("core.instructions.actions.put_record", break_off)
    with pytest.raises(RuntimeError, match="killed here"):
        sent(store)
    assert trail_lines(store.conn, 99) == lines and store.data_version() == version
    assert not store.db.execute("SELECT 1 FROM instruction_event").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO officer (id, name) VALUES ('1', '甲')",
        "DELETE FROM ledger",
        "UPDATE unit SET name = '别的'",
        "DELETE FROM fact_alert",
        "INSERT INTO batch (number) VALUES (1)",
    ],
)
def test_data_stay_the_boards(store: Store, statement: str) -> None:
    with pytest.raises(BoardIsReadOnly, match="本看板只读"), store.write("x", "x", "x", NOW):
        store.db.execute(statement)


def test_nothing_points_at_a_unit_that_the_board_has_not(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with cheap_hashes(monkeypatch):
        add_account(store.conn, "甲", Scope(Role.CHIEF, 1), GOOD, actor="x", now=NOW)
        with pytest.raises(AccountError, match="没有这个单位"):
            add_account(store.conn, "乙", Scope(Role.CHIEF, 9999), GOOD, actor="x", now=NOW)
    with pytest.raises(sqlite3.IntegrityError, match="no such unit"):
        add_kiosk(store.conn, "大屏", 9999, actor="x", now=NOW)
    with pytest.raises(sqlite3.IntegrityError, match="no such unit"), store.write("x", "x", "x", NOW):
        store.db.execute("UPDATE account SET unit = 9999")
    assert [account.name for account in accounts(store.conn)] == ["甲"]


def test_every_table_of_the_schema_is_either_state_or_the_boards(demo_db: Path) -> None:
    own = open_store(demo_db, read_only=True)
    tables = {name for name in own.db.table_names() if not name.startswith(("_sqlite", "cube_", "sqlite_"))}
    points = {
        (table, row[3], row[2])
        for table in STATE_TABLES
        for row in own.conn.execute(f"PRAGMA foreign_key_list({table})")
        if row[2] not in STATE_TABLES
    }
    facts = {f"fact_{kind}" for kind in own.catalogue.facts}
    own.close()
    assert tables - facts - BOARD_TABLES == set(STATE_TABLES) - {"fact_instruction"}
    assert points == set(REFERENCES)


def test_another_board_is_another_database(state: Path, store: Store) -> None:
    number, board = sent(store), state.with_name("shown.db")
    watch = watch_of(state)
    assert watch.is_same()
    replaced = Path(shutil.copy(board, board.with_name("newer.db")))
    with raw_connect(replaced, WRITE) as connection:
        connection.execute("UPDATE meta SET value = value + 5 WHERE key = 'data_version'")
    connection.close()
    replaced.replace(board)
    assert not watch.is_same()
    again = open_store(state, read_only=True)
    assert instruction(again, number, NOW).state.stage is Stage.SENT  # what was done stays
    assert again.data_version() == store.data_version() + 5
    again.close()
    board.unlink()
    with pytest.raises(StoreError, match="找不到看板文件"):
        watch.is_same()
    with pytest.raises(BoardMissing, match="fengjing state use"):
        open_store(state, read_only=True)


def test_of_a_folder_the_board_is_taken_that_it_shows(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "boards"
    folder.mkdir()
    monkeypatch.setattr("core.store.state.state_file._resolvers", [])
    with pytest.raises(StoreError, match="是文件夹"):
        use_board(state, folder, actor="x", now=NOW)
    for name in ("1.db", "2.db"):
        shutil.copy(state.with_name("shown.db"), folder / name)
    pointer = folder / "pointer"
    pointer.write_text("1.db")
    resolve_folders_by(lambda place: place / (place / "pointer").read_text())
    use_board(state, folder, actor="x", now=NOW)
    watch = watch_of(state)
    assert watch.is_same() and open_store(state, read_only=True).bureau
    pointer.write_text("2.db")
    assert not watch.is_same()
    store = open_store(state, read_only=True)
    assert store.db.execute("PRAGMA database_list").fetchall()[-1][2] == str(folder / "2.db")
    store.close()


def test_a_board_of_other_units_is_refused(state: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(state.with_name("shown.db"), tmp_path / "other.db"))
    with raw_connect(other, WRITE) as connection:
        connection.execute("UPDATE unit SET code = 'X' WHERE id = 2")
    connection.close()
    with pytest.raises(UnitsDiffer, match="不是同一套单位"):
        use_board(state, other, actor="x", now=NOW)
    with pytest.raises(StoreError, match="不是看板文件"):
        use_board(state, state, actor="x", now=NOW)
    store = open_store(state, read_only=True)
    assert store.bureau  # it goes on with the one it had
    store.close()


def test_taking_another_board_into_use_is_in_the_trail(state: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(state.with_name("shown.db"), tmp_path / "other.db"))
    for _ in range(2):  # the second changes nothing
        use_board(state, other, actor="系统", now=NOW)
    store = open_store(state, read_only=True)
    assert [(line.action, line.detail) for line in trail_lines(store.conn, 9)] == [
        ("state_board", "other.db"),
        ("state_create", "shown.db"),
    ]
    store.close()


def test_what_a_bureau_has_written_comes_along(demo_db: Path, demo_board: Path, tmp_path: Path) -> None:
    state = state_beside(demo_board, tmp_path, origin=demo_db)
    own, store = open_store(demo_db, read_only=True), open_store(state, read_only=True)
    assert Engine(store).instructions(NOW) == Engine(own).instructions(NOW) != []
    assert Engine(store).published_lists(0) == Engine(own).published_lists(0)
    (line,) = trail_lines(store.conn, 9)
    head = own.conn.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()[0]
    assert demo_db.name in line.detail and head in line.detail and "不带账号" in line.detail
    assert not check_instructions(store) and not check_store(store)
    with pytest.raises(sqlite3.IntegrityError, match="stays"), raw_connect(state, WRITE) as connection:
        connection.execute("DELETE FROM instruction_event")  # the seals are back
    own.close()
    store.close()


def test_a_state_is_made_for_boards_alone_and_never_over_a_file(
    demo_db: Path, demo_board: Path, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="不是看板文件"):
        create_state(tmp_path / "state.db", demo_db, actor="x", now=NOW)
    assert not (tmp_path / "state.db").exists()
    (tmp_path / "there.db").write_text("x")
    with pytest.raises(StoreError, match="文件已存在"):
        create_state(tmp_path / "there.db", demo_board, actor="x", now=NOW)


def test_a_backup_of_it_is_restored_in_its_place(store: Store, state: Path, tmp_path: Path, demo_db: Path) -> None:
    number = sent(store)
    backup = back_up(store, tmp_path / "backup.db")
    assert backup.size < 1 << 20  # the board does not come along
    later = sent(store)
    store.close()
    restore(backup.path, state, actor="x", now=NOW)
    again = open_store(state, read_only=True)
    assert [one.number for one in Engine(again).instructions(NOW)] == [number] != [later]
    again.close()
    database = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    with pytest.raises(StoreError, match="不能互相恢复"):
        restore(backup.path, database, actor="x", now=NOW)
    state.with_name("shown.db").unlink()
    with pytest.raises(StoreError, match=r"backup\.db 是配看板 .*shown\.db 的"):
        restore(backup.path, state, actor="x", now=NOW)


def test_an_older_one_is_brought_up_with_all_its_rows(state: Path) -> None:
    store = open_store(state)
    number = sent(store)
    store.close()
    connection = raw_connect(state, WRITE)
    connection.execute("DROP TABLE class_answer")
    connection.execute("DROP TRIGGER instruction_event_is_kept")
    for table in ("session", "account"):  # the second is one that others point at
        connection.execute(f"ALTER TABLE {table} ADD COLUMN gone TEXT")
    connection.execute(f"PRAGMA user_version = {schema.LATEST - 1}")
    assert is_outdated(connection)
    connection.close()
    with pytest.raises(StoreError, match="需要先更新"):
        open_store(state, read_only=True)
    store = open_store(state, now=NOW)
    assert not is_outdated(store.conn) and instruction(store, number, NOW)
    assert store.db.execute("PRAGMA main.user_version").fetchone() == (schema.LATEST,)
    (backup,) = state.parent.glob(f"{state.stem}-structure{schema.LATEST - 1}-*.backup")
    ((action, detail),) = [(line.action, line.detail) for line in trail_lines(store.conn, 1)]
    assert action == "update" and backup.name in detail and store.upgraded == detail
    assert not check_store(store) and not list(trail_faults(store))
    with pytest.raises(sqlite3.IntegrityError), store.write("x", "x", "x", NOW):
        store.db.execute("DELETE FROM instruction_event")
    store.close()


def test_seals_that_were_taken_off_are_put_back_and_that_is_said_for_good(state: Path) -> None:
    with closing(raw_connect(state, WRITE)) as connection:
        connection.execute("DROP TRIGGER audit_is_fixed")
        connection.execute("DROP TRIGGER instruction_event_is_kept")
    for _ in range(2):  # the second time all seals are there
        with closing(open_store(state, now=NOW)) as store:
            (line,) = trail_lines(store.conn, 1)
            assert line.action == "reseal" and "audit_is_fixed" in line.detail
            (fault,) = trail_faults(store)
            assert fault.startswith("留痕第 2 行：") and "instruction_event_is_kept）不在或被换过，已经补上" in fault
            assert not check_store(store) and not is_outdated(store.conn)


@pytest.mark.parametrize("table", sorted({*STATE_TABLES, "known_unit"}))
def test_a_table_that_was_taken_away_is_not_made_anew_empty(state: Path, table: str) -> None:
    with closing(raw_connect(state, WRITE)) as connection:
        connection.execute(f"DROP TABLE {table}")
    for now in (None, NOW):
        with pytest.raises(StoreError, match=rf"state\.db 里缺少表 {table}（.*fengjing restore 备份文件 --db"):
            open_store(state, read_only=now is None, now=now)


def test_of_a_board_by_another_program_it_says_so(state: Path) -> None:
    connection = raw_connect(state.with_name("shown.db"), WRITE)
    assert connection.execute("PRAGMA application_id").fetchone() == (BOARD_ID,)
    connection.execute("PRAGMA user_version = 3")
    connection.close()
    with pytest.raises(StoreError, match="重新运行 fengjing build"):
        open_store(state, read_only=True)
