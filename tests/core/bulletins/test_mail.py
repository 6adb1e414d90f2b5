"""Mail by a real server with TLS and a login: the certificate is held to, and nothing ever goes out unencrypted."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509

from core.bulletins.delivery.mail import PASSWORD_VARIABLE, Attachment, letter, send
from core.bulletins.delivery.settings import MailServer, read_settings
from core.store.sqlite import StoreError
from tests.support.certificates import HERE, Authority

USER, PASSWORD = "fengjing", "a long passphrase"
# What the server says of its own setting behind TLS from the first byte on, which it does not take for TLS.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
Security = Literal["starttls", "tls", "none"]


class Office:
    """A mail server: what came in, whether it was encrypted, and who had signed in."""

    def __init__(self) -> None:
        self.letters: list[tuple[bytes, bool, str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        is_encrypted = server.transport is not None and server.transport.get_extra_info("ssl_object") is not None
        assert isinstance(envelope.content, bytes)
        self.letters.append((envelope.content, is_encrypted, str(session.auth_data or "")))
        return "250 OK"


def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False, auth_data=data.login.decode() if is_right else None)


@contextmanager
def office(security: Security, files: tuple[Path, Path] | None = None) -> Iterator[tuple[Office, int]]:
    """Run a mail server that asks for TLS and a login, or one that knows neither."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    handler = Office()
    options: dict[str, Any] = {}
    if files is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": security == "starttls"}
        options |= {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def server(port: int, authority: Authority, security: Security, **others: Any) -> MailServer:
    password = authority.folder / "password"
    password.write_text(f"{PASSWORD}\n", "utf-8")
    named = {"ca_file": authority.file, "user": USER, "password_file": password, **others}
    return MailServer(host="127.0.0.1", port=port, security=security, sender="fj@example.cn", **named)


def send_by(mail_server: MailServer) -> None:
    attachment = Attachment("通报.docx", ".docx", b"PK\x03\x04")
    send(mail_server, letter(mail_server, ["a@example.cn"], "月通报", "正文", [attachment], 0))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_out_encrypted_after_a_login(authority: Authority, security: Security) -> None:
    with office(security, authority.certificate()) as (handler, port):
        send_by(server(port, authority, security))
    ((content, is_encrypted, signed_in),) = handler.letters
    assert is_encrypted
    assert signed_in == USER
    assert b"UEsDBA==" in content


def test_the_password_may_come_from_the_environment(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with office("starttls", authority.certificate()) as (handler, port):
        without_file = server(port, authority, "starttls", password_file=None)
        monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
        with pytest.raises(StoreError, match="password_file"):
            send_by(without_file)
        monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
        send_by(without_file)
    assert len(handler.letters) == 1


OTHER_HOST = (x509.DNSName("mail.example.cn"),)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("unknown", "不是由所信任的 CA 签发的"),
        ("expired", "证书已过期"),
        ("other name", "证书不是发给 127.0.0.1 的"),
    ],
)
def test_a_certificate_that_cannot_be_trusted_keeps_the_letter_back(
    authority: Authority, tmp_path: Path, security: Security, fault: str, expected: str
) -> None:
    files = authority.certificate(OTHER_HOST if fault == "other name" else HERE, -1 if fault == "expired" else 2)
    other = tmp_path / "other"
    other.mkdir()
    trusted = Authority(other, "别的 CA").file if fault == "unknown" else authority.file
    with office(security, files) as (handler, port), pytest.raises(StoreError, match=expected) as raised:
        send_by(server(port, authority, security, ca_file=trusted))
    assert handler.letters == []
    assert PASSWORD not in str(raised.value)


def test_without_an_authority_of_the_bureaus_own_only_the_machines_are_trusted(authority: Authority) -> None:
    with office("tls", authority.certificate()) as (handler, port), pytest.raises(StoreError, match="用 ca_file 指明"):
        send_by(server(port, authority, "tls", ca_file=None))
    assert handler.letters == []


@pytest.mark.parametrize(("security", "expected"), [("starttls", "不支持 STARTTLS"), ("tls", "没有改用不加密的发送")])
def test_a_server_without_encryption_gets_no_letter(authority: Authority, security: Security, expected: str) -> None:
    with office("none") as (handler, port), pytest.raises(StoreError, match=expected):
        send_by(server(port, authority, security))
    assert handler.letters == []


def test_a_wrong_password_is_told_and_not_printed(authority: Authority) -> None:
    wrong = authority.folder / "wrong"
    wrong.write_text("another one", "utf-8")
    with (
        office("starttls", authority.certificate()) as (handler, port),
        pytest.raises(StoreError, match="用户名或密码不被接受") as raised,
    ):
        send_by(server(port, authority, "starttls", password_file=wrong))
    assert "another one" not in str(raised.value)
    assert handler.letters == []


@pytest.mark.parametrize(
    ("text", "expected"), [(None, "读不了邮箱密码"), ("", "没有邮箱的密码"), ("密码", "只能是英文字母")]
)
def test_a_password_file_that_has_none_is_told(
    authority: Authority, tmp_path: Path, text: str | None, expected: str
) -> None:
    file = tmp_path / "none"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(StoreError, match=expected):
        send_by(server(1, authority, "starttls", password_file=file))


def test_a_broken_authority_file_is_told(authority: Authority, tmp_path: Path) -> None:
    broken = tmp_path / "broken.crt"
    broken.write_text("不是证书", "utf-8")
    with (
        office("starttls", authority.certificate()) as (_handler, port),
        pytest.raises(StoreError, match="读不了 ca_file"),
    ):
        send_by(server(port, authority, "starttls", ca_file=broken))


def test_nobody_listening_is_told(authority: Authority) -> None:
    with office("none") as (_handler, port):
        pass
    with pytest.raises(StoreError, match="连接被拒绝"):
        send_by(server(port, authority, "starttls"))


def test_paths_of_the_settings_are_beside_them(tmp_path: Path) -> None:
    file = tmp_path / "due.toml"
    smtp = 'host = "m"\nsender = "a@b.cn"\nuser = "u"\npassword_file = "pw"\nca_file = "/etc/ca.crt"\n'
    file.write_text(f'[[due]]\nkind = "weekly"\nmail = ["c@d.cn"]\n[smtp]\n{smtp}', "utf-8")
    read = read_settings(file).smtp
    assert read is not None
    assert (read.password_file, read.ca_file) == (tmp_path / "pw", Path("/etc/ca.crt"))
