"""The heartbeat of a page that stands open, and the errors that it shows when it cannot be drawn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlsplit

import streamlit as st

from core.access.viewer import AccessRefused
from core.metrics.freshness import NoFiguresError
from core.metrics.reporting_period import PeriodError
from core.store.sqlite import StoreError
from core.time.days import CHINA
from dashboards import theme
from dashboards.auth import current_user
from dashboards.auth.denied_access import record_denied
from dashboards.components import empty_data
from dashboards.i18n import words
from dashboards.queries import boards, database

_VERSION_KEY, _ATTEMPTS_KEY = "seen_version", "tried_again"
_RETRY_INTERVAL = 6  # refreshes
_log = logging.getLogger(__name__)


def record_answer_time(at: datetime) -> None:
    """Record when the last good answer came: the banner that shows when the server is away says it."""
    st.html(f'<style>:root{{--fj-answered:"{at:%H:%M}"}}</style>')


@st.fragment(run_every=theme.REFRESH_SECONDS)
def heartbeat() -> None:
    """Keep the page in touch: it comes back by itself after the server was away, new data reload it.

    When the session has ended, so does the page.
    """
    current_user.required()
    try:
        now = database.version()
    except StoreError as error:
        with st.container(key="stale"):
            st.text(words.DESK_STALE.format(reason=error))
        return
    if st.session_state.setdefault(_VERSION_KEY, now) != now:
        st.session_state[_VERSION_KEY] = now
        st.rerun(scope="app")
    record_answer_time(datetime.now(CHINA))


def errors_in_chinese(*, refreshes: bool) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Decorator: show a Chinese error instead of a traceback; a page, which does not refresh itself, retries.

    `refreshes` is for a part of a page that refreshes itself.
    """

    def decorate(draw: Callable[[], None]) -> Callable[[], None]:
        @wraps(draw)
        def draw_or_explain() -> None:
            if (reason := _draw_or_reason(draw)) is not None:
                with st.container(key="waiting"):
                    if isinstance(reason, NoFiguresError) and not boards.has_figures():
                        empty_data.draw()
                    else:
                        st.info(str(reason))
                if not refreshes:
                    st.session_state[_VERSION_KEY], st.session_state[_ATTEMPTS_KEY] = _version(), 0
                    _retry()

        return draw_or_explain

    return decorate


def _draw_or_reason(draw: Callable[[], None]) -> Exception | str | None:
    """Draw, and return why it could not be done (Chinese), if so."""
    try:
        draw()
    except AccessRefused as error:
        record_denied(current_user.viewer(), urlsplit(st.context.url or "").path.strip("/"))
        return error
    except (StoreError, PeriodError) as error:
        # Nothing has been imported yet, or nothing for that period; the message is Chinese and says what to do.
        return error
    except Exception:
        _log.exception("a page could not be drawn")
        return words.CANNOT_READ
    return None


def _version() -> object:
    try:
        return database.version()
    except StoreError:
        return None


@st.fragment(run_every=theme.REFRESH_SECONDS)
def _retry() -> None:
    """Run the page again as soon as the data have changed, and every so often in any case."""
    st.session_state[_ATTEMPTS_KEY] += 1
    now = _version()
    if now != st.session_state[_VERSION_KEY] or (
        now is not None and st.session_state[_ATTEMPTS_KEY] % _RETRY_INTERVAL == 0
    ):
        st.rerun(scope="app")
