"""The bureau's own catalogue files (overlays), kept in the database."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.load import load_catalogue
from core.store.catalogue_tables import make_fact_tables
from core.store.cube import rebuild_cube
from core.store.store import Store


def keep_overlays(store: Store, overlays: Mapping[str, str]) -> None:
    """Keep catalogue files (name → text) in their order, inside the open transaction."""
    for position, (name, text) in enumerate(overlays.items()):
        store.db.execute("INSERT INTO catalogue_file VALUES (?, ?, ?)", [name, position, text])


def replace_overlays(store: Store, overlays: Mapping[str, str], *, actor: str, now: int) -> Store:
    """Put other catalogue files in place of the bureau's own and rebuild the cube by them.

    Raises CatalogueError, before anything is written, if they are broken.
    """
    store.catalogue = load_catalogue(overlays)
    with store.write(actor, "catalogue", ", ".join(overlays), now):
        store.db.execute("DELETE FROM catalogue_file")
        keep_overlays(store, overlays)
        make_fact_tables(store.db, store.catalogue)
        rebuild_cube(store)
    return store
