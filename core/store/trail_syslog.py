"""The trail sent to syslog (RFC 5424), each line once, and the head of its chain behind them."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from core.store.sqlite import StoreError
from core.store.trail_chain import chain_head, stored_lines

if TYPE_CHECKING:
    from sqlite3 import Connection

_SENT_KEY = "syslog_sent"
_PRIORITY = 13 * 8 + 5  # facility 13, log audit; severity 5, notice
_DATA_ID = "trail@32473"  # 32473 is the enterprise number set aside for examples (RFC 5612); the product has none
_SECONDS = 10
_BOM = "\ufeff"  # RFC 5424: says that the message is UTF-8


class SyslogTarget(NamedTuple):
    """The address that lines go to: unix, udp or tcp; a path or host, and a port."""

    kind: str
    place: str
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> SyslogTarget:
        """Return the target of a text such as unix:/dev/log or tcp:host:514. Raises StoreError (Chinese)."""
        kind, _, rest = text.partition(":")
        host, _, port = rest.rpartition(":")
        if kind == "unix" and rest and not hasattr(socket, "AF_UNIX"):
            raise StoreError(f"这个系统没有 {text} 这样的地址：要写 udp:主机:514 或 tcp:主机:514。")
        if kind == "unix" and rest:
            return cls(kind, rest)
        if kind in ("udp", "tcp") and host and port.isdecimal() and 0 < int(port) < 65_536:
            return cls(kind, host.strip("[]"), int(port))
        raise StoreError(f"syslog 地址“{text}”读不懂：要写 unix:/dev/log、udp:主机:514 或 tcp:主机:514。")


def syslog_message(identity: str, at: int, fields: dict[str, object], text: str, *, host: str) -> bytes:
    """Return one message of RFC 5424; `identity` says what kind it is."""
    pairs = "".join(f' {name}="{_escaped(str(value))}"' for name, value in fields.items())
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = f"<{_PRIORITY}>1 {stamp} {host} fengjing - {identity} [{_DATA_ID}{pairs}]"
    return f"{head} {_BOM}{text}".encode()


def _escaped(text: str) -> str:
    for sign in ("\\", '"', "]"):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.splitlines())


def send_new_lines(connection: Connection, target: SyslogTarget, now: int) -> int:
    """Send every line that was not sent before, then the head; return how many. Raises OSError where nobody takes them.

    What was sent is remembered after it went: if the connection breaks, lines may come twice, and none is missing.
    """
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [_SENT_KEY]).fetchone()
    sent = int(row[0]) if row else 0
    lines = list(stored_lines(connection, sent))
    head = chain_head(connection)
    if not lines or head is None:
        return 0
    host = socket.gethostname() or "-"
    messages = [
        syslog_message(
            "TRAIL",
            at,
            {
                "id": number,
                "actor": actor,
                "action": action,
                "version": version,
                "algorithm": algorithm,
                "hash": digest,
            },
            " ".join(detail.splitlines()),
            host=host,
        )
        for number, (at, actor, action, detail, version), algorithm, digest in lines
    ]
    messages.append(syslog_message("ANCHOR", now, head._asdict(), "", host=host))
    _send(target, messages)
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [_SENT_KEY, lines[-1].number],
    )
    return len(lines)


def _send(target: SyslogTarget, messages: list[bytes]) -> None:
    if target.kind == "tcp":
        with socket.create_connection((target.place, target.port), timeout=_SECONDS) as stream:
            for message in messages:
                stream.sendall(f"{len(message)} ".encode() + message)  # octet counting (RFC 6587)
        return
    family = socket.AF_UNIX if target.kind == "unix" else socket.getaddrinfo(target.place, target.port)[0][0]
    with socket.socket(family, socket.SOCK_DGRAM) as datagram:
        datagram.settimeout(_SECONDS)
        datagram.connect(target.place if target.kind == "unix" else (target.place, target.port))
        for message in messages:
            datagram.send(message)
