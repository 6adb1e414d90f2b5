"""Cookies that a browser is handed: its session, and the device that it has signed in from."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from core.access.client import Client, browser_name
from core.access.devices import FORGOTTEN_SECONDS
from dashboards.auth.request import COOKIE, DEVICE_COOKIE, cookie_name, device_digest, is_encrypted


def client_address(request: Request) -> str:
    """Return the address that a request comes from, for the trail and for counting guesses."""
    return request.client.host if request.client else "-"


def client_of(request: Request) -> Client:
    """Return where a request comes from: address, browser, and device if it is known."""
    browser = browser_name(request.headers.get("user-agent", ""))
    return Client(client_address(request), browser, device_digest(request.scope))


def set_cookie(request: Request, answer: Response, token: str, seconds: int) -> None:
    """Hand the browser its session."""
    _set(request, answer, COOKIE, token, seconds)
    answer.headers["Cache-Control"] = "no-store"


def set_device_cookie(request: Request, answer: Response, token: str | None) -> None:
    """Hand the browser the token by which its device is known, if there is a new one."""
    if token is not None:
        _set(request, answer, DEVICE_COOKIE, token, FORGOTTEN_SECONDS)


def delete_cookie(request: Request, answer: Response) -> None:
    """Take the session's cookie away. The device stays known."""
    answer.delete_cookie(
        cookie_name(request.scope), httponly=True, samesite="strict", secure=is_encrypted(request.scope)
    )


def _set(request: Request, answer: Response, name: str, token: str, seconds: int) -> None:
    scope = request.scope
    answer.set_cookie(
        cookie_name(scope, name),
        token,
        max_age=seconds,
        httponly=True,
        samesite="strict",
        secure=is_encrypted(scope),
    )
