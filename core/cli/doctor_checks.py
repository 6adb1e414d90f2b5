"""Checks of a machine before anything is served: whatever keeps the boards from running well, with its mend."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from core.cli.check_result import Check as Check
from core.cli.check_result import State as State
from core.cli.doctor_boards import folder_checks
from core.cli.port_check import port_fault
from core.store.board_file import is_board_file
from core.store.key import KEY_FILE_VARIABLE, database_key, is_encrypted
from core.store.open import open_store
from core.store.sqlite import StoreError, check_sqlite, sqlite3
from core.store.state.shared.address import SharedStateFault
from core.store.state.shared.copies import address_of
from core.store.state.shared.shared_copy import bring_up_copy
from core.store.state.state_file import noted_board
from core.store.trail import trail_lines
from core.time.days import CHINA

NEWEST_PYTHON = (3, 14)  # that the locked packages have wheels for
OLDEST_GLIBC = (2, 28)
ROOM = 2 << 30  # bytes beside the database: an upgrade and a backup each take as much as it
MEMORY = 2 << 30
CLOCK_SLACK = 300  # seconds that the clock may lie behind the last line of the trail
IS_POSIX = os.name == "posix"
WAIT = 5  # seconds for another program's answer
BROWSERS = "Chrome、Edge 110 以上（94 到 109 也能用，再旧的打不开）或 Firefox 115 以上；360、QQ 等用“极速模式”"


def checks(db: Path, host: str, port: int, now: int, board_key: Path | None = None) -> Iterator[Check]:
    """Look at everything in turn; `board_key` verifies signed boards. Nothing is written."""
    yield from _versions()
    yield _memory()
    yield _fonts()
    if db.is_dir():
        yield from folder_checks(db, board_key)
    else:
        yield _disk(db)
        yield from _permissions(db)
        yield from _clock(db, now)
    yield _port(host, port)
    yield Check("浏览器", State.NOTE, f"看的人要用 {BROWSERS}。")


def _versions() -> Iterator[Check]:
    version = sys.version_info[:2]
    text = f"Python {platform.python_version()}，{platform.system()} {platform.machine()}"
    if version > NEWEST_PYTHON:
        yield Check("版本", State.NOTE, text, f"试过的最新是 Python {NEWEST_PYTHON[0]}.{NEWEST_PYTHON[1]}，建议用它。")
    else:
        yield Check("版本", State.GOOD, text)
    name, glibc = platform.libc_ver()
    if sys.platform == "linux" and (name != "glibc" or tuple(map(int, glibc.split(".")[:2])) < OLDEST_GLIBC):
        yield Check("系统", State.BAD, f"C 库是 {name or '未知'} {glibc}", "要 glibc 2.28 或更新：请升级操作系统。")
    try:
        check_sqlite()
        yield Check("SQLite", State.GOOD, f"SQLite {sqlite3.sqlite_version}")
    except StoreError as error:
        yield Check("SQLite", State.BAD, str(error), "请重新安装：bootstrap.py install")


def _memory() -> Check:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return Check("内存", State.NOTE, "这个系统上看不到内存大小，请确认不少于 2 GB。")
    text = f"内存 {total / 2**30:.1f} GB"
    mend = "" if total >= MEMORY else "少于 2 GB：一个县局的看板也会吃紧，请加内存。"
    return Check("内存", State.NOTE if mend else State.GOOD, text, mend)


def _fonts() -> Check:
    lister = shutil.which("fc-list")
    if sys.platform != "linux":
        return Check("字体", State.GOOD, "系统自带中文字体")
    families = _output([lister, ":lang=zh", "family"]) if lister else ""
    if families.strip():
        return Check("字体", State.GOOD, f"中文字体有 {families.splitlines()[0].split(',')[0]} 等")
    mend = "只有在这台机器上放大屏时才需要：装任一中文字体，如 fonts-noto-cjk。"
    return Check("字体", State.NOTE, "这台机器没有中文字体", mend)


def _disk(db: Path) -> Check:
    folder = db.resolve().parent
    if not folder.is_dir():
        return Check("磁盘", State.BAD, f"文件夹 {folder} 不存在", "请先建好，或用 --db 换一个位置。")
    size = db.stat().st_size if db.exists() else 0
    free = shutil.disk_usage(folder).free
    text = f"{folder} 还有 {free / 2**30:.1f} GB，数据库 {size / 2**20:,.0f} MB"
    if free < 2 * size + ROOM:
        return Check("磁盘", State.BAD, text, f"升级和备份要 {(2 * size + ROOM) / 2**30:.1f} GB：请腾出空间。")
    return Check("磁盘", State.GOOD, text)


def _permissions(db: Path) -> Iterator[Check]:
    folder = db.resolve().parent
    written = () if is_board_file(db) else (folder, db)  # nobody writes into a board file
    unwritable = [str(path) for path in written if path.exists() and not os.access(path, os.W_OK)]
    readable = [str(file) for file in _files(db) if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if unwritable:
        mend = "请给运行看板的用户写权限（文件和文件夹都要）。"
        yield Check("权限", State.BAD, f"写不了 {'、'.join(unwritable)}", mend)
    if not IS_POSIX:
        yield Check("权限", State.NOTE, "这个系统上不核对文件权限", "请确认只有运行看板的用户能读数据库文件夹。")
    elif readable:
        mend = f"请运行 chmod 600 {' '.join(readable)}"
        yield Check("权限", State.BAD, f"别的用户也能读 {'、'.join(readable)}", mend)
    elif not unwritable and db.exists():
        yield Check("权限", State.GOOD, "只有本用户能读写")
    try:
        key = database_key()
    except StoreError as error:
        yield Check("密钥", State.BAD, str(error), "改好以后再查一次。")
        return
    if key is None and is_encrypted(db):
        yield Check("密钥", State.BAD, f"{db} 是加密的，没有给密钥", f"请用 --key-file，或设 {KEY_FILE_VARIABLE}。")


def _files(db: Path) -> list[Path]:
    return [file for suffix in ("", "-wal", "-shm") if (file := Path(f"{db}{suffix}")).exists()]


def _clock(db: Path, now: int) -> Iterator[Check]:
    text = f"{datetime.fromtimestamp(now, CHINA):%Y-%m-%d %H:%M}（北京时间）"
    last = None
    if db.is_file() and db.stat().st_size:
        try:
            store = open_store(db, read_only=True)
        except StoreError as error:
            yield Check("数据库", State.BAD, str(error), "做好以后再查一次。")
        else:
            last = max((line.at for line in trail_lines(store.conn, 1)), default=None)
            yield Check("数据库", State.GOOD, f"{store.bureau}，第 {store.data_version()} 版")
            if not store.has_own_sums:
                board = noted_board(store.conn, db)
                yield Check("看板", State.GOOD, f"状态文件配的看板是 {board}")
                yield from _shared_state(db)
            store.close()
    else:
        yield Check("数据库", State.NOTE, f"{db} 还没有", "运行 fengjing，在浏览器里一步步建好。")
    if last is not None and now < last - CLOCK_SLACK:
        behind = f"{datetime.fromtimestamp(last, CHINA):%Y-%m-%d %H:%M}"
        yield Check(
            "时钟", State.BAD, f"{text}，比库里最后一次操作（{behind}）还早", "请把系统时间校准，并打开自动对时。"
        )
        return
    synchronized = _output(["timedatectl", "show", "-p", "NTPSynchronized", "--value"]).strip()
    mend = "没有自动对时：请打开 chrony 或 systemd-timesyncd，指向本网的时间服务器。" if synchronized == "no" else ""
    yield Check("时钟", State.NOTE if mend else State.GOOD, text, mend)


def _shared_state(db: Path) -> Iterator[Check]:
    address = address_of(db)
    if address is None:
        return
    try:
        bring_up_copy(db, address)
    except SharedStateFault as error:
        yield Check("共享状态", State.BAD, error.detail, "看板照看，登录和办理要等它恢复。")
    else:
        yield Check("共享状态", State.GOOD, f"是 {address} 的副本，已跟上")


def _port(host: str, port: int) -> Check:
    fault = port_fault(host, port)
    if fault is None:
        return Check("端口", State.GOOD, f"{host}:{port} 可用")
    mend = "看板已经在运行的，这是正常的；否则停下占用它的程序，或用 --port 换一个。"
    return Check("端口", State.NOTE, f"{host}:{port} 用不了（{fault}）", mend)


def _output(words: list[str]) -> str:
    """Return what another program prints; nothing if it is not there or fails."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=WAIT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
