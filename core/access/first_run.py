"""The first run: how far a bureau has come from no database at all to one that somebody may sign in to."""

from __future__ import annotations

from contextlib import closing
from enum import StrEnum
from pathlib import Path

from core.access.accounts import has_accounts
from core.store.create import is_vacant
from core.store.open import open_store
from core.store.sources import source_ages
from core.store.store import ROOT, Store

ACTOR = "setup"  # of the trail's lines: whoever set the bureau up at this machine, before anybody had a name


class FirstRunStep(StrEnum):
    """The next thing to do, in this order."""

    BUREAU = "bureau"
    UNITS = "units"
    ACCOUNT = "account"
    FIGURES = "figures"  # from here on the steward's, behind the sign-in
    BOARD = "board"


def first_run_step(path: Path) -> FirstRunStep | None:
    """Return the next step up to the first account for the database of a path; None where there is none to do.

    What comes after is the steward's; a demonstration has none. A real database that was filled by commands, without
    an account, is in use already. Raises StoreError (Chinese) for a file that cannot be read.
    """
    if is_vacant(path):
        return FirstRunStep.BUREAU
    with closing(open_store(path, read_only=True)) as store:
        if store.demo or has_accounts(store.conn) or _has_figures(store):
            return None
        has_units = store.db.execute("SELECT EXISTS (SELECT 1 FROM unit WHERE id <> ?)", [ROOT]).fetchone()[0]
    return FirstRunStep.ACCOUNT if has_units else FirstRunStep.UNITS


def _has_figures(store: Store) -> bool:
    """Return True if any source has come, or any day is known completely."""
    return bool(source_ages(store)) or bool(store.db.execute("SELECT EXISTS (SELECT 1 FROM coverage)").fetchone()[0])
