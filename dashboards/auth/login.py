"""The page where one signs in, and what every way of signing in shares: the cookie, its time, where to go on."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from core.access.oidc.settings import START
from core.access.sessions import end_session
from core.access.sign_in import SESSION_SECONDS
from dashboards import theme
from dashboards.auth.request import COOKIE, session_digest
from dashboards.auth.session_store import session_store
from dashboards.auth.single_sign_on_settings import single_sign_on
from dashboards.i18n.words import DEMO, PRODUCT
from dashboards.i18n.words import auth as words
from dashboards.server.engine_pool import last_known_database

LOGIN = "/login"
HOURS_VARIABLE = "FENGJING_SESSION_HOURS"
_OWN_PATH = re.compile(r"/[\w/-]*(\?[\w%&=.+:~-]*)?", re.ASCII)
_NOT_ON_TO = re.compile(r"//|/login(\?|$)|/auth/")


@lru_cache
def _template(name: str) -> Template:
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _html(name: str, texts: dict[str, str], status: int = 200) -> Response:
    page = _template(name).substitute({key: escape(text) for key, text in texts.items()}, style=theme.css_variables())
    # Under no-referrer a browser would not say where the form comes from, and the form would be refused.
    return HTMLResponse(page, status, {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"})


def login_page(
    *, message: str = "", subject: str = "", name: str = "", next_path: str = "/", status: int = 200, form: bool = True
) -> Response:
    """The page: what is said of the last try, the form, and the way to single sign-on where there is one."""
    shown, single = last_known_database(), single_sign_on()
    texts = {
        "title": f"{PRODUCT} · {words.TITLE}",
        "product": PRODUCT,
        "bureau": shown.bureau,
        "demo": DEMO if shown.demo else "",
        "said": message,
        "subject": words.SUBJECT.format(subject=subject) if subject else "",
        "name": name,
        "then": next_path,
        "hidden": "" if form else "hidden",
        "name_label": words.NAME,
        "password_label": words.PASSWORD,
        "enter": words.ENTER,
        "no_single": "" if form and single else "hidden",
        "or": words.OR,
        # By the address that the provider knows: it leads back there, and the browser's cookie has to be there too.
        "single": f"{single.address}{START}?next={quote(next_path, safe='')}" if single else "",
        "single_name": words.SINGLE.format(name=single.name) if single else "",
        "help": words.HELP,
    }
    return _html("login.html", texts, status)


def onward_page(next_path: str) -> Response:
    """Leads on by itself. A redirect would not do: for a browser the provider's page would still be asking.

    It would leave the session's cookie behind, which is for our own pages alone (SameSite=Strict).
    """
    return _html("onward.html", {"title": PRODUCT, "said": words.ONWARD, "then": next_path})


def local_path(path: str) -> str:
    """A path on this server to go on to; anything else is the first page."""
    return path if _OWN_PATH.fullmatch(path) and not _NOT_ON_TO.match(path) else "/"


def is_signed_in(request: Request) -> bool:
    """Whether the request comes with a session that holds."""
    session = session_digest(request.scope)
    return session is not None and session_store().viewer(session) is not None


def end_session_of(request: Request) -> None:
    """Ends the session that a browser has, if any."""
    session = session_digest(request.scope)
    viewer = session_store().viewer(session) if session else None
    if viewer is not None and viewer.session is not None:
        with session_store().writing() as connection:
            end_session(connection, viewer.session, actor=viewer.actor, now=session_store().now())


def session_seconds() -> int:
    """How long a session lasts."""
    hours = os.environ.get(HOURS_VARIABLE)
    return int(hours) * 3600 if hours else SESSION_SECONDS


def set_cookie(request: Request, answer: Response, token: str, seconds: int) -> None:
    """Hands the browser its session."""
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=seconds, httponly=True, samesite="strict", secure=secure)
    answer.headers["Cache-Control"] = "no-store"


def client_address(request: Request) -> str:
    """Where a request comes from, for the audit and for counting guesses."""
    return request.client.host if request.client else "-"
