"""Mail with a bulletin attached, sent by the bureau's own server."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple

from core.bulletins.delivery.mail_faults import fault_reason
from core.bulletins.delivery.settings import MailServer
from core.store.sqlite import StoreError
from core.time.days import to_time

PASSWORD_VARIABLE = "FENGJING_SMTP_PASSWORD"
TIMEOUT = 30  # seconds
TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
    ".pdf": ("application", "pdf"),
    ".html": ("text", "html"),
}


class Attachment(NamedTuple):
    """A file by its name, and its ending."""

    name: str
    ending: str
    content: bytes


def letter(
    server: MailServer, to: Sequence[str], subject: str, text: str, attachments: Sequence[Attachment], now: int
) -> EmailMessage:
    """Return a message; its subject and text are text, never headers of their own."""
    message = EmailMessage()
    message["From"], message["To"] = server.sender, ", ".join(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(to_time(now))
    message.set_content(text)
    for attachment in attachments:
        kind, subtype = TYPES.get(attachment.ending, ("application", "octet-stream"))
        message.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=attachment.name)
    return message


def send(server: MailServer, message: EmailMessage) -> None:
    """Send a message, encrypted or not at all. Raises StoreError (Chinese) where the server does not take it."""
    password = _password(server) if server.user else ""
    try:
        with _connection(server) as connection:
            if server.user:
                connection.login(server.user, password)
            refused = connection.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise StoreError(f"邮件没有发出（{server.host}:{server.port}）：{fault_reason(error, server)}") from error
    if refused:
        raise StoreError(f"邮件服务不收这些地址：{'、'.join(refused)}")


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=_trust(server))
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    if server.security == "starttls":
        try:
            connection.starttls(context=_trust(server))
        except BaseException:
            connection.close()
            raise
    return connection


def _trust(server: MailServer) -> ssl.SSLContext:
    """Return what is trusted: the bureau's own authority alone where it names one, otherwise the machine's."""
    if server.ca_file is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=str(server.ca_file))
    except (OSError, ssl.SSLError) as error:
        raise StoreError(f"读不了 ca_file {server.ca_file}：要有本局 CA 的证书（PEM 格式）。") from error


def _password(server: MailServer) -> str:
    """Return the password from its file or the environment; it is kept nowhere else."""
    if server.password_file is None:
        place, password = f"环境变量 {PASSWORD_VARIABLE}", os.environ.get(PASSWORD_VARIABLE, "")
    else:
        place = f"password_file {server.password_file}"
        try:
            password = server.password_file.read_text("utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"读不了邮箱密码的文件 {place}。") from error
    if not password:
        raise StoreError(f"{place} 里没有邮箱的密码：写进 password_file 指明的文件，或放在环境变量里。")
    if not (password.isascii() and server.user.isascii()):
        raise StoreError(f"{place}：邮箱的用户名和密码只能是英文字母、数字和符号，登录的方式不容别的字。")
    return password
