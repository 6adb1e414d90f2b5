"""The pages there are: all that must know them (the menu, the door, who may open what, the tests) reads it here.

Adding one is an entry here, a file in pages/, its help in i18n/words/page_help.py, and a row in the two READMEs.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.access.roles import EVERYONE, Role
from dashboards.i18n import words
from dashboards.i18n.words import (
    audit,
    campaign,
    checklist,
    contest,
    instructions,
    reference,
    signals,
    slip,
    station,
    steward,
    walls,
)
from dashboards.i18n.words import dockets as docket
from dashboards.i18n.words import indices as standing
from dashboards.i18n.words.page_help import HELP

CHIEF, INSPECTOR, STATION, OFFICER, TRAINER = Role.CHIEF, Role.INSPECTOR, Role.STATION, Role.OFFICER, Role.TRAINER
STEWARD, KIOSK = Role.STEWARD, Role.KIOSK
DESKS = (INSPECTOR, CHIEF, STATION)  # who works with lists of stations: the inspector first


@dataclass(frozen=True)
class PageEntry:
    """A page: its file in pages/, its address, its name, what a demonstration calls it, and who may open it.

    `roles` is the one table of who may open what: a page that names none opens for nobody. The first of them is whom
    it is made for. `demo_only` pages are in a demonstration alone.
    """

    stem: str
    address: str
    name: str
    role_label: str
    roles: tuple[Role, ...] = ()
    demo_only: bool = False

    @property
    def file(self) -> str:
        """Where Streamlit finds it."""
        return f"pages/{self.stem}/page.py"

    @property
    def help(self) -> str:
        """What it is for and how it is read."""
        return HELP[self.address]


ENTRIES = (
    PageEntry("chief", "board", words.CHIEF, words.ROLE_CHIEF, (CHIEF, KIOSK)),
    PageEntry("comparison", "compare", words.INSPECTOR, words.ROLE_INSPECTOR, (INSPECTOR, CHIEF)),
    PageEntry("station", "station", station.NAME, station.ROLE, (STATION, CHIEF, INSPECTOR)),
    PageEntry("indices", "standing", standing.NAME, standing.ROLE, DESKS),
    PageEntry("instructions", "instructions", instructions.NAME, instructions.ROLE, (CHIEF, INSPECTOR, STATION)),
    PageEntry("signals", "signals", signals.NAME, signals.ROLE, (CHIEF, INSPECTOR, STATION)),
    PageEntry("campaign", "campaign", campaign.NAME, campaign.ROLE, DESKS),
    PageEntry("contest", "contest", contest.NAME, contest.ROLE, (INSPECTOR, CHIEF)),
    PageEntry("key_disputes", "disputes", docket.DISPUTES, docket.DISPUTES_ROLE, DESKS),
    PageEntry("cases", "cases", docket.CASES, docket.CASES_ROLE, DESKS),
    PageEntry("slip", "slip", slip.NAME, slip.ROLE, DESKS),
    PageEntry("checklist", "creation", checklist.NAME, checklist.ROLE, DESKS),
    PageEntry("officer", "mine", words.OFFICER, words.ROLE_OFFICER, (OFFICER, STATION)),
    PageEntry("trainer", "trainer", words.TRAINER, words.ROLE_TRAINER, (TRAINER,), demo_only=True),
    PageEntry("indicators", "indicators", words.OVERVIEW, words.OVERVIEW, EVERYONE),
    PageEntry("reference", "reference", reference.NAME, reference.NAME, EVERYONE),
    PageEntry("audit", "audit", audit.NAME, audit.NAME, EVERYONE),
    PageEntry("steward", "steward", steward.NAME, steward.ROLE, (STEWARD,)),
    PageEntry("walls", "walls", walls.NAME, walls.ROLE, (STEWARD, CHIEF)),
)
FIRST_PAGE = ENTRIES[0]  # it has no address of its own in the browser


def home_addresses(*, demo: bool) -> dict[Role, str]:
    """Where each role begins: the first page that is made for it, or else the first that it may open."""
    shown = entries_for(demo=demo)[::-1]
    address = {entry: "" if entry is FIRST_PAGE else entry.address for entry in shown}
    first = {role: address[entry] for entry in shown for role in entry.roles}
    return first | {entry.roles[0]: address[entry] for entry in shown if entry.roles}


def entry_at(url_path: str) -> PageEntry | None:
    """The entry of an address in the browser."""
    return next((one for one in ENTRIES if one.address == (url_path or FIRST_PAGE.address)), None)


def entries_for(*, demo: bool) -> list[PageEntry]:
    """The pages of a demonstration, or of a real database."""
    return [entry for entry in ENTRIES if demo or not entry.demo_only]
