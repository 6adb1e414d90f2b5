"""Queries of campaigns, their bulletins, and contests."""

from __future__ import annotations

from datetime import date

from core.comparison.groups import BuiltInGroup
from core.features.campaigns.bulletin import Bulletin, BulletinKind
from core.features.campaigns.effect import CampaignEffects
from core.features.campaigns.types import CampaignProgress
from core.features.contests.types import Contest
from dashboards.queries import periods, session
from dashboards.queries.cache import cached_query


@cached_query
def campaign(name: str, unit: int | None = None) -> CampaignProgress:
    """Return how far a campaign of a unit (the viewer's, if none is named) and of its stations has come."""
    return session.engine().campaign(name, unit)


@cached_query
def own_progress(name: str, unit: int) -> CampaignProgress:
    """Return how far a campaign of a unit has come, without its stations."""
    return session.engine().campaign(name, unit, with_stations=False)


@cached_query
def effects(name: str) -> CampaignEffects:
    """Return whether a campaign moved the bureau's KPIs. Raises AccessRefused."""
    return session.engine().campaign_effects(name)


@cached_query
def bulletin(name: str, kind: BulletinKind, unit: int, day: date) -> Bulletin:
    """Return a campaign's bulletin."""
    return session.engine().bulletin(name, kind, unit, day)


@cached_query
def contest(name: str, period: str, group: str | None) -> Contest:
    """Return a contest of the viewer's areas; `group` is of stations, where the bureau has no areas of its own."""
    engine = session.engine()
    counts = engine.catalogue.contests[name].counts
    return engine.contest(
        name, periods.for_engine(period, engine, counts), engine.as_of(counts), group or BuiltInGroup.ALL
    )
