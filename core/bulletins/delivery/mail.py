"""Mail with a bulletin attached, sent by the bureau's own server."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple

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
    """Send a message. Raises StoreError (Chinese) where the server does not take it."""
    try:
        with _connection(server) as connection:
            if server.user:
                connection.login(server.user, _password())
            refused = connection.send_message(message)
    except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
        raise StoreError(f"邮件没有发出（{server.host}:{server.port}）：{error}") from error
    if refused:
        raise StoreError(f"邮件服务不收这些地址：{'、'.join(refused)}")


def _connection(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    if server.security == "starttls":
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection


def _password() -> str:
    password = os.environ.get(PASSWORD_VARIABLE)
    if not password:
        raise StoreError(f"邮箱要密码：放在环境变量 {PASSWORD_VARIABLE} 里")
    return password
