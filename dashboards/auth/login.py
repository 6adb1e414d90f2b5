"""The page to sign in at, and the parts that every way of signing in shares: the session's time, the next page."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from core.access.oidc.settings import START
from core.access.sessions import end_session
from core.access.sign_in import SESSION_SECONDS
from dashboards.auth.front import plain_page
from dashboards.auth.request import session_digest
from dashboards.auth.session_store import session_store
from dashboards.auth.single_sign_on_settings import single_sign_on
from dashboards.i18n.words import PRODUCT
from dashboards.i18n.words import auth as words

LOGIN, LOGOUT = "/login", "/auth/logout"
SIGNED_OUT = "signed-out"  # why the page is shown, as its address says it
LOGIN_AFTERWARDS = f"{LOGIN}?reason={SIGNED_OUT}"
HOURS_VARIABLE = "FENGJING_SESSION_HOURS"
_OWN_PATH = re.compile(r"/[\w/-]*(\?[\w%&=.+:~-]*)?", re.ASCII)
_NO_NEXT = re.compile(r"//|/login(\?|$)|/auth/")


def login_page(
    *, message: str = "", subject: str = "", name: str = "", next_path: str = "/", status: int = 200, form: bool = True
) -> Response:
    """Return the page: a message about the last try, the form, and the link to single sign-on where there is one."""
    single = single_sign_on()
    texts: dict[str, str | bool] = {
        "title": f"{PRODUCT} · {words.TITLE}",
        "message": message,
        "subject": words.SUBJECT.format(subject=subject) if subject else "",
        "name": name,
        "next_path": next_path,
        "has_form": form,
        "name_label": words.NAME,
        "password_label": words.PASSWORD,
        "enter": words.ENTER,
        "has_single_sign_on": form and single is not None,
        "or_label": words.OR,
        # By the address that the provider knows: it leads back there, and the browser's cookie has to be there too.
        "single_sign_on_url": f"{single.address}{START}?next={quote(next_path, safe='')}" if single else "",
        "single_sign_on_label": words.SINGLE.format(name=single.name) if single else "",
        "help": words.HELP,
    }
    return plain_page("login.html", texts, status)


def onward_page(next_path: str) -> Response:
    """Return a page that leads on by itself.

    A redirect would not do: for a browser the request would still come from the provider's page, and it would leave
    the session's cookie behind, which is for our own pages alone (SameSite=Strict).
    """
    return plain_page("onward.html", {"title": PRODUCT, "label": words.ONWARD, "next_path": next_path})


def local_path(path: str) -> str:
    """Return a path if it is one of this server's pages, to go on to after signing in; else the first page."""
    return path if _OWN_PATH.fullmatch(path) and not _NO_NEXT.match(path) else "/"


def is_signed_in(request: Request) -> bool:
    """Return True if the request comes with a valid session."""
    session = session_digest(request.scope)
    return session is not None and session_store().viewer(session) is not None


def end_session_of(request: Request) -> None:
    """End the session that a browser has, if any."""
    session = session_digest(request.scope)
    viewer = session_store().viewer(session) if session else None
    if viewer is not None and viewer.session is not None:
        with session_store().writing() as connection:
            end_session(connection, viewer.session, actor=viewer.actor, now=session_store().now())


def session_seconds() -> int:
    """Return how long a session lasts."""
    hours = os.environ.get(HOURS_VARIABLE)
    return int(hours) * 3600 if hours else SESSION_SECONDS
