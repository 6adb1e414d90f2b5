"""The frame of all pages: styles, menu, the line at the top of a desk page, and the check of who may open one."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.roles import NAMES, Role
from core.access.viewer import Scope
from core.store.sqlite import StoreError
from core.time.days import CHINA, minute_text
from dashboards import theme
from dashboards.auth import current_user, demo_roles
from dashboards.auth.account_pages import ACCOUNT, ALIVE
from dashboards.auth.denied_access import record_denied
from dashboards.auth.session_store import session_store
from dashboards.components import activity, empty_data, english, watermark
from dashboards.components.base import read_asset
from dashboards.heartbeat import heartbeat
from dashboards.i18n import words
from dashboards.i18n.words import account as account_words
from dashboards.i18n.words import auth as auth_words
from dashboards.queries import boards, database, session
from dashboards.registry import FIRST_PAGE, PageEntry, entries_for, entry_at
from dashboards.settings import base_path

FOLDER = Path(__file__).parent
_UNKNOWN_KEY, _LAST_SHOWN_KEY, _SHOWN_KEY = "unknown_address", "last_sign_in_shown", "shown_address"


def entries() -> list[PageEntry]:
    """Return the pages of this database, with those of the fields of work that its bureau has declared."""
    return entries_for(demo=database.is_demo(), domain_pages=database.catalogue().domain_pages)


def show_entry(url_path: str) -> PageEntry | None:
    """Return the entry of an address in the browser, from now on the one shown; None if there is no such page."""
    entry = entry_at(url_path, entries())
    st.session_state[_SHOWN_KEY] = entry.address if entry else None
    return entry


def shown_entry() -> PageEntry:
    """Return the entry of the page that is shown."""
    return _entry_of(st.session_state[_SHOWN_KEY])


def _entry_of(address: str) -> PageEntry:
    return next(entry for entry in entries() if entry.address == address)


def is_open_to(entry: PageEntry, scope: Scope) -> bool:
    """Return True if a scope may open a page: its role is named, and a department's field of work is the page's."""
    is_named = scope.role in entry.roles
    return is_named and (scope.role is not Role.DEPARTMENT or entry.domain in ("", scope.domain))


def may_open(entry: PageEntry) -> bool:
    """Return True if the viewer may open a page. In a demonstration whoever opens it plays a role that may."""
    viewer = current_user.required()
    if demo_roles.is_demo_role(viewer):
        demo_roles.play_allowed_role(entry.roles, entry.domain)
        viewer = current_user.required()
    return is_open_to(entry, viewer.scope)


def draw_refusal(entry: PageEntry | None) -> None:
    """Say that a page is not for the viewer, or that there is no such page (None), and where the others are."""
    viewer = current_user.required()
    if entry is not None:
        record_denied(viewer, entry.address)
    _draw_heading(words.PRODUCT)
    role = NAMES[viewer.scope.role]
    reason = auth_words.NOT_FOR.format(page=entry.name, role=role) if entry else auth_words.NO_SUCH_PAGE
    own_pages = [candidate for candidate in entries() if is_open_to(candidate, viewer.scope)]
    st.error(f"{reason}{auth_words.YOURS if own_pages else auth_words.YOURS_NONE}")


def streamlit_pages() -> list[StreamlitPage]:
    """Return the pages of this database; all of them, so that one that is not for the viewer can say so in Chinese."""
    return [_streamlit_page(entry) for entry in entries()]


def _streamlit_page(entry: PageEntry) -> StreamlitPage:
    """Return a page by its address: several may have one file."""
    title = f"{words.PRODUCT} · {entry.name}"
    return st.Page(entry.file, title=title, url_path=entry.address, default=entry.address == FIRST_PAGE.address)


def draw_menu(*, has_languages: bool = False) -> None:
    """Draw the menu of the other pages, and the signed-in account. A wall that nobody signs in at has neither.

    `has_languages` is for a page that speaks English too.
    """
    viewer = current_user.required()
    is_playing = demo_roles.is_demo_role(viewer)
    linked = [entry for entry in entries() if is_playing or is_open_to(entry, viewer.scope)]
    with st.container(
        key="links", horizontal=True, vertical_alignment="center", width="content", wrap=False, gap="small"
    ):
        if len(linked) > 1:
            with st.popover(english.translate(words.PAGES), icon=":material/menu:"), st.container(key="menu", gap=None):
                for entry in linked:
                    st.page_link(_streamlit_page(entry), label=english.translate(_label(entry, is_playing=is_playing)))
                if has_languages:
                    language = words.LANGUAGE_SWITCH[english.is_english()]
                    st.button(language, key="tongue", on_click=english.toggle_language, type="tertiary")
        _draw_account()


def _label(entry: PageEntry, *, is_playing: bool) -> str:
    """Return a page's name; in a demonstration with the role it is for."""
    return entry.name if not is_playing or not entry.role_label else f"{entry.name} · {entry.role_label}"


def _draw_account() -> None:
    """Draw the name of the account, with the way out; nothing for a viewer who cannot sign out."""
    viewer = current_user.required()
    if viewer.session is None or viewer.scope.role is Role.KIOSK:
        return
    label = viewer.name.replace("_", r"\_")  # a label is Markdown, and a name may hold no other sign of it
    unit = session.units().root.name
    with st.popover(label):
        st.text(f"{viewer.name} · {NAMES[viewer.scope.role]} · {unit}")
        if last := _last_sign_in_text():
            st.text(last)
        st.link_button(account_words.TITLE, ACCOUNT)
        if st.button(auth_words.LEAVE, key="leave"):
            current_user.sign_out()
    with st.container(key="presence"):
        watermark.draw(f"{viewer.name} {unit} {datetime.now(CHINA):%Y-%m-%d %H:%M}")
        activity.draw(ALIVE)


def _last_sign_in_text() -> str:
    """Return when the account was signed in to before; once in a session it is shown without being asked for."""
    last = session_store().last_sign_in(current_user.required())
    if last is None or last.at is None:
        return ""
    text = account_words.SIGNED_IN.format(at=minute_text(last.at), address=last.address)
    if last.failures:
        text += account_words.SIGNED_IN_FAILURES.format(count=last.failures)
    if not st.session_state.get(_LAST_SHOWN_KEY):
        st.session_state[_LAST_SHOWN_KEY] = True
        st.toast(text, icon=":material/warning:" if last.failures else None)
    return text


@lru_cache(maxsize=1)
def _css() -> str:
    banner_text = f'"{words.BANNER_AWAY}" var(--fj-answered) "{words.BANNER_RETRY}"'
    banner = f'[data-testid="stApp"]::before{{content:{banner_text}}}'
    sheets = "".join(read_asset(FOLDER, name) for name in ("page.css", "wall.css", "dark_wall.css", "print.css"))
    return f"<style>{theme.css_variables()}{sheets}{banner}</style>"


def draw_styles() -> None:
    """Add our style sheet: fixed text of our own, nothing from data."""
    st.html(_css())


def is_unknown_address(*, notify: bool) -> bool:
    """Return True if the address is none of ours; `notify` says once that the first page stands in its place."""
    address = urlsplit(st.context.url or "").path.removeprefix(base_path()).strip("/")
    addresses = {entry.address for entry in entries()} | {""}
    if notify and address not in addresses and st.session_state.get(_UNKNOWN_KEY) != address:
        st.toast(words.NO_SUCH_PAGE)
    st.session_state[_UNKNOWN_KEY] = address
    return address not in addresses


def draw_empty_page(reason: str) -> None:
    """Draw a page without data: the bureau, and why there is nothing. The menu stands already."""
    with st.container(key="nothing"):
        st.markdown("## " + words.PRODUCT)
        st.text(database.bureau())
        if boards.has_figures():
            st.info(reason)
        else:
            empty_data.draw()


def draw_heading(address: str) -> None:
    """Draw the top of a desk page."""
    entry = _entry_of(address)
    _draw_heading(entry.name, entry.help)


def _draw_heading(title: str, page_help: str | None = None) -> None:
    """Draw the top of a page: the title, the bureau, the menu, and 演示数据 where it applies."""
    with st.container(key="heading", horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"## {title}", width="content", help=page_help)
        st.text(database.bureau(), width="content")
        _draw_as_of_on_paper()
        if database.is_demo():
            st.badge(words.DEMO, color="yellow")
        st.space("stretch")
        draw_menu()
    heartbeat()


def _draw_as_of_on_paper() -> None:
    """Draw the day of the data, which a sheet of paper cannot be asked for later."""
    try:
        day = boards.as_of()
    except StoreError:
        return  # there are no data yet; the page says so itself
    with st.container(key="paper_as_of", width="content"):
        st.text(f"{words.AS_OF} {day}")
