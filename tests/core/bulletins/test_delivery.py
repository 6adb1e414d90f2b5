"""Bulletins that come out by a timer: once, into folders and by mail, and only as people have decided."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from click.testing import CliRunner

from core.bulletins.delivery.run import newest_period
from core.bulletins.delivery.settings import read_settings
from core.bulletins.load import load_rules
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.store.open import open_store
from core.store.trail import trail_lines
from dashboards.cli.command import cli

pytestmark = pytest.mark.slow  # as a whole: documents are written and sent
CATALOGUE = load_catalogue()
PLAIN_SERVER = '[smtp]\nhost = "mail.example.cn"\nsecurity = "none"\nsender = "a@b.cn"'


class Mailbox(Message):
    """Keeps what comes in."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []

    def handle_message(self, message: object) -> None:
        read = message_from_bytes(bytes(message), policy=policy.default)  # type: ignore[call-overload]
        self.letters.append(read)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, controller.port
    controller.stop()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "due.db"))


def settings(folder: Path, due: str, port: int | None = None) -> Path:
    file = folder / "due.toml"
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "fj@example.cn"\n' if port else ""
    file.write_text(f"{due}\n{smtp}", "utf-8")
    return file


def bulletin(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["bulletin", *arguments])
    return result.exit_code, result.output


def test_a_draft_comes_out_once_and_nothing_is_signed(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    due = f'[[due]]\nkind = "weekly"\nwhat = "draft"\nformats = [".html"]\nfolder = "{out}"'
    asked = ("run", "--due", "--db", str(db), "--settings", str(settings(tmp_path, due)))
    code, output = bulletin(*asked)
    assert code == 0, output
    (file,) = out.iterdir()
    assert "第43周" in file.name
    assert "草稿" in file.read_text("utf-8")
    file.unlink()
    code, output = bulletin(*asked)
    assert (code, "已经出过" in output) == (0, True)
    assert not list(out.iterdir())
    assert "第43周" in bulletin("drafts", "--db", str(db))[1]
    assert "第43周" not in bulletin("list", "--db", str(db))[1]
    shared, theirs = tmp_path / "shared", tmp_path / "theirs"
    shared.mkdir()
    theirs.write_text("theirs")
    (shared / file.name).symlink_to(theirs)  # by somebody else who may write into the folder
    settings(tmp_path, due.replace(str(out), str(shared)))
    assert bulletin(*asked)[0] == 0
    (delivered,) = shared.iterdir()
    assert (delivered.name, delivered.is_symlink(), theirs.read_text()) == (file.name, False, "theirs")


def test_what_people_issued_goes_out_by_mail(db: Path, tmp_path: Path, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    due = '[[due]]\nkind = "monthly"\nformats = [".html", ".xlsx"]\nmail = ["a@example.cn", "b@example.cn"]'
    asked = ("run", "--due", "--db", str(db), "--settings", str(settings(tmp_path, due, port)))
    assert "还没有印发" in bulletin(*asked)[1]
    assert bulletin("issue", "monthly", "--period", "2026-10", "--by", "李四", "--db", str(db))[0] == 0
    code, output = bulletin(*asked)
    assert code == 0, output
    (letter,) = box.letters
    assert letter["To"] == "a@example.cn, b@example.cn"
    assert "2026年10月警情月通报" in letter["Subject"]
    shown = tmp_path / "shown.html"
    assert bulletin("show", "1", "--db", str(db), "--to", str(shown))[0] == 0
    attached = {part.get_filename(): part.get_payload(decode=True) for part in letter.iter_attachments()}
    name = next(name for name in attached if name and name.endswith(".html"))
    assert attached[name] == shown.read_bytes()
    bulletin(*asked)
    assert len(box.letters) == 1
    store = open_store(db, read_only=True, now=None)
    assert [line.detail for line in trail_lines(store.conn, 9, "bulletin_run")] == [
        f"{letter['Subject']}（第 1 号） → a@example.cn、b@example.cn"
    ]
    store.close()


def test_what_fails_is_told_and_is_due_again(db: Path, tmp_path: Path) -> None:
    assert bulletin("issue", "monthly", "--period", "2026-10", "--by", "李四", "--db", str(db))[0] == 0
    out = tmp_path / "out"
    due = '[[due]]\nkind = "monthly"\nformats = [".html"]\nmail = ["a@example.cn"]\n'
    due += f'[[due]]\nkind = "monthly"\nformats = [".html"]\nfolder = "{out}"'
    asked = ("run", "--due", "--db", str(db), "--settings", str(settings(tmp_path, due, free_port())))
    code, output = bulletin(*asked)
    assert code == 1
    assert "邮件没有发出" in output
    assert "没有文件夹" in output
    out.mkdir()
    code, output = bulletin(*asked)
    assert code == 1
    assert len(list(out.iterdir())) == 1


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("daily", "2026-10-31", "2026-10-31"),
        ("weekly", "2026-11-01", "2026-W44"),
        ("weekly", "2026-10-31", "2026-W43"),
        ("weekly", "2026-11-02", "2026-W44"),
        ("monthly", "2026-10-31", "2026-10"),
        ("monthly", "2026-10-30", "2026-09"),
        ("quarterly", "2026-10-31", "2026Q3"),
        ("quarterly", "2026-12-31", "2026Q4"),
        ("quarterly", "2026-12-30", "2026Q3"),
        ("yearly", "2026-12-31", "2026"),
        ("yearly", "2026-12-30", "2025"),
    ],
)
def test_the_newest_period_is_the_last_that_is_over(kind: str, day: str, expected: str) -> None:
    kinds = load_rules(CATALOGUE).kinds
    assert newest_period(kinds[kind], CATALOGUE, date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[due]]\nkind = "weekly"', "folder"),
        ('[[due]]\nkind = "weekly"\nmail = ["x"]', "不是邮箱地址"),
        ('[[due]]\nkind = "weekly"\nmail = ["a@b.cn"]', "要有 \\[smtp\\]"),
        ('[[due]]\nkind = "weekly"\nfolder = "/tmp"\nformats = [".exe"]', "不认识的格式"),
        ('[[due]]\nkind = "x"\nmail = ["a@b.cn\\nBcc: c@d.cn"]', "不是邮箱地址"),
        (f'[[due]]\nkind = "x"\nmail = ["a@b.cn"]\n{PLAIN_SERVER}', "不加密"),
        ("due = [", "不是 TOML"),
    ],
)
def test_settings_are_checked_when_read(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "due.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match=expected):
        read_settings(file)
