"""What all pages share: the pages there are, the styles, and the line at the top of a desk page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, wraps
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.roles import EVERYONE, NAMES, Role
from core.access.viewer import AccessRefused
from core.days import CHINA
from core.engine.period import PeriodError
from core.store.sqlite import StoreError
from dashboards import data, english, theme, words
from dashboards.parts.component import asset
from dashboards.sign_in import stage, who
from dashboards.words import audit as audit_words
from dashboards.words import campaign as campaign_words
from dashboards.words import checklist as checklist_words
from dashboards.words import contest as contest_words
from dashboards.words import docket as docket_words
from dashboards.words import instructions as instruction_words
from dashboards.words import reference as reference_words
from dashboards.words import sign_in as sign_in_words
from dashboards.words import signals as signal_words
from dashboards.words import slip as slip_words
from dashboards.words import standing as standing_words
from dashboards.words import station as station_words
from dashboards.words import steward as steward_words
from dashboards.words import walls as wall_words

_UNKNOWN = "unknown_address"
_SEEN, _TRIED = "seen_version", "tried_again"
_TRY_EVERY = 6  # refreshes
_log = logging.getLogger(__name__)
CHIEF, INSPECTOR, STATION, OFFICER, TRAINER = Role.CHIEF, Role.INSPECTOR, Role.STATION, Role.OFFICER, Role.TRAINER


@dataclass(frozen=True)
class PageEntry:
    """A page: its file, its address, its name, what a demonstration calls it, and who may open it.

    `roles` is the one table of who may open what: a page that names none opens for nobody. The first of them is whom
    it is made for. `demo_only` pages are in a demonstration alone.
    """

    file: str
    address: str
    name: str
    role: str
    demo_only: bool = False
    roles: tuple[Role, ...] = ()


ENTRIES = (
    PageEntry("app_pages/chief.py", "board", words.CHIEF, words.ROLE_CHIEF, roles=(CHIEF, Role.KIOSK)),
    PageEntry("app_pages/inspector.py", "compare", words.INSPECTOR, words.ROLE_INSPECTOR, roles=(INSPECTOR, CHIEF)),
    PageEntry(
        "app_pages/station.py", "station", station_words.NAME, station_words.ROLE, roles=(STATION, CHIEF, INSPECTOR)
    ),
    PageEntry(
        "app_pages/standing.py", "standing", standing_words.NAME, standing_words.ROLE, roles=(INSPECTOR, CHIEF, STATION)
    ),
    PageEntry(
        "app_pages/instructions.py",
        "instructions",
        instruction_words.NAME,
        instruction_words.ROLE,
        roles=(CHIEF, INSPECTOR, STATION),
    ),
    PageEntry(
        "app_pages/signals.py", "signals", signal_words.NAME, signal_words.ROLE, roles=(CHIEF, INSPECTOR, STATION)
    ),
    PageEntry(
        "app_pages/campaign.py",
        "campaign",
        campaign_words.NAME,
        campaign_words.ROLE,
        roles=(INSPECTOR, CHIEF, STATION),
    ),
    PageEntry("app_pages/contest.py", "contest", contest_words.NAME, contest_words.ROLE, roles=(INSPECTOR, CHIEF)),
    PageEntry(
        "app_pages/key_disputes.py",
        "disputes",
        docket_words.DISPUTES,
        docket_words.DISPUTES_ROLE,
        roles=(INSPECTOR, CHIEF, STATION),
    ),
    PageEntry(
        "app_pages/cases.py", "cases", docket_words.CASES, docket_words.CASES_ROLE, roles=(INSPECTOR, CHIEF, STATION)
    ),
    PageEntry("app_pages/slip.py", "slip", slip_words.NAME, slip_words.ROLE, roles=(INSPECTOR, CHIEF, STATION)),
    PageEntry(
        "app_pages/creation.py",
        "creation",
        checklist_words.NAME,
        checklist_words.ROLE,
        roles=(INSPECTOR, CHIEF, STATION),
    ),
    PageEntry("app_pages/officer.py", "mine", words.OFFICER, words.ROLE_OFFICER, roles=(OFFICER, STATION)),
    PageEntry("app_pages/trainer.py", "trainer", words.TRAINER, words.ROLE_TRAINER, True, (TRAINER,)),
    PageEntry("app_pages/overview.py", "indicators", words.OVERVIEW, words.OVERVIEW, roles=EVERYONE),
    PageEntry("app_pages/reference.py", "reference", reference_words.NAME, reference_words.NAME, roles=EVERYONE),
    PageEntry("app_pages/audit.py", "audit", audit_words.NAME, audit_words.NAME, roles=EVERYONE),
    PageEntry("app_pages/steward.py", "steward", steward_words.NAME, steward_words.ROLE, roles=(Role.STEWARD,)),
    PageEntry("app_pages/walls.py", "walls", wall_words.NAME, wall_words.ROLE, roles=(Role.STEWARD, CHIEF)),
)


def homes() -> dict[Role, str]:
    """Where each role begins: the first page that is made for it, or else the first that it may open."""
    address = {entry: "" if entry is ENTRIES[0] else entry.address for entry in ENTRIES}
    first = {role: address[entry] for entry in reversed(ENTRIES) for role in entry.roles}
    return first | {entry.roles[0]: address[entry] for entry in reversed(ENTRIES) if entry.roles}


def entry_of(page: StreamlitPage) -> PageEntry | None:
    """The entry of a page; the first has no address of its own in the browser."""
    return next((one for one in ENTRIES if one.address == (page.url_path or ENTRIES[0].address)), None)


def may_open(entry: PageEntry) -> bool:
    """Whether whoever looks may open a page. In a demonstration who opens it plays a role that may."""
    viewer = who.required()
    if stage.is_played(viewer):
        stage.play(entry.roles)
        viewer = who.required()
    return viewer.scope.role in entry.roles


def refused(entry: PageEntry | None) -> None:
    """Says that a page is not for whoever looks, and which are."""
    viewer = who.required()
    heading(words.PRODUCT)
    name, role = (entry.name if entry else words.PRODUCT), NAMES[viewer.scope.role]
    own = [one for one in ENTRIES if viewer.scope.role in one.roles]
    st.error(
        f"{sign_in_words.NOT_FOR.format(page=name, role=role)}"
        f"{sign_in_words.YOURS if own else sign_in_words.YOURS_NONE}"
    )


def pages(*, demo: bool) -> list[StreamlitPage]:
    """The pages of this database; all of them, so that one that is not for somebody can say so in Chinese."""
    shown = [entry for entry in ENTRIES if demo or not entry.demo_only]
    return [
        st.Page(one.file, title=f"{words.PRODUCT} · {one.name}", url_path=one.address, default=one is ENTRIES[0])
        for one in shown
    ]


def links(*, tongues: bool = False) -> None:
    """The way to the other pages, as a menu, and who is signed in. A wall that nobody signs in at has neither.

    `tongues` is for a page that speaks English too.
    """
    viewer = who.required()
    playing = stage.is_played(viewer)
    demo = data.is_demo()
    shown = [one for one in ENTRIES if playing or (viewer.scope.role in one.roles and (demo or not one.demo_only))]
    with st.container(
        key="links", horizontal=True, vertical_alignment="center", width="content", wrap=False, gap="small"
    ):
        if len(shown) > 1:
            with st.popover(english.say(words.PAGES), icon=":material/menu:"), st.container(key="menu", gap=None):
                for entry in shown:
                    st.page_link(entry.file, label=english.say(_label(entry, playing)))
                if tongues:
                    tongue = words.TONGUES[english.wanted()]
                    st.button(tongue, key="tongue", on_click=english.switch, type="tertiary")
        _account()


def _label(entry: PageEntry, playing: bool) -> str:
    """A page by its name; in a demonstration with the role it is for."""
    return entry.name if not playing or entry.role == entry.name else f"{entry.name} · {entry.role}"


def _account() -> None:
    """Who is signed in, with the way out; nothing for whom there is no way out."""
    viewer = who.required()
    if viewer.session is None or viewer.scope.role is Role.KIOSK:
        return
    label = viewer.name.replace("_", r"\_")  # a label is Markdown, and a name may hold no other sign of it
    with st.popover(label):
        unit = data.units().root.name
        st.text(f"{viewer.name} · {NAMES[viewer.scope.role]} · {unit}")
        if st.button(sign_in_words.LEAVE, key="leave"):
            who.leave()


@lru_cache(maxsize=1)
def _css() -> str:
    said = f'"{words.BANNER_AWAY}" var(--fj-answered) "{words.BANNER_RETRY}"'
    banner = f'[data-testid="stApp"]::before{{content:{said}}}'
    sheets = "".join(map(asset, ("page.css", "wall.css", "dark_wall.css", "print.css")))
    return f"<style>{theme.css_variables()}{sheets}{banner}</style>"


def styles() -> None:
    """Our style sheet: fixed text of our own, nothing from data."""
    st.html(_css())


def answered(at: datetime) -> None:
    """Notes when the last good answer came: the banner that shows when the server is away says it."""
    st.html(f'<style>:root{{--fj-answered:"{at:%H:%M}"}}</style>')


def unknown_address() -> None:
    """Says once, when the address in the browser is none of ours, that the first page is shown in its place."""
    asked = urlsplit(st.context.url or "").path.strip("/")
    known = {entry.address for entry in ENTRIES if data.is_demo() or not entry.demo_only} | {""}
    if asked not in known and st.session_state.get(_UNKNOWN) != asked:
        st.toast(words.NO_SUCH_PAGE)
    st.session_state[_UNKNOWN] = asked


def nothing_yet(reason: str) -> None:
    """A page without data: whose it is, and why there is nothing. The way to the other pages stands already."""
    with st.container(key="nothing"):
        st.markdown("## " + words.PRODUCT)
        st.text(data.bureau())
        st.info(reason)


def heading(title: str) -> None:
    """The top of a desk page: the title, the bureau, the way to the other pages, and 演示数据 where it applies."""
    with st.container(key="heading", horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(f"## {title}", width="content")
        st.text(data.bureau(), width="content")
        _as_of_on_paper()
        if data.is_demo():
            st.badge(words.DEMO, color="yellow")
        st.space("stretch")
        links()
    heartbeat()


def _as_of_on_paper() -> None:
    """The day of the data, which a sheet of paper cannot be asked for later."""
    try:
        day = data.as_of()
    except StoreError:
        return  # there are no data yet; the page says so itself
    with st.container(key="paper_as_of", width="content"):
        st.text(f"{words.AS_OF} {day}")


@st.fragment(run_every=theme.REFRESH_SECONDS)
def heartbeat() -> None:
    """Keeps the page in touch: it comes back by itself after the server was away, new data reload it.

    When the session has ended, so does the page.
    """
    who.required()
    try:
        now = data.state()
    except StoreError as error:
        with st.container(key="stale"):
            st.text(words.DESK_STALE.format(reason=error))
        return
    if st.session_state.setdefault(_SEEN, now) != now:
        st.session_state[_SEEN] = now
        st.rerun(scope="app")
    answered(datetime.now(CHINA))


def in_chinese(*, refreshes: bool) -> Callable[[Callable[[], None]], Callable[[], None]]:
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
        return data.state()
    except StoreError:
        return None


@st.fragment(run_every=theme.REFRESH_SECONDS)
def _try_again() -> None:
    """Runs the page again as soon as the data are other ones, and every so often in any case."""
    st.session_state[_TRIED] += 1
    now = _state()
    if now != st.session_state[_SEEN] or (now is not None and st.session_state[_TRIED] % _TRY_EVERY == 0):
        st.rerun(scope="app")
