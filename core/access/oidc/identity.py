"""Identities as the provider names them, and the scope that its claims grant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.oidc.refusals import Reason, SignOnRefusedError
from core.access.oidc.settings import RoleRule
from core.access.viewer import Scope

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity of one person: a subject is the same person for ever, within its issuer. Names and addresses are not."""

    issuer: str
    subject: str
    claims: Mapping[str, object]


def fingerprint(issuer: str, subject: str) -> str:
    """Returns the hash that is kept of a subject: it may be an identity number, and the database holds none."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def claim_texts(claims: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Returns the texts of a claim, which may lie deeper (`realm_access.roles`); none if it is not there."""
    claim: object = claims.get(name)
    if claim is None and "." in name:
        outer, _, inner = name.partition(".")
        deeper = claims.get(outer)
        return claim_texts(deeper, inner) if isinstance(deeper, Mapping) else ()
    values = claim if isinstance(claim, list) else [claim]
    return tuple(str(text) for text in values if isinstance(text, str | int) and not isinstance(text, bool))


def scope_of(connection: Connection, claims: Mapping[str, object], rules: Iterable[RoleRule]) -> Scope | None:
    """Returns the scope that the first matching rule grants, or None. Raises SignOnRefusedError without its unit."""
    for rule in rules:
        if rule.value in claim_texts(claims, rule.claim):
            officer = _only(claims, rule.officer_claim) if rule.officer_claim else None
            unit = _unit(connection, rule.unit or _only(claims, rule.unit_claim or ""))
            return Scope(rule.role, unit, officer, rule.domain)
    return None


def _only(claims: Mapping[str, object], name: str) -> str:
    texts = claim_texts(claims, name)
    if len(texts) != 1:
        raise SignOnRefusedError(Reason.RULE, f"claim {name} has {len(texts)} values, not one")
    return texts[0]


def _unit(connection: Connection, text: str) -> int:
    """Returns a unit by its code, or else by a name that only one has."""
    for column in ("code", "name"):
        rows = connection.execute(f"SELECT id FROM unit WHERE {column} = ?", [text]).fetchall()
        if len(rows) == 1:
            return int(rows[0][0])
    raise SignOnRefusedError(Reason.RULE, "no such unit, or several")
