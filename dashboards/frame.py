"""What all pages share: the styles, the line at the top of a desk page, and who is let in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.roles import NAMES, Role
from core.store.sqlite import StoreError
from dashboards import theme
from dashboards.auth import current_user, demo_roles
from dashboards.components import english
from dashboards.components.base import read_asset
from dashboards.heartbeat import heartbeat
from dashboards.i18n import words
from dashboards.i18n.words import auth as sign_in_words
from dashboards.queries import boards, database, session
from dashboards.registry import ENTRIES, FIRST_PAGE, PageEntry, entries_for

HERE = Path(__file__).parent
_UNKNOWN = "unknown_address"


def may_open(entry: PageEntry) -> bool:
    """Whether whoever looks may open a page. In a demonstration who opens it plays a role that may."""
    viewer = current_user.required()
    if demo_roles.is_demo_role(viewer):
        demo_roles.play_allowed_role(entry.roles)
        viewer = current_user.required()
    return viewer.scope.role in entry.roles


def draw_refusal(entry: PageEntry | None) -> None:
    """Says that a page is not for whoever looks, or that there is no such page (None), and which are."""
    viewer = current_user.required()
    draw_heading(words.PRODUCT)
    role = NAMES[viewer.scope.role]
    reason = sign_in_words.NOT_FOR.format(page=entry.name, role=role) if entry else sign_in_words.NO_SUCH_PAGE
    own = [one for one in ENTRIES if viewer.scope.role in one.roles]
    st.error(f"{reason}{sign_in_words.YOURS if own else sign_in_words.YOURS_NONE}")


def streamlit_pages(*, demo: bool) -> list[StreamlitPage]:
    """The pages of this database; all of them, so that one that is not for somebody can say so in Chinese."""
    return [
        st.Page(one.file, title=f"{words.PRODUCT} · {one.name}", url_path=one.address, default=one is FIRST_PAGE)
        for one in entries_for(demo=demo)
    ]


def draw_menu(*, tongues: bool = False) -> None:
    """The way to the other pages, as a menu, and who is signed in. A wall that nobody signs in at has neither.

    `tongues` is for a page that speaks English too.
    """
    viewer = current_user.required()
    playing = demo_roles.is_demo_role(viewer)
    shown = [one for one in entries_for(demo=database.is_demo()) if playing or viewer.scope.role in one.roles]
    with st.container(
        key="links", horizontal=True, vertical_alignment="center", width="content", wrap=False, gap="small"
    ):
        if len(shown) > 1:
            with st.popover(english.translate(words.PAGES), icon=":material/menu:"), st.container(key="menu", gap=None):
                for entry in shown:
                    st.page_link(entry.file, label=english.translate(_label(entry, playing)))
                if tongues:
                    tongue = words.TONGUES[english.is_english()]
                    st.button(tongue, key="tongue", on_click=english.toggle_language, type="tertiary")
        _account()


def _label(entry: PageEntry, playing: bool) -> str:
    """A page by its name; in a demonstration with the role it is for."""
    return entry.name if not playing or entry.role_label == entry.name else f"{entry.name} · {entry.role_label}"


def _account() -> None:
    """Who is signed in, with the way out; nothing for whom there is no way out."""
    viewer = current_user.required()
    if viewer.session is None or viewer.scope.role is Role.KIOSK:
        return
    label = viewer.name.replace("_", r"\_")  # a label is Markdown, and a name may hold no other sign of it
    with st.popover(label):
        unit = session.units().root.name
        st.text(f"{viewer.name} · {NAMES[viewer.scope.role]} · {unit}")
        if st.button(sign_in_words.LEAVE, key="leave"):
            current_user.redirect_to_sign_in()


@lru_cache(maxsize=1)
def _css() -> str:
    said = f'"{words.BANNER_AWAY}" var(--fj-answered) "{words.BANNER_RETRY}"'
    banner = f'[data-testid="stApp"]::before{{content:{said}}}'
    sheets = "".join(read_asset(HERE, name) for name in ("page.css", "wall.css", "dark_wall.css", "print.css"))
    return f"<style>{theme.css_variables()}{sheets}{banner}</style>"


def draw_styles() -> None:
    """Our style sheet: fixed text of our own, nothing from data."""
    st.html(_css())


def is_unknown_address(*, notify: bool) -> bool:
    """Whether the address in the browser is none of ours; `told` says once that the first page stands in its place."""
    asked = urlsplit(st.context.url or "").path.strip("/")
    known = {entry.address for entry in entries_for(demo=database.is_demo())} | {""}
    if notify and asked not in known and st.session_state.get(_UNKNOWN) != asked:
        st.toast(words.NO_SUCH_PAGE)
    st.session_state[_UNKNOWN] = asked
    return asked not in known


def draw_empty_page(reason: str) -> None:
    """A page without data: whose it is, and why there is nothing. The way to the other pages stands already."""
    with st.container(key="nothing"):
        st.markdown("## " + words.PRODUCT)
        st.text(database.bureau())
        st.info(reason)


def draw_heading(title: str) -> None:
    """The top of a desk page: the title, the bureau, the way to the other pages, and 演示数据 where it applies."""
    with st.container(key="heading", horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"## {title}", width="content", help=next((e.help for e in ENTRIES if e.name == title), None))
        st.text(database.bureau(), width="content")
        _as_of_on_paper()
        if database.is_demo():
            st.badge(words.DEMO, color="yellow")
        st.space("stretch")
        draw_menu()
    heartbeat()


def _as_of_on_paper() -> None:
    """The day of the data, which a sheet of paper cannot be asked for later."""
    try:
        day = boards.as_of()
    except StoreError:
        return  # there are no data yet; the page says so itself
    with st.container(key="paper_as_of", width="content"):
        st.text(f"{words.AS_OF} {day}")
