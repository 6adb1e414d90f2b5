"""Settings of single sign-on, if this server uses it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from core.access.oidc.settings import FILE_VARIABLE, Settings, load_settings


@lru_cache(maxsize=1)
def single_sign_on() -> Settings | None:
    """Return the settings in the file named by the environment, or None. Raises SettingsError (Chinese)."""
    path = os.environ.get(FILE_VARIABLE)
    return load_settings(Path(path)) if path else None
