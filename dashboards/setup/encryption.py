"""Encryption at rest as the first run offers it: the key that was given, or a new one in a file beside the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from core.store.key import KEY_FILE_VARIABLE, KEY_VARIABLE, database_key, is_encrypted, make_key_file, read_key_file
from dashboards.i18n.words import setup as words
from dashboards.server.shown_database import served_path

_ENDING = ".key"


class EncryptionOffer(NamedTuple):
    """The state of the page: whether it is settled already, since a key was given, and where the key is or will be."""

    is_settled: bool
    place: str


def offer() -> EncryptionOffer:
    """Return what a new database may be."""
    if os.environ.get(KEY_VARIABLE):
        return EncryptionOffer(True, KEY_VARIABLE)
    file = _named_file()
    return EncryptionOffer(file is not None or database_key() is not None, str(file or _own_file()))


def key_for_new(*, is_chosen: bool) -> str | None:
    """Return the key of a new database, made if need be and known to this process; None where it is to be plain.

    Raises StoreError (Chinese) for a key that is unfit, or a file that cannot be written.
    """
    file = _named_file()
    if file is None and (key := database_key()) is not None:
        return key
    if file is None and not is_chosen:
        return None
    file = file or _own_file()
    key = read_key_file(file) if file.exists() else make_key_file(file)  # left by a first try
    os.environ[KEY_FILE_VARIABLE] = str(file)
    return key


def note() -> str:
    """Return what to do with the key of an encrypted database; nothing of a plain one."""
    path = served_path()
    if not is_encrypted(path):
        return ""
    place = offer().place
    if place == KEY_VARIABLE:
        return words.KEY_GIVEN_NOTE
    return words.KEY_NOTE.format(place=place, db=path)


def _named_file() -> Path | None:
    """Return the file that was named for the key, whether it is there yet or not."""
    named = None if os.environ.get(KEY_VARIABLE) else os.environ.get(KEY_FILE_VARIABLE)
    return Path(named) if named else None


def _own_file() -> Path:
    path = served_path().resolve()
    return path.with_name(f"{path.name}{_ENDING}")
