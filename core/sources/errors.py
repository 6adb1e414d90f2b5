"""The one error of data sources, and whatever else a run may end with that a person can mend."""

from __future__ import annotations

from core.catalogue.problems import CatalogueError
from core.intake.mapping.read import MappingError
from core.intake.refusal import FileRefused
from core.store.sqlite import StoreError


class SourceError(StoreError):
    """A source cannot be read; the message (Chinese) says why and what to do."""


MENDABLE = (StoreError, CatalogueError, MappingError, FileRefused, LookupError)


def error_text(error: BaseException) -> str:
    """Return what an error says to people; of a file its name too."""
    return str(error.args[0] if error.args and not isinstance(error, FileRefused) else error)
