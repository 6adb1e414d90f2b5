"""A state that machines share in a real PostgreSQL: one chain of lines, one writer at a time, seals that hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.engine import Engine
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import Actor, InstructionContent, InstructionRefused, Side, Stage, Step, StepRequest
from core.store.anchors import trail_faults
from core.store.check import check_store
from core.store.dismissals import SignalEvent, add_signal_event, signal_events
from core.store.errors import StoreError
from core.store.file_identity import begin_write
from core.store.open import open_store
from core.store.raw_connection import WRITE, raw_connect
from core.store.sqlite import connect
from core.store.state.shared.address import SharedStateFault, checked_address, engine_of
from core.store.state.shared.create import fill, make_copy, make_shared
from core.store.state.shared.follow import following
from core.store.state.shared.shared_copy import ADDRESS_KEY
from core.store.state.tables import LOCAL_KEYS, STATE_TABLES
from core.store.trail import trail_lines, trail_transaction
from tests.support.database_servers import PASSWORD, DatabaseServer, running_postgres
from tests.support.polling import wait_for
from tests.support.state_world import NOW, state_beside

pytestmark = pytest.mark.slow  # a real server
APP = "fengjing_app"
CHIEF = Actor("user:chief", 1, Side.ISSUER)


@pytest.fixture(scope="module")
def postgres() -> Iterator[DatabaseServer]:
    with running_postgres() as running:
        running.add_account(APP)
        yield running


@pytest.fixture
def address(postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty shared state, whose tables are the administrator's."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    postgres.run("DROP SCHEMA IF EXISTS fengjing CASCADE")
    make_shared(postgres.address("boss"), APP)
    yield postgres.address(APP)
    engine_of(postgres.address(APP)).dispose()
    engine_of.cache_clear()


@pytest.fixture
def machines(address: str, demo_board: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The copies of two machines."""
    fill(address, state_beside(demo_board, tmp_path))
    copies = tmp_path / "one.db", tmp_path / "two.db"
    for path in copies:
        make_copy(path, tmp_path / "shown.db", address)
    return copies


def station(path: Path) -> int:
    with closing(open_store(path, read_only=True)) as store:
        return Engine(store).units.stations(1)[0].id


def send(path: Path) -> str:
    with closing(open_store(path)) as store:
        content = InstructionContent(Engine(store).units.stations(1)[0].id, "核实纠纷警情")
        return send_instruction(store, content, CHIEF, now=NOW)


def rows(path: Path) -> dict[str, list[object]]:
    """All that a copy has of the shared state."""
    local = ", ".join(f"'{key}'" for key in LOCAL_KEYS)
    with closing(connect(path, read_only=True)) as copy:
        return {
            table: copy.execute(
                f"SELECT * FROM main.{table} {f'WHERE key NOT IN ({local})' if table == 'meta' else ''} ORDER BY 1, 2"
            ).fetchall()
            for table in STATE_TABLES
        }


def test_what_one_machine_does_the_other_knows(machines: tuple[Path, Path]) -> None:
    one, two = machines
    number = send(one)
    receiver = Actor("user:station", station(two), Side.RECEIVER)
    with closing(open_store(two)) as store:
        take_step(store, number, StepRequest(Step.SIGN), receiver, last_seen=1, now=NOW)
    with closing(open_store(one)) as store:
        (listed,) = Engine(store).instructions(NOW)
        assert listed.number == number and listed.state.stage is Stage.SIGNED
        with pytest.raises(InstructionRefused, match="别人刚刚已“签收”"):
            take_step(store, number, StepRequest(Step.SIGN), receiver, last_seen=1, now=NOW)
        event = SignalEvent("rise:6:alerts", 1, NOW, "user:chief", "dismiss", "已核实", "高", 20_000, 2.5)
        add_signal_event(store.conn, event, 1, "警情疑似突增 六所")
    with closing(open_store(two, read_only=True)) as store:
        assert signal_events(store.conn) == {"rise:6:alerts": [event]}
        assert not check_store(store)
    assert rows(one) == rows(two)


def test_writes_of_two_machines_make_one_chain(machines: tuple[Path, Path]) -> None:
    def write(turn: int) -> None:
        with (
            closing(connect(machines[turn % 2], read_only=False)) as connection,
            trail_transaction(connection, actor=f"user:{turn}", action="test", detail="", now=NOW),
        ):
            connection.execute("INSERT INTO guess VALUES (?, 1, ?)", [f"who:{turn}", NOW])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(24)))
    for path in machines:
        with closing(open_store(path, read_only=True)) as store:
            assert not list(trail_faults(store))
            lines = trail_lines(store.conn, 99, "test")
            assert sorted(line.actor for line in lines) == sorted(f"user:{turn}" for turn in range(24))
            assert store.db.execute("SELECT count(*), max(id) FROM audit").fetchone() == (25, 25)
    assert rows(machines[0]) == rows(machines[1])


def test_what_is_sealed_nobody_changes(machines: tuple[Path, Path], postgres: DatabaseServer) -> None:
    send(machines[0])
    engine = sa.create_engine(postgres.address(APP).replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as program, postgres.engine.connect() as owner:
        for connection in (program, owner):
            connection.exec_driver_sql("SET search_path = fengjing")
        for table in ("audit", "instruction_event", "signal_event", "publication", "bulletin_step"):
            column = "month" if table == "publication" else "at"
            changes = [f"UPDATE {table} SET {column} = 0", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"]
            for act in (*changes, f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"DROP TRIGGER no_update ON {table}"):
                with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
                    program.exec_driver_sql(act)
            for act in changes if table in ("audit", "instruction_event") else changes[2:]:  # the others have no row
                with pytest.raises(sa.exc.DatabaseError, match="stays as it was"):
                    owner.exec_driver_sql(act)  # unless he takes the seal off first
    engine.dispose()


def test_what_postgresql_refuses_counts_nowhere(machines: tuple[Path, Path], postgres: DatabaseServer) -> None:
    before = rows(machines[0])
    postgres.run(f"REVOKE INSERT ON fengjing.instruction_event FROM {APP}")
    with pytest.raises(SharedStateFault, match="什么也没有写入"):
        send(machines[0])
    postgres.run(f"GRANT INSERT ON fengjing.instruction_event TO {APP}")
    assert rows(machines[0]) == rows(machines[1]) == before
    send(machines[0])  # the lock was let go
    assert rows(machines[0]) == rows(machines[1]) != before


def test_a_machine_that_died_when_postgresql_had_taken_its_write_catches_up(
    machines: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = machines
    commit = sa.Connection.commit

    def commit_and_die(connection: sa.Connection) -> None:
        commit(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(sa.Connection, "commit", commit_and_die)
    with closing(connect(one, read_only=False)) as connection:
        begin_write(connection)
        connection.execute("INSERT INTO guess VALUES ('who', 1, 2)")
        with pytest.raises(KeyboardInterrupt):
            connection.execute("COMMIT")
    monkeypatch.undo()
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert rows(one)["guess"] == rows(two)["guess"] == [("who", 1, 2)]
    with closing(connect(two, read_only=False)) as connection:
        begin_write(connection)
        connection.execute("DELETE FROM guess")
        connection.execute("COMMIT")
    assert rows(one) == rows(two) and not rows(one)["guess"]


def test_while_it_is_away_a_machine_reads_and_writes_nothing(machines: tuple[Path, Path]) -> None:
    one, two = machines
    number = send(one)
    with closing(raw_connect(one, WRITE)) as copy:
        copy.execute("UPDATE meta SET value = ? WHERE key = ?", ["postgresql://x@127.0.0.1:1/x", ADDRESS_KEY])
    before = rows(one)
    with closing(open_store(one)) as store:
        assert [known.number for known in Engine(store).instructions(NOW)] == [number]
        with pytest.raises(SharedStateFault, match="用不了"):
            send_instruction(store, InstructionContent(station(one), "再派"), CHIEF, now=NOW)
        with pytest.raises(StoreError, match="一个事务之内"):  # nor by a way round it
            store.conn.execute("DELETE FROM guess")
    assert rows(one) == before == rows(two)


def test_a_running_server_follows(machines: tuple[Path, Path]) -> None:
    one, two = machines
    with following(two), closing(raw_connect(two, WRITE)) as watching:
        number = send(one)
        query = "SELECT instruction FROM instruction_event"
        assert wait_for(lambda: watching.execute(query).fetchall(), bool) == [(number,)]


def test_a_copy_that_was_changed_by_hand_is_found(machines: tuple[Path, Path]) -> None:
    one, two = machines
    send(one)
    for path in machines:
        with closing(open_store(path, read_only=True)) as store:
            assert not check_store(store)
    with closing(raw_connect(two, WRITE)) as copy:
        copy.execute("UPDATE fact_instruction SET due_day = NULL")
        copy.execute("INSERT INTO meta VALUES ('policy.idle_minutes', '')")
    with closing(open_store(two, read_only=True)) as store:
        faults = check_store(store)
    assert len(faults) == 2 and all("副本被改过" in fault for fault in faults)


def test_what_was_published_before_comes_into_every_copy(
    address: str, demo_board: Path, demo_db: Path, tmp_path: Path
) -> None:
    """Lists are sealed once they are there: their parts come first, into a copy as when they were published."""
    own = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    with (
        closing(connect(own, read_only=False)) as connection,
        trail_transaction(connection, actor="test", action="publish", detail="", now=NOW),
    ):
        connection.execute("INSERT INTO publication_index VALUES (99, 'x', 'x', '{}', ?, '{}')", ["0" * 64])
        connection.execute("INSERT INTO publication VALUES (99, 1, 0, 0, 'test', '', 1)")
    state = state_beside(demo_board, tmp_path, origin=own)
    fill(address, state)
    make_copy(tmp_path / "one.db", tmp_path / "shown.db", address)
    assert rows(tmp_path / "one.db") == rows(state)
    with closing(connect(tmp_path / "one.db", read_only=True)) as copy:
        assert copy.execute("SELECT count(*) FROM main.publication WHERE id = 99").fetchone() == (1,)


def test_it_is_made_once(machines: tuple[Path, Path], address: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="已经有内容"):
        fill(address, tmp_path / "state.db")
    with pytest.raises(StoreError, match="文件已存在"):
        make_copy(machines[0], tmp_path / "shown.db", address)


def test_the_programs_account_does_not_own_the_tables(postgres: DatabaseServer, address: str) -> None:
    assert address
    with pytest.raises(StoreError, match="不能就是表的主人"):
        make_shared(postgres.address("boss"), "boss")
    postgres.add_account("as_good", "boss")
    with pytest.raises(StoreError, match="封条"):
        make_shared(postgres.address("boss"), "as_good")
    postgres.run("ALTER ROLE as_good SUPERUSER", "REVOKE boss FROM as_good")
    with pytest.raises(StoreError, match="封条"):
        make_shared(postgres.address("boss"), "as_good")
    postgres.run("DROP ROLE as_good")


def test_the_programs_account_does_not_own_the_place_of_the_tables(postgres: DatabaseServer, address: str) -> None:
    """Who owns a schema may drop whatever is in it."""
    assert address
    postgres.run(f"ALTER SCHEMA fengjing OWNER TO {APP}")
    try:
        with pytest.raises(StoreError, match="封条"):
            make_shared(postgres.address("boss"), APP)
    finally:
        postgres.run("ALTER SCHEMA fengjing OWNER TO boss")


def test_an_address_has_no_password_in_it() -> None:
    with pytest.raises(StoreError, match="不要写密码"):
        checked_address("postgresql://a:secret@h/db")
    with pytest.raises(StoreError, match="不要写密码"):
        checked_address("postgresql://a@h/db?password=secret")
    with pytest.raises(StoreError, match="要像"):
        checked_address("mysql://a@h/db")
    assert checked_address("postgresql://a@h:5433/db") == "postgresql://a@h:5433/db"
