"""Queries of the steward's page, for the viewer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.access.account_desk import AccountDesk
from core.access.steward_batches import StewardBatches
from core.access.steward_desk import StewardDesk
from core.access.steward_intake import StewardIntake
from core.access.wall_links import WallLinks
from core.time.days import CHINA
from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.i18n.words import steward as words
from dashboards.queries import session
from dashboards.server import shown_database


def desk() -> StewardDesk:
    """Return the desk. Raises AccessRefused (Chinese) for everybody but those who run the system."""
    return StewardDesk(session.request(), session_store().writing, session_store().now())


def account_desk() -> AccountDesk:
    """Return the desk of accounts. Raises AccessRefused (Chinese) for everybody but those who run the system."""
    return AccountDesk(session.request(), session_store().writing, session_store().now())


def wall_links() -> WallLinks:
    """Return the links of walls that the viewer may make."""
    return WallLinks(session.request(), session_store().writing, session_store().now())


def intake() -> StewardIntake:
    """Return the intake. Raises AccessRefused (Chinese) for everybody but a steward of the whole bureau."""
    return StewardIntake(session.request(), session_store().now())


def batches() -> StewardBatches:
    """Return the batches. Raises AccessRefused (Chinese) for everybody but a steward of the whole bureau."""
    return StewardBatches(session.request(), session_store().now())


def may_change() -> bool:
    """Return True if changes may be made here: in a demonstration nobody is known by name."""
    return current_user.required().session is not None


def backup_file() -> Path:
    """Return a new file beside the database, named by the time."""
    served = shown_database.served_path()
    folder = served.parent / words.FOLDER
    folder.mkdir(exist_ok=True)
    return folder / f"{served.stem}-{datetime.fromtimestamp(session_store().now(), CHINA):%Y%m%d-%H%M%S}.db"
