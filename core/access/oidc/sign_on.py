"""Sessions from identities: of a linked account, or of one that a rule grants; nobody else is let in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.accounts import (
    NAME,
    Account,
    AccountError,
    accounts,
    add_linked_account,
    link_subject,
    set_scope,
    tidy_name,
)
from core.access.client import Client
from core.access.oidc.identity import Identity, claim_texts, fingerprint, scope_of
from core.access.oidc.refusals import Reason, SignOnRefusedError
from core.access.oidc.settings import Settings
from core.access.sessions import end_sessions, open_session
from core.access.viewer import Scope
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_ACTOR = "oidc"  # in the trail, for changes made on the provider's word


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Account that signs in by single sign-on; `by_rule` where a rule made it and keeps its role."""

    account: Account
    by_rule: bool
    linked_at: int


def account_links(connection: Connection) -> list[AccountLink]:
    """Returns all linked accounts, the oldest first."""
    by_id = {account.id: account for account in accounts(connection)}
    rows = connection.execute("SELECT account, by_rule, tied_at FROM sign_on ORDER BY tied_at, account")
    return [AccountLink(by_id[number], bool(by_rule), at) for number, by_rule, at in rows]


def link_account(connection: Connection, account: Account, issuer: str, subject: str, *, actor: str, now: int) -> None:
    """Lets a subject of a provider in as an account. Raises AccountError (Chinese) if either is linked already."""
    key = fingerprint(issuer, subject)
    linked_row = connection.execute(
        "SELECT 1 FROM sign_on WHERE subject = ? OR account = ?", [key, account.id]
    ).fetchone()
    if linked_row:
        raise AccountError("这个账号或这个编号已经绑定：先用 fengjing sso unlink 解除。")
    with trail_transaction(connection, actor=actor, action="sso_link", detail=account.name, now=now):
        link_subject(connection, key, account.id, by_rule=False, now=now)


def unlink_account(connection: Connection, account: Account, *, actor: str, now: int) -> None:
    """Lets nobody in as the account by single sign-on, and ends its sessions. Raises AccountError (Chinese)."""
    with trail_transaction(connection, actor=actor, action="sso_unlink", detail=account.name, now=now):
        if not connection.execute("DELETE FROM sign_on WHERE account = ?", [account.id]).rowcount:
            raise AccountError(f"账号“{account.name}”没有绑定统一身份认证。")
        end_sessions(connection, account.id, now)


def sign_on(
    connection: Connection, identity: Identity, settings: Settings, client: Client, *, now: int, seconds: int
) -> str:
    """Opens a session of so many seconds and returns its token. Raises SignOnRefusedError, with a line in the trail."""
    try:
        account = _account(connection, identity, settings, now)
    except SignOnRefusedError as refused:
        key = fingerprint(identity.issuer, identity.subject)
        record_refusal(connection, refused, address=client.address, now=now, fingerprint_start=key[:12])
        raise
    detail = f"{client.address} oidc"
    with trail_transaction(connection, actor=account.actor, action="sign_in", detail=detail, now=now):
        return open_session(
            connection, account=account.id, address=client.address, device=client.browser, now=now, seconds=seconds
        )


def record_refusal(
    connection: Connection, refused: SignOnRefusedError, *, address: str, now: int, fingerprint_start: str = "-"
) -> None:
    """Writes into the trail why somebody was not let in, and the beginning of that person's fingerprint."""
    detail = f"{refused.reason} {fingerprint_start} {address}"
    with trail_transaction(connection, actor="stranger", action="sso_refused", detail=detail, now=now):
        pass


def _account(connection: Connection, identity: Identity, settings: Settings, now: int) -> Account:
    key = fingerprint(identity.issuer, identity.subject)
    row = connection.execute("SELECT account, by_rule FROM sign_on WHERE subject = ?", [key]).fetchone()
    if row is None:
        _create_account(connection, identity, settings, key, now)
        return _linked_account(connection, key)
    account = _linked_account(connection, key)
    if account.disabled_at is not None:
        raise SignOnRefusedError(Reason.DISABLED, account.name)
    if row[1]:
        _apply_rules(connection, account, identity, settings, now)
    return account


def _linked_account(connection: Connection, key: str) -> Account:
    (number,) = connection.execute("SELECT account FROM sign_on WHERE subject = ?", [key]).fetchone()
    return next(account for account in accounts(connection) if account.id == number)


def _granted_scope(connection: Connection, identity: Identity, settings: Settings) -> Scope:
    scope = scope_of(connection, identity.claims, settings.roles)
    if scope is None:
        raise SignOnRefusedError(Reason.UNKNOWN, "no rule fits", identity.subject)
    return scope


def _create_account(connection: Connection, identity: Identity, settings: Settings, key: str, now: int) -> None:
    """Creates an account for somebody new whom a rule matches."""
    scope = _granted_scope(connection, identity, settings)
    name = _name(identity, settings, key)
    if any(account.name.lower() == name.lower() for account in accounts(connection)):
        raise SignOnRefusedError(Reason.NAME_TAKEN, name)  # it may be somebody else's: nobody takes it over
    with _as_refusal():
        add_linked_account(connection, name, scope, key, actor=_ACTOR, now=now)


def _apply_rules(connection: Connection, account: Account, identity: Identity, settings: Settings, now: int) -> None:
    """Gives an account made by a rule what the rules grant today; if they grant nothing any more, its sessions end."""
    try:
        scope = _granted_scope(connection, identity, settings)
        if scope != account.scope:
            with _as_refusal():
                set_scope(connection, account, scope, actor=_ACTOR, now=now)
    except SignOnRefusedError:
        with trail_transaction(connection, actor=_ACTOR, action="sessions_revoke", detail=account.name, now=now):
            end_sessions(connection, account.id, now)
        raise


@contextmanager
def _as_refusal() -> Iterator[None]:
    """Turns scopes that no account can have, such as an unknown officer's number, into refusals."""
    try:
        yield
    except AccountError as error:
        raise SignOnRefusedError(Reason.RULE, str(error)) from error


def _name(identity: Identity, settings: Settings, key: str) -> str:
    """Returns the name that the provider gives, if it is a valid account name; else one made from the subject."""
    names = claim_texts(identity.claims, settings.name_claim)
    name = tidy_name(names[0]) if len(names) == 1 else ""
    return name if NAME.fullmatch(name) else f"sso-{key[:10]}"
