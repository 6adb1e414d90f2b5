"""The bureau's own file of kinds and sentence rules of bulletins, and its Word template, as kept in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection


class OwnRules(NamedTuple):
    """A file by its name; an empty text means that the product's own are in force."""

    name: str = ""
    text: str = ""


def own_rules(connection: Connection) -> OwnRules:
    """Return the file in force."""
    row = connection.execute("SELECT name, text FROM bulletin_rules ORDER BY id DESC LIMIT 1").fetchone()
    return OwnRules(*row) if row else OwnRules()


def keep_rules(connection: Connection, rules: OwnRules, *, actor: str, now: int) -> None:
    """Put a file in force, with its line of the trail. It has been checked already."""
    detail = f"换用 {rules.name}" if rules.text else "恢复自带的通报"
    with trail_transaction(connection, actor=actor, action="bulletin_rules", detail=detail, now=now):
        (number,) = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM bulletin_rules").fetchone()
        connection.execute("INSERT INTO bulletin_rules VALUES (?, ?, ?, ?, ?)", [number, now, actor, *rules])


class OwnTemplate(NamedTuple):
    """A Word template by its name; an empty content means that the product's own form is in force."""

    name: str = ""
    content: bytes = b""


def own_template(connection: Connection) -> OwnTemplate:
    """Return the template in force."""
    row = connection.execute("SELECT name, content FROM bulletin_template ORDER BY id DESC LIMIT 1").fetchone()
    return OwnTemplate(row[0], bytes(row[1])) if row else OwnTemplate()


def keep_template(connection: Connection, template: OwnTemplate, *, actor: str, now: int) -> None:
    """Put a template in force, with its line of the trail. It has been checked already."""
    detail = f"换用 Word 模板 {template.name}" if template.content else "恢复自带的 Word 样式"
    with trail_transaction(connection, actor=actor, action="bulletin_rules", detail=detail, now=now):
        (number,) = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM bulletin_template").fetchone()
        connection.execute("INSERT INTO bulletin_template VALUES (?, ?, ?, ?, ?)", [number, now, actor, *template])
