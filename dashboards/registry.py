"""Registry of the pages: the menu, the sign-in, the table of who may open what, and the tests read it here.

Adding a page is an entry here, a folder in pages/ with its page.py, its help in i18n/words/page_help.py, its
English name in i18n/words/english.toml, and a row in docs/pages.md and docs/pages.zh-CN.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.access.roles import ADMINISTRATORS, EVERYONE, Role
from core.access.viewer import Scope
from core.catalogue.domain_page_model import DomainPage
from core.catalogue.load import shipped_domain_pages
from dashboards.i18n.words import (
    audit,
    campaign,
    checklist,
    chief,
    comparison,
    contest,
    dockets,
    domain,
    indicators,
    indices,
    instructions,
    officer,
    reference,
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
DESKS = (INSPECTOR, CHIEF, STATION)  # roles that work with lists of stations: the inspector first
DOMAIN_READERS = (DEPARTMENT, CHIEF, INSPECTOR)  # of a field of work; a department opens its own alone


@dataclass(frozen=True)
class PageEntry:
    """A page: its address, its name, the role that a demonstration shows beside it, and the roles that may open it.

    The address is the name of the page's folder in pages/.

    `roles` is the one table of who may open what: a page that names none opens for nobody. The page is made for
    the first of them. `demo_only` pages are in a demonstration alone. `folder` is the page's folder where it is not
    the address; `domain` is the id of the field of work (业务) that the page is of.
    """

    address: str
    name: str
    roles: tuple[Role, ...] = ()
    role_label: str = ""
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


def home_address(scope: Scope, *, demo: bool) -> str:
    """Return where a viewer begins: a department at the page of its field of work, others where their role does."""
    if scope.role is Role.DEPARTMENT:
        return domain_address(scope.domain or "")
    return home_addresses(demo=demo).get(scope.role, "")


def domain_address(page: str) -> str:
    """Return the address of the page of a field of work."""
    return f"domain_{page}"


def _domain_entry(name: str, page: DomainPage, folder: str) -> PageEntry:
    address = domain_address(name)
    return PageEntry(address, page.zh, DOMAIN_READERS, domain.ROLE, folder=f"domain/{folder}", domain=name)


ENTRIES = (
    PageEntry("chief", chief.NAME, (CHIEF, KIOSK), chief.ROLE),
    PageEntry("today", today.NAME, (CHIEF, INSPECTOR, DEPARTMENT, STATION, Role.OFFICER)),
    *(_domain_entry(name, page, name) for name, page in shipped_domain_pages().items()),
    PageEntry("comparison", comparison.NAME, (INSPECTOR, CHIEF), comparison.ROLE),
    PageEntry("station", station.NAME, (STATION, CHIEF, INSPECTOR), station.ROLE),
    PageEntry("indices", indices.NAME, DESKS, indices.ROLE),
    PageEntry("instructions", instructions.NAME, (CHIEF, INSPECTOR, DEPARTMENT, STATION)),
    PageEntry("signals", signals.NAME, (CHIEF, INSPECTOR, DEPARTMENT, STATION)),
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
    PageEntry("audit", audit.NAME, EVERYONE),
    PageEntry("steward", steward.NAME, MANAGERS, steward.ROLE),
    PageEntry("walls", walls.NAME, (STEWARD, CHIEF, Role.SYSTEM)),
)
OWN_DOMAIN_FOLDER = "own"
FIRST_PAGE = ENTRIES[0]  # it has no address of its own in the browser


def home_addresses(*, demo: bool) -> dict[Role, str]:
    """Return where each role begins: the first page that is made for it, or else the first that it may open."""
    last_first = entries_for(demo=demo)[::-1]
    address = {entry: "" if entry is FIRST_PAGE else entry.address for entry in last_first}
    first_open = {role: address[entry] for entry in last_first for role in entry.roles}
    return first_open | {entry.roles[0]: address[entry] for entry in last_first if entry.roles}


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
