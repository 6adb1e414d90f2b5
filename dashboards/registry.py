"""Registry of the pages: the menu, the sign-in, the table of who may open what, and the tests read it here.

Adding a page is an entry here in its group, a folder in pages/ with its page.py, its help in
i18n/words/page_help.py, its English name in i18n/words/english.toml, and a row in docs/pages.md and
docs/pages.zh-CN.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from core.access.roles import ADMINISTRATORS, EVERYONE, Role
from core.access.viewer import Scope
from core.catalogue.domain_page_model import DomainPage
from core.catalogue.load import shipped_domain_pages
from dashboards.i18n.words import (
    audit,
    bulletins,
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
    today,
    trainer,
    walls,
)
from dashboards.i18n.words.page_help import HELP

CHIEF, INSPECTOR, STATION, OFFICER, TRAINER = Role.CHIEF, Role.INSPECTOR, Role.STATION, Role.OFFICER, Role.TRAINER
STEWARD, KIOSK, DEPARTMENT = Role.STEWARD, Role.KIOSK, Role.DEPARTMENT
MANAGERS = (STEWARD, *ADMINISTRATORS)  # roles that run the system: which of them does what is decided by duties
CHIEFS = (INSPECTOR, CHIEF)  # roles that see the whole bureau
DESKS = (INSPECTOR, CHIEF, STATION)  # roles that work with lists of stations: the inspector first
DOMAIN_READERS = (DEPARTMENT, CHIEF, INSPECTOR)  # of a field of work; a department opens its own alone
LOOP = (CHIEF, INSPECTOR, DEPARTMENT, STATION)  # roles that send and answer instructions: the chief first
TODAY_READERS = (CHIEF, INSPECTOR, DEPARTMENT, STATION, OFFICER)
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
    address: links to it carry those of CARRIED. `demo_only` pages are in a demonstration alone. `folder` is the page's
    folder where it is not the address; `domain` is the id of the field of work (业务) that the page is of.
    """

    address: str
    name: str
    roles: tuple[Role, ...] = ()
    group: Group = Group.OVERVIEW
    icon: str = "description"
    choices: tuple[Choice, ...] = ()
    demo_only: bool = False
    folder: str = ""
    domain: str = ""

    @property
    def file(self) -> str:
        """The path at which Streamlit finds the page."""
        return f"pages/{self.folder or self.address}/page.py"

    @property
    def help(self) -> str:
        """The help: the purpose of the page and how it is read."""
        return HELP["domain" if self.domain else self.address]


def domain_address(page: str) -> str:
    """Return the address of the page of a field of work."""
    return f"domain_{page}"


def _domain_entry(name: str, page: DomainPage, folder: str) -> PageEntry:
    address, icon = domain_address(name), DOMAIN_ICONS.get(name, "work")
    return PageEntry(
        address, page.zh, DOMAIN_READERS, Group.DOMAINS, icon, (PERIOD,), folder=f"domain/{folder}", domain=name
    )


DOMAIN_ICONS = {
    "command": "headset_mic",
    "security": "shield",
    "criminal": "policy",
    "legal": "balance",
    "personnel": "groups",
    "service": "support_agent",
    "governance": "diversity_3",
}

# The order of the menu; inside a group, too.
ENTRIES = (
    PageEntry("chief", chief.NAME, (CHIEF, KIOSK), Group.OVERVIEW, "space_dashboard", (UNIT, KPI, PERIOD)),
    PageEntry("today", today.NAME, TODAY_READERS, Group.OVERVIEW, "today"),
    *(_domain_entry(name, page, name) for name, page in shipped_domain_pages().items()),
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
    PageEntry("bulletins", bulletins.NAME, DESKS, Group.DOCUMENTS, "article"),
    PageEntry("audit", audit.NAME, EVERYONE, Group.DOCUMENTS, "fact_check"),
    PageEntry("indicators", indicators.NAME, EVERYONE, Group.INDICATORS, "menu_book", (KPI, PERIOD)),
    PageEntry("steward", steward.NAME, MANAGERS, Group.ADMINISTRATION, "database"),
    PageEntry("walls", walls.NAME, (STEWARD, CHIEF, Role.SYSTEM), Group.ADMINISTRATION, "tv"),
    PageEntry("trainer", trainer.NAME, (TRAINER,), Group.ADMINISTRATION, "school", demo_only=True),
)
OWN_DOMAIN_FOLDER = "own"
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


def home_address(scope: Scope, *, demo: bool) -> str:
    """Return where a viewer begins: a department at the page of its field of work, others where their role does."""
    if scope.role is Role.DEPARTMENT:
        return domain_address(scope.domain or "")
    return home_addresses(demo=demo).get(scope.role, "")


def is_open_to(entry: PageEntry, scope: Scope) -> bool:
    """Return True if a scope may open a page: its role is named, and a department's field of work is the page's."""
    is_named = scope.role in entry.roles
    return is_named and (scope.role is not Role.DEPARTMENT or entry.domain in ("", scope.domain))


def url_path(entry: PageEntry) -> str:
    """Return the path of a page in the browser."""
    return "" if entry is FIRST_PAGE else entry.address


def entries_for(*, demo: bool, domain_pages: Mapping[str, DomainPage] | None = None) -> list[PageEntry]:
    """Return the pages of a demonstration, or of a real database.

    `domain_pages` are those of its catalogue: a bureau may call them by other names, and add some of its own.
    """
    entries = [entry for entry in ENTRIES if demo or not entry.demo_only]
    if domain_pages is None:
        return entries
    named = [
        replace(entry, name=domain_pages[entry.domain].zh) if entry.domain in domain_pages else entry
        for entry in entries
    ]
    own = [
        _domain_entry(name, page, OWN_DOMAIN_FOLDER)
        for name, page in domain_pages.items()
        if all(entry.domain != name for entry in ENTRIES)
    ]
    after = 1 + max(place for place, entry in enumerate(named) if entry.domain)
    return [*named[:after], *own, *named[after:]]


def entry_at(url_path: str, entries: Iterable[PageEntry] = ENTRIES) -> PageEntry | None:
    """Return the entry of an address in the browser; None if there is no such page."""
    return next((entry for entry in entries if entry.address == (url_path or FIRST_PAGE.address)), None)


def entry_of(address: str) -> PageEntry:
    """Return the entry of a page that there is."""
    return next(entry for entry in ENTRIES if entry.address == address)


def page_file(address: str) -> str:
    """Return the path of a page, for a link to it."""
    return entry_of(address).file
