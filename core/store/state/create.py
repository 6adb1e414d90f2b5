"""Makes a state file for a board, empty or with what a bureau's own database has of it; and gives it another board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.store.board_file import is_board_file
from core.store.create import put_in_place, require_vacant
from core.store.errors import StoreError
from core.store.faults import plain_faults
from core.store.file_faults import file_reason
from core.store.file_identity import begin_write, write_mark
from core.store.raw_connection import ALONE, READ, WRITE, raw_connect
from core.store.scratch import scratch_folder
from core.store.sqlite import APPLICATION_ID, connect
from core.store.state.connect import connection_kind, follow_shared
from core.store.state.paired_board import BOARD, attach_board
from core.store.state.state_file import BOARD_PATH, is_state, shown_board
from core.store.state.tables import ISSUED_TABLES
from core.store.state.upgrade import make_tables
from core.store.trail import TrailLine, add_line, append_line
from core.store.trail_chain import chain_head

if TYPE_CHECKING:
    from sqlite3 import Connection

CREATE, USE = "state_create", "state_board"  # the trail's words
_ACCOUNTS = ("account", "old_password", "recovery_code", "sign_on")
_POLICY = "policy.*"  # keys of meta that go along with accounts
# Takes the second factors over from one connection to another; the path is that of the file in which they will be.
CarrySecrets = Callable[["Connection", "Connection", Path], None]


@dataclass(frozen=True, slots=True)
class CarriedRows:
    """Counts of what came from a bureau's own database: events of instructions, bulletins, accounts."""

    instruction_events: int = 0
    bulletins: int = 0
    accounts: int = 0


def create_state(
    path: Path,
    board: Path,
    *,
    origin: Path | None = None,
    carry_secrets: CarrySecrets | None = None,
    actor: str,
    now: int,
) -> CarriedRows:
    """Make a state file beside a board. `origin` is the bureau's own database, which what was issued comes from.

    Accounts come along only with what carries their secrets over; sessions, walls and lines of the trail never do.
    Raises StoreError (Chinese), and then there is no file.
    """
    require_vacant(path)
    board_file = shown_board(board)
    if not is_board_file(board_file):
        raise StoreError(f"{board} 不是看板文件（fengjing build 建成的）：只有看板文件才另配状态文件。")
    with ExitStack() as at_end:
        try:
            folder = at_end.enter_context(scratch_folder(path.resolve().parent, f".{path.name}-"))
        except OSError as error:
            raise StoreError(f"打不开 {path}：{file_reason(error)}") from error
        at_end.enter_context(plain_faults(path))
        draft = folder / path.name
        draft.touch(0o600)
        with closing(raw_connect(draft, WRITE)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            make_tables(connection)
            connection.execute("COMMIT")
            attach_plain(connection, "board", board_file)
            connection.execute("BEGIN IMMEDIATE")
            _describe(connection, board)
            carried, source_text = CarriedRows(), ""
            if origin is not None:
                carried, source_text = _carry(connection, path, origin, carry_secrets)
            append_line(connection, TrailLine(now, actor, CREATE, f"{board.name}{source_text}", 1))
            write_mark(connection, draft.stat().st_ino)
            connection.execute("COMMIT")
            connection.execute("DETACH DATABASE board")
            attach_board(connection, path, board_file, read_only=False)  # which refuses other units, and notes its own
        put_in_place(draft, path)
    return carried


def use_board(path: Path, board: Path, *, actor: str, now: int) -> None:
    """Note which board a state file belongs to from now on, with a line of the trail where it is another.

    Raises StoreError (Chinese) where it may not be: of another bureau, or with other units.
    """
    if not path.is_file():
        raise StoreError(f"找不到状态文件：{path}")
    with (
        closing(raw_connect(path, WRITE, kind=connection_kind(path, read_only=False))) as connection,
        plain_faults(path),
    ):
        if not is_state(connection, path):
            raise StoreError(f"{path} 不是状态文件：用 fengjing state create 建一个。")
        follow_shared(connection, path)
        attach_board(connection, path, shown_board(board), read_only=False)
        _require_same_kind(connection, path, board)
        board_row = connection.execute("SELECT value FROM main.meta WHERE key = ?", [BOARD_PATH]).fetchone()
        if board_row == (str(board.resolve()),):
            return
        begin_write(connection)
        connection.execute("UPDATE main.meta SET value = ? WHERE key = ?", [str(board.resolve()), BOARD_PATH])
        add_line(connection, actor=actor, action=USE, detail=board.name, now=now)
        connection.execute("COMMIT")


def require_fitting_board(path: Path, board: Path) -> None:
    """Raise StoreError (Chinese) where a board may not stand behind a state file: of another bureau, other units."""
    with closing(raw_connect(path, READ)) as connection, plain_faults(path):
        attach_board(connection, path, board, read_only=True)
        _require_same_kind(connection, path, board)


def attach_plain(connection: Connection, name: str, path: Path, query: str = ALONE) -> None:
    """Attach a database that is not encrypted, to be read only."""
    connection.execute(f"ATTACH DATABASE ? AS {name} KEY ''", [f"{path.resolve().as_uri()}?{query}"])


def _require_same_kind(connection: Connection, path: Path, board: Path) -> None:
    kinds = connection.execute(
        f"SELECT s.value, b.value FROM main.meta s JOIN {BOARD}.meta b ON b.key = s.key WHERE s.key = 'demo'"
    ).fetchone()
    if kinds[0] != kinds[1]:
        raise StoreError(f"{path} 和 {board} 一个是演示数据、一个是真实数据，不能配在一起。")


def _describe(connection: Connection, board: Path) -> None:
    connection.execute(
        f"INSERT INTO main.meta SELECT key, value FROM {BOARD}.meta WHERE key IN ('demo', 'bureau') "
        "UNION ALL VALUES ('data_version', 1), (?, ?)",
        [BOARD_PATH, str(board.resolve())],
    )


def _carry(
    connection: Connection, path: Path, origin: Path, carry_secrets: CarrySecrets | None
) -> tuple[CarriedRows, str]:
    """Take over what a bureau's database has of the state; return how much, and what the trail says of it."""
    with closing(connect(origin, read_only=True)) as source:
        (application_id,) = source.execute("PRAGMA application_id").fetchone()
        if application_id != APPLICATION_ID:
            raise StoreError(f"{origin} 不是本局自己的数据库。")
        source.execute("BEGIN")
        _require_same_numbers(connection, source, origin)
        triggers = _lift_triggers(connection)
        for table in (*ISSUED_TABLES, *(_ACCOUNTS if carry_secrets else ())):
            _copy_rows(connection, source, table)
        if carry_secrets is not None:
            carry_secrets(source, connection, path)
            rules = source.execute("SELECT key, value FROM meta WHERE key GLOB ?", [_POLICY]).fetchall()
            connection.executemany("INSERT INTO main.meta (key, value) VALUES (?, ?)", rules)
        for statement in triggers:
            connection.execute(statement)
        head = chain_head(source)
    counts = [_count(connection, table) for table in ("instruction_event", "bulletin", "account")]
    last = "" if head is None else f"，其留痕到第 {head.line} 行 {head.algorithm} {head.hash}"
    accounts = f"，账号 {counts[2]} 个" if carry_secrets else "，不带账号"
    return CarriedRows(*counts), f"；取自 {origin.name}{accounts}{last}"


def _require_same_numbers(connection: Connection, source: Connection, origin: Path) -> None:
    codes = dict(source.execute("SELECT id, code FROM unit").fetchall())
    for number, code in connection.execute(f"SELECT id, code FROM {BOARD}.unit").fetchall():
        if codes.get(number, code) != code:
            raise StoreError(
                f"{origin} 和看板不是同一套单位：编号 {number} 一个是 {codes[number]}，一个是 {code}。"
                "看板要由这个数据库导出的记录建成。"
            )


def _lift_triggers(connection: Connection) -> list[str]:
    """Take away the seals while rows come in as they stand; return what makes them again."""
    rows = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in rows:
        connection.execute(f"DROP TRIGGER main.{name}")
    return [statement for _, statement in rows]


def _copy_rows(connection: Connection, source: Connection, table: str) -> None:
    columns = _columns(connection, table)
    missing = set(columns) - set(_columns(source, table))
    if missing:
        raise StoreError("本局数据库由另一版本的程序建立：请先运行 fengjing check --db 数据库。")
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    rows: Sequence[tuple[object, ...]] = source.execute(f"SELECT {names} FROM {table}").fetchall()
    connection.executemany(f"INSERT INTO main.{table} ({names}) VALUES ({marks})", rows)


def _columns(connection: Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})").fetchall() if row[1] != "batch"]


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM main.{table}").fetchone()[0])
