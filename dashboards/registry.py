"""Registry of the pages: the menu, the sign-in, the table of who may open what, and the tests read it here.

Adding a page is an entry here in its group, a folder in pages/ with its page.py, its help in
i18n/words/page_help.py, its English name in i18n/words/english.toml, and a row in docs/pages.md and
docs/pages.zh-CN.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.access.roles import ADMINISTRATORS, EVERYONE, Role
from dashboards.i18n.words import (
    audit,
    campaign,
    checklist,
    chief,
    comparison,
    contest,
    dockets,
    indicators,
    indices,
    instructions,
    navigation,
    officer,
    signals,
    slip,
    station,
    steward,
    trainer,
    walls,
)
from dashboards.i18n.words.page_help import HELP

CHIEF, INSPECTOR, STATION, OFFICER, TRAINER = Role.CHIEF, Role.INSPECTOR, Role.STATION, Role.OFFICER, Role.TRAINER
STEWARD, KIOSK = Role.STEWARD, Role.KIOSK
MANAGERS = (STEWARD, *ADMINISTRATORS)  # roles that run the system: which of them does what is decided by duties
CHIEFS = (INSPECTOR, CHIEF)  # roles that see the whole bureau
DESKS = (INSPECTOR, CHIEF, STATION)  # roles that work with lists of stations: the inspector first
LOOP = (CHIEF, INSPECTOR, STATION)  # roles that send and answer instructions: the chief first
LOCAL = (STATION, CHIEF, INSPECTOR)  # roles that look into one station: its own chief first


class Group(StrEnum):
    """Group of pages in the menu, in its order, by its name on the screen."""

    OVERVIEW = navigation.OVERVIEW
    DOMAINS = navigation.DOMAINS
    SUPERVISION = navigation.SUPERVISION
    ASSESSMENT = navigation.ASSESSMENT
    GRASSROOTS = navigation.GRASSROOTS
    DOCUMENTS = navigation.DOCUMENTS
    INDICATORS = navigation.INDICATORS
    ADMINISTRATION = navigation.ADMINISTRATION


class Choice(StrEnum):
    """Choice that several pages understand, by its name in the address."""

    UNIT = "unit"
    KPI = "kpi"
    PERIOD = "period"
    GROUP = "group"


CARRIED = (Choice.UNIT, Choice.PERIOD, Choice.GROUP)  # choices that go along from page to page
UNIT, KPI, PERIOD, PEERS = Choice.UNIT, Choice.KPI, Choice.PERIOD, Choice.GROUP


@dataclass(frozen=True)
class PageEntry:
    """A page: its address, its name in menu, title and tab, the roles that may open it, its group and its icon.

    The address is the name of the page's folder in pages/.

    `roles` is the one table of who may open what: a page that names none opens for nobody. `icon` is a name of
    Google's Material Symbols, which Streamlit brings along. `choices` are those that the page understands in its
    address: links to it carry those of CARRIED. `demo_only` pages are in a demonstration alone.
    """

    address: str
    name: str
    roles: tuple[Role, ...] = ()
    group: Group = Group.OVERVIEW
    icon: str = "description"
    choices: tuple[Choice, ...] = ()
    demo_only: bool = False

    @property
    def file(self) -> str:
        """The path at which Streamlit finds the page."""
        return f"pages/{self.address}/page.py"

    @property
    def help(self) -> str:
        """The help: the purpose of the page and how it is read."""
        return HELP[self.address]


# The order of the menu; inside a group, too.
ENTRIES = (
    PageEntry("chief", chief.NAME, (CHIEF, KIOSK), Group.OVERVIEW, "space_dashboard", (UNIT, KPI, PERIOD)),
    PageEntry("instructions", instructions.NAME, LOOP, Group.SUPERVISION, "send", (KPI,)),
    PageEntry("signals", signals.NAME, LOOP, Group.SUPERVISION, "notifications"),
    PageEntry("key_disputes", dockets.DISPUTES, DESKS, Group.SUPERVISION, "handshake", (UNIT, PERIOD)),
    PageEntry("cases", dockets.CASES, DESKS, Group.SUPERVISION, "gavel", (UNIT, PERIOD)),
    PageEntry(
        "comparison", comparison.NAME, (INSPECTOR, CHIEF), Group.ASSESSMENT, "compare_arrows", (KPI, PERIOD, PEERS)
    ),
    PageEntry("indices", indices.NAME, DESKS, Group.ASSESSMENT, "leaderboard"),
    PageEntry("campaign", campaign.NAME, DESKS, Group.ASSESSMENT, "flag"),
    PageEntry("contest", contest.NAME, CHIEFS, Group.ASSESSMENT, "emoji_events", (PERIOD, PEERS)),
    PageEntry("checklist", checklist.NAME, DESKS, Group.ASSESSMENT, "checklist"),
    PageEntry("station", station.NAME, LOCAL, Group.GRASSROOTS, "local_police", (UNIT, KPI, PERIOD)),
    PageEntry("slip", slip.NAME, DESKS, Group.GRASSROOTS, "campaign", (UNIT,)),
    PageEntry("officer", officer.NAME, (OFFICER, STATION), Group.GRASSROOTS, "badge", (PERIOD,)),
    PageEntry("audit", audit.NAME, EVERYONE, Group.DOCUMENTS, "fact_check"),
    PageEntry("indicators", indicators.NAME, EVERYONE, Group.INDICATORS, "menu_book", (KPI, PERIOD)),
    PageEntry("steward", steward.NAME, MANAGERS, Group.ADMINISTRATION, "database"),
    PageEntry("walls", walls.NAME, (STEWARD, CHIEF, Role.SYSTEM), Group.ADMINISTRATION, "tv"),
    PageEntry("trainer", trainer.NAME, (TRAINER,), Group.ADMINISTRATION, "school", demo_only=True),
)
MOVED = {"reference": "indicators"}  # addresses of earlier versions, and where what they showed is now
FIRST_PAGE = ENTRIES[0]  # it has no address of its own in the browser

# Where a role begins: with what it has to act on. A role that is not here begins with the first page that it may open.
HOMES = {
    CHIEF: "chief",
    INSPECTOR: "signals",
    STATION: "station",
    OFFICER: "officer",
    TRAINER: "trainer",
    **dict.fromkeys(MANAGERS, "steward"),
}


def by_group(entries: Iterable[PageEntry]) -> dict[Group, list[PageEntry]]:
    """Return pages by their group, in the menu's order; a group without pages is left out."""
    listed = list(entries)
    groups = {group: [entry for entry in listed if entry.group is group] for group in Group}
    return {group: pages for group, pages in groups.items() if pages}


def home_addresses(*, demo: bool) -> dict[Role, str]:
    """Return where each role begins: its home, or else the first page that it may open."""
    last_first = entries_for(demo=demo)[::-1]
    first_open = {role: url_path(entry) for entry in last_first for role in entry.roles}
    homes = {role: entry_of(address) for role, address in HOMES.items()}
    return first_open | {role: url_path(entry) for role, entry in homes.items() if demo or not entry.demo_only}


def home_of(role: Role, *, demo: bool) -> PageEntry | None:
    """Return the page where a role begins; None for a role that may open none."""
    address = home_addresses(demo=demo).get(role)
    return None if address is None else entry_at(address)


def url_path(entry: PageEntry) -> str:
    """Return the path of a page in the browser."""
    return "" if entry is FIRST_PAGE else entry.address


def entry_at(url_path: str) -> PageEntry | None:
    """Return the entry of an address in the browser; None if there is no such page."""
    return next((entry for entry in ENTRIES if entry.address == (url_path or FIRST_PAGE.address)), None)


def entries_for(*, demo: bool) -> list[PageEntry]:
    """Return the pages of a demonstration, or of a real database."""
    return [entry for entry in ENTRIES if demo or not entry.demo_only]


def entry_of(address: str) -> PageEntry:
    """Return the entry of a page that there is."""
    return next(entry for entry in ENTRIES if entry.address == address)


def page_file(address: str) -> str:
    """Return the path of a page, for a link to it."""
    return entry_of(address).file
