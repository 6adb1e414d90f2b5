"""Registry of the pages: the menu, the sign-in, the table of who may open what, and the tests read it here.

Adding a page is an entry here, a folder in pages/ with its page.py, its help in i18n/words/page_help.py, its
English name in i18n/words/english.toml, and a row in docs/pages.md and docs/pages.zh-CN.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.access.roles import ADMINISTRATORS, EVERYONE, Role
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
    officer,
    reference,
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
DESKS = (INSPECTOR, CHIEF, STATION)  # roles that work with lists of stations: the inspector first


@dataclass(frozen=True)
class PageEntry:
    """A page: its address, its name, the role that a demonstration shows beside it, and the roles that may open it.

    The address is the name of the page's folder in pages/.

    `roles` is the one table of who may open what: a page that names none opens for nobody. The page is made for
    the first of them. `demo_only` pages are in a demonstration alone.
    """

    address: str
    name: str
    roles: tuple[Role, ...] = ()
    role_label: str = ""
    demo_only: bool = False

    @property
    def file(self) -> str:
        """The path at which Streamlit finds the page."""
        return f"pages/{self.address}/page.py"

    @property
    def help(self) -> str:
        """The help: the purpose of the page and how it is read."""
        return HELP[self.address]


ENTRIES = (
    PageEntry("chief", chief.NAME, (CHIEF, KIOSK), chief.ROLE),
    PageEntry("comparison", comparison.NAME, (INSPECTOR, CHIEF), comparison.ROLE),
    PageEntry("station", station.NAME, (STATION, CHIEF, INSPECTOR), station.ROLE),
    PageEntry("indices", indices.NAME, DESKS, indices.ROLE),
    PageEntry("instructions", instructions.NAME, (CHIEF, INSPECTOR, STATION)),
    PageEntry("signals", signals.NAME, (CHIEF, INSPECTOR, STATION)),
    PageEntry("campaign", campaign.NAME, DESKS),
    PageEntry("contest", contest.NAME, (INSPECTOR, CHIEF)),
    PageEntry("key_disputes", dockets.DISPUTES, DESKS),
    PageEntry("cases", dockets.CASES, DESKS),
    PageEntry("slip", slip.NAME, DESKS, slip.ROLE),
    PageEntry("checklist", checklist.NAME, DESKS),
    PageEntry("officer", officer.NAME, (OFFICER, STATION), officer.ROLE),
    PageEntry("trainer", trainer.NAME, (TRAINER,), demo_only=True),
    PageEntry("indicators", indicators.NAME, EVERYONE),
    PageEntry("reference", reference.NAME, EVERYONE),
    PageEntry("bulletins", bulletins.NAME, DESKS),
    PageEntry("audit", audit.NAME, EVERYONE),
    PageEntry("steward", steward.NAME, MANAGERS, steward.ROLE),
    PageEntry("walls", walls.NAME, (STEWARD, CHIEF, Role.SYSTEM)),
)
FIRST_PAGE = ENTRIES[0]  # it has no address of its own in the browser


def home_addresses(*, demo: bool) -> dict[Role, str]:
    """Return where each role begins: the first page that is made for it, or else the first that it may open."""
    last_first = entries_for(demo=demo)[::-1]
    address = {entry: "" if entry is FIRST_PAGE else entry.address for entry in last_first}
    first_open = {role: address[entry] for entry in last_first for role in entry.roles}
    return first_open | {entry.roles[0]: address[entry] for entry in last_first if entry.roles}


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
