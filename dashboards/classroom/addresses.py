"""Addresses at which telephones find the classroom, and the picture that leads there."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address

from markupsafe import Markup
from starlette.requests import Request

from dashboards.server.allowed_hosts import ANY_ADDRESS, HOSTS_VARIABLE, LOOPBACK, is_address
from dashboards.settings import PORT, base_path

ROOM = "/class"
_NOBODY = "192.0.2.1"  # an address that is nobody's (RFC 5737): asking for the way there sends nothing


def is_loopback_only() -> bool:
    """Return True if the server answers this machine alone."""
    names = set(os.environ.get(HOSTS_VARIABLE, ",".join(LOOPBACK)).split(","))
    return not names - set(LOOPBACK)


def port_option(request: Request) -> str:
    """Return how a command names the port at which this server answers; empty where that is the one it takes anyway."""
    port = request.url.port
    return f" --port {port}" if port not in (None, PORT) else ""


def class_addresses(request: Request) -> list[str]:
    """Return where telephones find the classroom: first as the trainer came, if others can come so too."""
    port, own = request.url.port, request.url.hostname or "localhost"
    hosts = [host for host in (own, *_named_hosts(), *_own_addresses()) if _is_for_others(host)]
    return [
        f"{request.url.scheme}://{_bracketed(host)}{f':{port}' if port else ''}{base_path()}{ROOM}"
        for host in dict.fromkeys(hosts or [own])
    ]


def _named_hosts() -> list[str]:
    names = os.environ.get(HOSTS_VARIABLE, "").split(",")
    return [name for name in names if is_address(name)]


def _own_addresses() -> list[str]:
    """Return the address by which this machine would reach others: the one that a hall's network gave it."""
    if ANY_ADDRESS not in os.environ.get(HOSTS_VARIABLE, "").split(","):
        return []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_NOBODY, 9))
        except OSError:  # no network at all
            return []
        return [str(probe.getsockname()[0])]


def _is_for_others(host: str) -> bool:
    if host in LOOPBACK:
        return False
    return not (is_address(host) and (ip_address(host).is_loopback or ip_address(host).is_unspecified))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def join_address(address: str, code: str) -> str:
    """Return the address that a picture leads to."""
    return f"{address}/join?code={code}"


def qr_code(text: str) -> Markup:
    """Return a QR code as inline SVG, dark on light in any theme, as telephones read it."""
    import segno  # here, because only a class that is open draws one

    return Markup(segno.make(text, error="m").svg_inline(border=3, light="#fff", omitsize=True))
