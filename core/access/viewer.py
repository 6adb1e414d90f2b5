"""Somebody who looks, and what of the bureau is theirs to see."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.roles import Role


class AccessRefused(LookupError):
    """What was asked for is not the viewer's to see; the message (Chinese) says so."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A role over a unit and all below it; `officer` is the viewer's own number where there is one.

    Two viewers of one scope see the same: answers may be kept by it.
    """

    role: Role
    unit: int
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody with a scope. `actor` stands in the audit, `session` is the session they came by, if any."""

    actor: str
    name: str
    scope: Scope
    session: int | None = None
