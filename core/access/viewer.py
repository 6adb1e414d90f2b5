"""Viewers, and the part of the bureau that each may see."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.roles import Role


class AccessRefused(LookupError):
    """Refusal of something that the viewer may not see or do; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Role over a unit and all below it; `officer` is the viewer's own number where there is one.

    `domain` is the page of the field of work (业务) that a department answers for; nobody else has one. Two viewers of
    one scope see the same: answers may be kept by it.
    """

    role: Role
    unit: int
    officer: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Person with a scope. `actor` is the name in the trail, `session` the session they came by, if any."""

    actor: str
    name: str
    scope: Scope
    session: int | None = None
