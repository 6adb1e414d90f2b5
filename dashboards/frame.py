"""The frame of all pages: styles, menu, the line at the top of a desk page, and the check of who may open one."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.roles import NAMES, Role
from core.time.days import CHINA, minute_text
from dashboards import theme
from dashboards.auth import current_user, demo_roles
from dashboards.auth.account_pages import ACCOUNT, ALIVE
from dashboards.auth.denied_access import record_denied
from dashboards.auth.session_store import session_store
from dashboards.components import (
    activity,
    choices,
    context_line,
    empty_data,
    english,
    export_button,
    menu,
    print_button,
    search,
    unknown_choices,
    watermark,
)
from dashboards.components.base import read_asset
from dashboards.heartbeat import heartbeat
from dashboards.i18n import words
from dashboards.i18n.words import account as account_words
from dashboards.i18n.words import auth as auth_words
from dashboards.i18n.words import navigation
from dashboards.queries import boards, database, pages, session
from dashboards.registry import FIRST_PAGE, PageEntry, by_group, is_open_to
from dashboards.settings import base_path

FOLDER = Path(__file__).parent
_SHOWN_KEY = "shown_address"


def show_entry(url_path: str) -> PageEntry | None:
    """Return the entry of an address in the browser, from now on the one shown; None if there is no such page."""
    entry = pages.entry_in_browser(url_path)
    st.session_state[_SHOWN_KEY] = entry.address if entry else None
    return entry


def shown_entry() -> PageEntry:
    """Return the entry of the page that is shown."""
    return pages.page_of(st.session_state[_SHOWN_KEY])


def may_open(entry: PageEntry) -> bool:
    """Return True if the viewer may open a page. In a demonstration whoever opens it plays a role that may."""
    viewer = current_user.required()
    if demo_roles.is_demo_role(viewer):
        demo_roles.play_allowed_role(entry.roles, entry.domain)
        viewer = current_user.required()
    return is_open_to(entry, viewer.scope)


def draw_refusal(entry: PageEntry) -> None:
    """Say that a page is not for the viewer, and where the others are."""
    viewer = current_user.required()
    record_denied(viewer, entry.address)
    _draw_top(words.PRODUCT)
    reason = auth_words.NOT_FOR.format(page=entry.name, role=NAMES[viewer.scope.role])
    own_pages = [candidate for candidate in pages.entries() if is_open_to(candidate, viewer.scope)]
    st.error(f"{reason}{auth_words.YOURS if own_pages else auth_words.YOURS_NONE}")


def streamlit_pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages of this database by group: all, so that one that is not for the viewer says so in Chinese."""
    grouped = by_group(pages.entries())
    return {str(group): [_streamlit_page(entry) for entry in entries] for group, entries in grouped.items()}


def _streamlit_page(entry: PageEntry) -> StreamlitPage:
    return st.Page(
        entry.file, title=f"{words.PRODUCT} · {entry.name}", url_path=entry.address, default=entry is FIRST_PAGE
    )


def draw_menu(current: str, *, is_wall: bool = False) -> None:
    """Draw the menu of the pages; none where there is only one, as on a wall that nobody signs in at.

    `current` is the address of the page at hand. A wall speaks English too.
    """
    viewer = current_user.required()
    is_playing = demo_roles.is_demo_role(viewer)
    linked = [entry for entry in pages.entries() if is_playing or is_open_to(entry, viewer.scope)]
    if len(linked) > 1:
        menu.draw(linked, current, english.toggle_language if is_wall else None)


def draw_wall_links(current: str) -> None:
    """Draw the menu and the signed-in account in the line of a wall."""
    choices.note(pages.page_of(current))
    with st.container(
        key="links", horizontal=True, vertical_alignment="center", width="content", wrap=False, gap="small"
    ):
        draw_menu(current, is_wall=True)
        if current_user.required().scope.role is not Role.KIOSK:
            search.draw("wall")
        if _has_account():
            _draw_account()


def _has_account() -> bool:
    """Return True for a viewer who can sign out."""
    viewer = current_user.required()
    return viewer.session is not None and viewer.scope.role is not Role.KIOSK


def _draw_account() -> None:
    """Draw the name of the account, with the way out."""
    viewer = current_user.required()
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
    if session_store().greet(current_user.required()):
        st.toast(text, icon=":material/warning:" if last.failures else None)
    return text


@lru_cache(maxsize=1)
def _css() -> str:
    banner_text = f'"{words.BANNER_AWAY}" var(--fj-answered) "{words.BANNER_RETRY}"'
    banner = f'[data-testid="stApp"]::before{{content:{banner_text}}}'
    sheets = "".join(read_asset(FOLDER, name) for name in ("page.css", "wall.css", "dark_wall.css"))
    # A sheet for paper alone by itself: on a screen no rule of it is looked at, whatever is added to the page.
    paper = f'<style media="print">{read_asset(FOLDER, "print.css")}</style>'
    return f"<style>{theme.css_variables()}{sheets}{banner}</style>{paper}"


def draw_styles() -> None:
    """Add our style sheet: fixed text of our own, nothing from data."""
    st.html(_css())


def unknown_address() -> str | None:
    """Return the path in the address if it is none of our pages'."""
    address = urlsplit(st.context.url or "").path.removeprefix(base_path()).strip("/")
    addresses = {entry.address for entry in pages.entries()} | {""}
    return None if address in addresses else address


def draw_unknown_page(address: str) -> None:
    """Say that there is no such page, and lead on: to the viewer's first page, the menu and the search."""
    st.set_page_config(page_title=f"{words.PRODUCT} · {navigation.NO_SUCH_PAGE}")
    _draw_top(navigation.NO_SUCH_PAGE)
    with st.container(key="unknown_choices", gap="small"):
        st.text(navigation.NO_SUCH_PAGE_AT.format(address=unquote(address)))  # an address is never markup
        st.text(navigation.LEAD_ON)
        home = pages.home()
        if home is not None:
            choices.draw_link(home.address, navigation.HOME_LINK.format(page=home.name))


def draw_empty_page(reason: str) -> None:
    """Draw a page without data: the bureau, and why there is nothing. The menu stands already."""
    with st.container(key="nothing"):
        st.markdown("## " + words.PRODUCT)
        st.text(database.bureau())
        if boards.has_figures():
            st.info(reason)
        else:
            empty_data.draw()


def draw_heading(address: str, unit: int | None = None) -> context_line.DaysShown:
    """Draw the top of a desk page; `unit` is the one that it shows, where that is not the one in its address.

    A page whose whole board has another last day than the bureau's own says so through what is returned.
    """
    entry = pages.page_of(address)
    choices.note(entry)
    days_shown = _draw_top(entry.name, entry, unit)
    unknown_choices.draw(entry)
    return days_shown


def _draw_top(title: str, entry: PageEntry | None = None, unit: int | None = None) -> context_line.DaysShown:
    """Draw the menu and the two lines at the top of a page: what it is, and whose figures of which days."""
    with st.container(key="heading", gap=None):
        with st.container(key="title_line", horizontal=True, vertical_alignment="center", gap="small"):
            draw_menu(entry.address if entry else "")
            st.markdown(f"## {title}", width="content", help=entry.help if entry else None)
            st.space("stretch")
            export_button.draw()
            print_button.draw()
            search.draw("desk")
            if _has_account():
                with st.container(key="links", width="content"):
                    _draw_account()
        days_shown = context_line.draw(entry, unit)
    heartbeat()
    return days_shown
