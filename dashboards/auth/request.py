"""Reads a request before anything answers it: its cookie, its origin, and headers that nobody may send."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from core.access.tokens import digest
from dashboards.server.allowed_hosts import is_address

COOKIE = "fengjing_session"
IDENTITY = "X-Fengjing-Session"  # only our middleware writes it; it carries the digest of the session's token
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # what proxies say
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def session_digest(scope: Scope) -> str | None:
    """Return the digest of the session's token in the request's cookie."""
    token = cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    return digest(token) if token else None


def is_cross_site(scope: Scope) -> bool:
    """Return True if another site's page sends this: a websocket or a change whose origin is not our own host.

    A form that does not say where it comes from is refused too: every browser says it.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if scope["type"] == "websocket":
        return origin is not None and urlsplit(origin).netloc != headers.get("host")
    if scope["method"] in SAFE_METHODS:
        return False
    return origin is None or urlsplit(origin).netloc != headers.get("host")


def is_this_machine(scope: Scope) -> bool:
    """Return True if the request comes from this machine, and not through a proxy on it for somebody else."""
    client, headers = scope.get("client"), Headers(scope=scope)
    if any(name in headers for name in _FORWARDED):
        return False
    return client is not None and is_address(client[0]) and ip_address(client[0]).is_loopback


def with_identity(scope: Scope, identity: str | None) -> Scope:
    """Return the request with our identity header in place of whatever it brought."""
    name = IDENTITY.lower().encode()
    headers = [pair for pair in scope["headers"] if pair[0].lower().replace(b"_", b"-") != name]
    if identity is not None:
        headers.append((name, identity.encode()))
    return {**scope, "headers": headers}
