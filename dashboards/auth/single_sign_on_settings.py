"""Whether this server signs people in by single sign-on, and by which provider."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from core.access.oidc.settings import FILE_VARIABLE, Settings, load_settings


@lru_cache(maxsize=1)
def single_sign_on() -> Settings | None:
    """What the file says that the environment names; None where it names none. Raises SettingsError (Chinese)."""
    named = os.environ.get(FILE_VARIABLE)
    return load_settings(Path(named)) if named else None
