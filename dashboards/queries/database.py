"""The database that the pages show: its file, its version, the bureau and its catalogue, the same for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.store import board_file
from core.store.sqlite import StoreError
from dashboards.auth.session_store import session_store
from dashboards.i18n.words.auth import GUARDED_DEMO
from dashboards.server import shown_database
from dashboards.server.shown_database import current_database, last_known_database
from dashboards.server.shown_database import shown_path as shown_path


class DataVersion(NamedTuple):
    """The file that has this name now, by the number of its opening, the version of its data; what may hide figures.

    A bulletin is issued without a new version of the data, and what it shows may hide figures from then on; so may
    other `rules`, a digest of the bureau's own catalogue files.
    """

    file: int
    data_version: int
    last_issue: int = 0
    rules: str = ""


def show(new: Path) -> None:
    """Show another database from now on. Accounts and their units are of one bureau: with them it is refused."""
    if session_store().requires_sign_in():
        raise StoreError(GUARDED_DEMO)
    shown_database.show_database(new)


def bureau() -> str:
    """Return the bureau's name."""
    return last_known_database().bureau


def is_demo() -> bool:
    """Return True if the data are generated."""
    return last_known_database().demo


def is_board_file() -> bool:
    """Return True if the figures shown are of a board file, which is only read."""
    return has_state_file() or board_file.is_board_file(shown_path())


def has_state_file() -> bool:
    """Return True if the figures are of a board file, and what is done is written into a state file beside it."""
    return not last_known_database().engine.store.has_own_sums


def is_merged() -> bool:
    """Return True if what is shown has sums of several counties, and no record or instruction of theirs."""
    return last_known_database().is_merged


def board_trouble() -> str:
    """Return why the newest published board is not shown (Chinese); empty where it is, or none is followed."""
    return shown_database.board_trouble()


def catalogue() -> Catalogue:
    """Return the measures and KPIs, with the bureau's own changes."""
    return last_known_database().engine.catalogue


def version() -> DataVersion:
    """Return the file shown, the version of its data and its newest bulletin. Raises StoreError (Chinese)."""
    shown = current_database()
    number = data_version()  # first: rules that are newer than it drop an answer too many, older ones would keep one
    last_issue = shown_database.once_while_pinned("last issue", shown.engine.last_issue)
    rules = shown_database.once_while_pinned("rules", shown.engine.rules)
    return DataVersion(shown.identity, number, last_issue, rules)


def data_version() -> int:
    """Return the version of the data; it rises with every write."""
    return shown_database.once_while_pinned("data version", current_database().engine.data_version)
