"""Reads a request before anything answers it: its cookie, its origin, and headers that nobody may send."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from core.access.tokens import digest
from dashboards.server.allowed_hosts import is_address
from dashboards.settings import base_path

COOKIE, DEVICE_COOKIE = "fengjing_session", "fengjing_device"
IDENTITY = "X-Fengjing-Session"  # only our middleware writes it; it carries the digest of the session's token
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # what proxies say
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_encrypted(scope: Scope) -> bool:
    """Return True if the browser came by TLS, to us or to the proxy before us."""
    return scope["scheme"] in ("https", "wss")


def cookie_name(scope: Scope, name: str = COOKIE) -> str:
    """Return the name of a cookie: under TLS one that no other host, and nobody without TLS, can set (RFC 6265bis).

    Below a path of a portal its cookie is for that path alone, which the stricter of the two names forbids.
    """
    if not is_encrypted(scope):
        return name
    return f"__Secure-{name}" if base_path() else f"__Host-{name}"


def session_digest(scope: Scope) -> str | None:
    """Return the digest of the session's token in the request's cookie."""
    return _cookie_digest(scope, COOKIE)


def device_digest(scope: Scope) -> str | None:
    """Return the digest of the device's token in the request's cookie."""
    return _cookie_digest(scope, DEVICE_COOKIE)


def _cookie_digest(scope: Scope, name: str) -> str | None:
    token = cookie_parser(Headers(scope=scope).get("cookie", "")).get(cookie_name(scope, name))
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
