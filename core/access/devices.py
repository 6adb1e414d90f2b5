"""Devices that an account has signed in from: known by a token in their browser, of which the digest is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access.tokens import digest, new_token

if TYPE_CHECKING:
    from sqlite3 import Connection

FORGOTTEN_SECONDS = 396 * 86_400  # browsers keep no cookie for more than 400 days
_KNOWN_ADDRESS_SECONDS = 90 * 86_400


def is_known_device(connection: Connection, account: str, device: str | None, now: int) -> bool:
    """Return True if an account has signed in from a device."""
    if device is None:
        return False
    row = connection.execute(
        "SELECT 1 FROM known_device d JOIN account a ON a.id = d.account "
        "WHERE d.digest = ? AND a.name = ? AND d.last_at > ?",
        [device, account, now - FORGOTTEN_SECONDS],
    ).fetchone()
    return row is not None


def is_known_address(connection: Connection, account: str, address: str, now: int) -> bool:
    """Return True if an account has signed in from an address of late."""
    row = connection.execute(
        "SELECT 1 FROM session s JOIN account a ON a.id = s.account "
        "WHERE a.name = ? AND s.address = ? AND s.opened_at > ?",
        [account, address, now - _KNOWN_ADDRESS_SECONDS],
    ).fetchone()
    return row is not None


def note_device(connection: Connection, account: int, device: str | None, now: int) -> str | None:
    """Note a device after signing in, within the open transaction; return a token for a new one."""
    connection.execute("DELETE FROM known_device WHERE last_at <= ?", [now - FORGOTTEN_SECONDS])
    cursor = connection.execute(
        "UPDATE known_device SET last_at = ? WHERE digest = ? AND account = ?", [now, device, account]
    )
    if cursor.rowcount:
        return None
    token = new_token()
    connection.execute("INSERT INTO known_device VALUES (?, ?, ?)", [digest(token), account, now])
    return token
