"""The pages of the database that is shown, and the viewer's way among them."""

from __future__ import annotations

from dashboards.queries import database, session
from dashboards.registry import PageEntry, entries_for, entry_at, home_address, is_open_to


def entries() -> list[PageEntry]:
    """Return the pages, with those of the fields of work that the bureau has declared."""
    return entries_for(demo=database.is_demo(), domain_pages=database.catalogue().domain_pages)


def entry_in_browser(url_path: str) -> PageEntry | None:
    """Return the page of an address in the browser; None if there is no such page."""
    return entry_at(url_path, entries())


def page_of(address: str) -> PageEntry:
    """Return a page that there is."""
    return next(entry for entry in entries() if entry.address == address)


def home() -> PageEntry | None:
    """Return the page where the viewer begins; None for one who may open none."""
    scope = session.scope()
    entry = entry_in_browser(home_address(scope, demo=database.is_demo()))
    return entry if entry is not None and is_open_to(entry, scope) else None
