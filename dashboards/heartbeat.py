"""How a page stays true while it stands open: its heartbeat, and what it says and does when it cannot be drawn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps

import streamlit as st

from core.access.viewer import AccessRefused
from core.metrics.reporting_period import PeriodError
from core.store.sqlite import StoreError
from core.time.days import CHINA
from dashboards import theme
from dashboards.auth import current_user
from dashboards.i18n import words
from dashboards.queries import database

_SEEN, _TRIED = "seen_version", "tried_again"
_TRY_EVERY = 6  # refreshes
_log = logging.getLogger(__name__)


def record_answer_time(at: datetime) -> None:
    """Notes when the last good answer came: the banner that shows when the server is away says it."""
    st.html(f'<style>:root{{--fj-answered:"{at:%H:%M}"}}</style>')


@st.fragment(run_every=theme.REFRESH_SECONDS)
def heartbeat() -> None:
    """Keeps the page in touch: it comes back by itself after the server was away, new data reload it.

    When the session has ended, so does the page.
    """
    current_user.required()
    try:
        now = database.version()
    except StoreError as error:
        with st.container(key="stale"):
            st.text(words.DESK_STALE.format(reason=error))
        return
    if st.session_state.setdefault(_SEEN, now) != now:
        st.session_state[_SEEN] = now
        st.rerun(scope="app")
    record_answer_time(datetime.now(CHINA))


def errors_in_chinese(*, refreshes: bool) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Of what draws a page, or a part that refreshes itself: what goes wrong is said in Chinese, not as a traceback.

    A page, which does not refresh itself, is tried again.
    """

    def guard(draw: Callable[[], None]) -> Callable[[], None]:
        @wraps(draw)
        def guarded() -> None:
            if (reason := _failure(draw)) is not None:
                with st.container(key="waiting"):
                    st.info(reason)
                if not refreshes:
                    st.session_state[_SEEN], st.session_state[_TRIED] = _state(), 0
                    _try_again()

        return guarded

    return guard


def _failure(draw: Callable[[], None]) -> str | None:
    """Draws; why it could not (Chinese), if so."""
    try:
        draw()
    except (StoreError, PeriodError, AccessRefused) as error:
        # Nothing has been imported yet, or nothing for that period; the message is Chinese and says what to do.
        return str(error)
    except Exception:
        _log.exception("a page could not be drawn")
        return words.CANNOT_READ
    return None


def _state() -> object:
    try:
        return database.version()
    except StoreError:
        return None


@st.fragment(run_every=theme.REFRESH_SECONDS)
def _try_again() -> None:
    """Runs the page again as soon as the data are other ones, and every so often in any case."""
    st.session_state[_TRIED] += 1
    now = _state()
    if now != st.session_state[_SEEN] or (now is not None and st.session_state[_TRIED] % _TRY_EVERY == 0):
        st.rerun(scope="app")
