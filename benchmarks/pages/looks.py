"""The looks that are timed: every page of the menu, and the views of a page that a click or an address opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from dashboards.i18n.words import indices
from dashboards.i18n.words.campaign import CampaignView
from dashboards.i18n.words.dockets import DisputeView
from dashboards.registry import entries_for, url_path

Act = Callable[[Page], None]
WITH_BACKGROUND = ("chief", "today", "signals", "station")  # one page for each way that it is shown


@dataclass(frozen=True)
class Look:
    """A page by its address, or what an act on it shows: then the act alone is timed, the page stands before.

    `waits`: the look is over when all is there that is worked out in the background.
    """

    name: str
    address: str
    act: Act | None = None
    waits: bool = False


def pressing(label: str) -> Act:
    """The act of pressing the choice of a view whose label begins so."""

    def press(page: Page) -> None:
        page.locator('[data-testid="stButtonGroup"] button').filter(has_text=label).first.click()

    return press


def views(station: int) -> list[Look]:
    """Every view behind a page that costs a question of its own, those of a station by its id."""
    return [
        Look("chief, a station", f"?unit={station}"),
        Look("chief, another KPI", "?kpi=dispute_resolution_rate"),
        Look("chief, last year", "?period=2025"),
        Look("key disputes, a station", f"key_disputes?unit={station}"),
        Look("key disputes, resolved", "key_disputes", pressing(DisputeView.RESOLVED)),
        Look("cases, a station", f"cases?unit={station}"),
        Look("comparison, another KPI", "comparison?kpi=dispute_resolution_rate"),
        Look("indices, communities", "indices", pressing(indices.VILLAGES)),
        Look("indices, published", "indices", pressing(indices.LISTS)),
        *(Look(f"campaign, {view.name.lower()}", "campaign", pressing(view)) for view in list(CampaignView)[1:]),
        Look("station, another", f"station?unit={station}", waits=True),
        Look("slip, another station", f"slip?unit={station}"),
        Look("bulletins, drafts", "bulletins?view=drafts"),
        Look("bulletins, issued", "bulletins?view=issued"),
        Look("indicators, one opened", "indicators?kpi=alerts_valid"),
        Look("indicators, a cohort opened", "indicators?kpi=clearance_rate"),
    ]


def all_looks(station: int) -> list[Look]:
    """Every page of a demonstration, then the views behind them."""
    pages = [
        Look(entry.address, url_path(entry), waits=entry.address in WITH_BACKGROUND) for entry in entries_for(demo=True)
    ]
    return [*pages, *views(station)]
