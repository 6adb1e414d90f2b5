"""Standing of the classes, for the pages of the desk."""

from __future__ import annotations

from dashboards.classroom.reader import class_file, now
from seed.classes.read import classes


def open_titles() -> list[str]:
    """Return the titles of the classes that are open. Raises StoreError (Chinese) if the file cannot be read."""
    file = class_file()
    if not file.is_demo:
        return []
    return [state.title for state in file.read(classes) if state.is_open(now())]
